/** What lists, search and suggestions take and answer over HTTP, as schemas. */
import { z } from '@hono/zod-openapi';
import { mayBeAbsent } from '../http/absent-schema.ts';
import type { CategoryNode } from '../catalog/categories.ts';
import { SummarySchema } from '../catalog/wire.ts';
import type { Facet } from './facets.ts';
import type { Piece } from './highlight.ts';
import type { ListItem, ProductList } from './listing.ts';
import { REPORTS } from './log.ts';
import { MAX_PHRASES } from './synonyms.ts';

const FacetSchema = z
  .object({
    field: z.string(),
    unit: mayBeAbsent(z.string()),
    values: z.array(z.object({ value: z.string(), count: z.int() })),
  })
  .openapi('Facet') satisfies z.ZodType<Facet>;

const PieceSchema = z
  .object({ text: z.string(), match: z.boolean() })
  .openapi('Piece') satisfies z.ZodType<Piece>;

const ItemSchema = SummarySchema.extend({
  highlight: mayBeAbsent(
    z.object({ title: z.array(PieceSchema), snippet: z.array(PieceSchema).nullable() }),
  ),
}).openapi('ListItem') satisfies z.ZodType<ListItem>;

export const ListSchema = z
  .object({
    items: z.array(ItemSchema),
    next_cursor: z.string().nullable(),
    facets: z.array(FacetSchema),
    total: z.int(),
    total_is_estimate: z.boolean(),
    corrected_query: mayBeAbsent(z.string()),
  })
  .openapi('ProductList') satisfies z.ZodType<ProductList>;

export const CategorySchema: z.ZodType<CategoryNode> = z
  .object({
    slug: z.string(),
    name: z.string(),
    count: z.int(),
    children: z
      .array(z.lazy(() => CategorySchema))
      .openapi({ type: 'array', items: { type: 'object' } }),
  })
  .openapi('Category');

export const LinksSchema = z
  .object({ related: z.array(SummarySchema), accessories: z.array(SummarySchema) })
  .openapi('ProductLinks');

export const SuggestionsSchema = z.object({
  queries: z.array(z.string()),
  products: z.array(SummarySchema),
});

const repeated = (description: string) =>
  z
    .string()
    .optional()
    .openapi({ description: `${description}; repeat it for several` });

export const ListParameters = z.object({
  category: repeated('Slug, such as lighting/desk-lamps'),
  q: z.string().max(200).optional(),
  brand: repeated('Name or slug'),
  price: repeated('Range in minor units, both included: 1000-2499'),
  min_price: z.int().optional().openapi({ description: 'Minor units, included' }),
  max_price: z.int().optional().openapi({ description: 'Minor units, included' }),
  rating: z.int().min(1).max(5).optional().openapi({ description: 'Stars at least' }),
  in_stock: z.boolean().optional(),
  'attr.<name>': repeated('Value of an attribute or option, or a range 10..25 of numbers'),
  sort: z.enum(['relevance', 'price', '-price', 'rating', 'newest']).optional(),
  facets: z.boolean().optional().openapi({ description: 'false leaves them out' }),
  limit: z.int().min(1).max(100).optional(),
  cursor: z.string().optional(),
  market: z.string().optional(),
});

const Phrase = z.string().trim().min(1).max(80);

export const SynonymInput = z
  .strictObject({ phrases: z.array(Phrase).min(2).max(MAX_PHRASES) })
  .openapi('NewSynonyms');

export const SynonymSchema = z
  .object({ id: z.string(), phrases: z.array(z.string()), created_at: z.iso.datetime() })
  .openapi('Synonyms');

export const ReportParameters = z.object({
  kind: z.enum(REPORTS).default('zero_results'),
  days: z.coerce.number().int().min(1).max(90).default(30),
});

export const ReportSchema = z.object({
  items: z.array(
    z.object({
      q: z.string(),
      searches: z.int(),
      empty: z.int(),
      found: z.int(),
      corrected: z.string().nullable(),
      slowest_ms: z.int(),
      last_at: z.iso.datetime(),
    }),
  ),
});

export const StateSchema = z
  .object({
    building: z.boolean(),
    phase: z.string().nullable(),
    started_at: z.iso.datetime().nullable(),
    built_at: z.iso.datetime().nullable(),
    products: z.int(),
    changes: z.int(),
  })
  .openapi('SearchState');
