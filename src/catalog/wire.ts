/** What the catalogue takes and answers over HTTP, as schemas. */
import { z } from '@hono/zod-openapi';
import { mayBeAbsent } from '../http/absent-schema.ts';
import { asSku } from '../kernel/ids.ts';
import type { Sku } from '../kernel/ids.ts';
import { CURRENCIES, MAX_AMOUNT } from '../kernel/money.ts';
import type { Money } from '../kernel/money.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { pointerOf } from '../http/problem.ts';
import type { AdminProduct, ImportReport } from './admin-shapes.ts';
import type { ProductDocument, ProductSummary, VariantDocument } from './document.ts';
import { invalid } from './faults.ts';
import type { InvalidInput } from './faults.ts';
import { MAX_VARIANTS } from './input.ts';
import { LOCALE } from './locale.ts';
import type { ProductRow, VariantRow } from './input.ts';
import { AVAILABILITIES } from './offer.ts';
import { STATUSES } from './product.ts';
import type { Image, Translation } from './product.ts';
import { BADGES } from './showing.ts';
import type { CatalogMessage } from './publishing.ts';
import { isSlug } from './slugs.ts';
import type { ScheduledPriceRow } from './timing.ts';

const MAX_TAGS = 50;
const MAX_IMAGES = 30;
const MAX_ATTRIBUTES = 500;
const MAX_OPTIONS = 5;
const MAX_GROUPS = 50;
/** Products that one leads on to: a page shows a few of them. */
const MAX_LINKS = 20;
const MAX_LOCALES = 20;
/** Scheduled prices of one SKU: a year of sales, planned ahead. */
const MAX_SCHEDULED = 20;
/** Opening stock of one SKU. */
export const MAX_OPENING_STOCK = 1_000_000;

const count = (most: number) => z.int().min(0).max(most);
const amount = count(MAX_AMOUNT);
const line = (most: number) => z.string().trim().min(1).max(most);
/** A path of ours or another site's address; never a script. */
const address = z
  .string()
  .max(1_000)
  .regex(/^(\/(?!\/)|https?:\/\/)\S*$/, 'Expected a path or an http address');
const optionName = line(60);
const entries = <V extends z.ZodType>(value: V, most: number) =>
  z
    .record(line(120), value)
    .refine((given) => Object.keys(given).length <= most, `Expected at most ${most} entries`);

const ImageSchema = z.strictObject({
  url: address,
  alt: z.string().max(300).default(''),
}) satisfies z.ZodType<Image>;

const instant = z.iso.datetime({ offset: true });

const ScheduledPriceSchema = z.strictObject({
  price_minor: amount,
  from: instant,
  until: instant.nullish(),
}) satisfies z.ZodType<ScheduledPriceRow>;
const schedule = z.array(ScheduledPriceSchema).max(MAX_SCHEDULED);

const TranslationSchema = z.strictObject({
  title: mayBeAbsent(line(300)),
  description: mayBeAbsent(z.string().max(20_000)),
}) satisfies z.ZodType<Translation>;
const translations = z.record(z.string().regex(LOCALE), TranslationSchema);
const groups = z.record(line(120), z.array(line(120)).max(MAX_ATTRIBUTES));
const links = z.array(line(128)).max(MAX_LINKS);

const VariantRowSchema = z.strictObject({
  sku: z.string().max(64),
  options: z
    .record(optionName, line(120))
    .refine((given) => Object.keys(given).length <= MAX_OPTIONS, 'Expected at most 5 options')
    .nullish(),
  price_minor: amount.nullish(),
  compare_at_minor: amount.nullish(),
  price_schedule: schedule.nullish(),
  gtin: line(14).nullish(),
  stock: count(MAX_OPENING_STOCK).nullish(),
  image: address.nullish(),
}) satisfies z.ZodType<VariantRow>;

export const ProductRowSchema = z
  .strictObject({
    id: line(128),
    slug: z.string().refine(isSlug, 'Expected lower-case words joined by single hyphens').nullish(),
    title: line(300),
    brand: z.string().max(120).nullish(),
    category: line(250),
    description: z.string().max(20_000).nullish(),
    price_minor: amount,
    compare_at_minor: amount.nullish(),
    price_schedule: schedule.nullish(),
    currency: z.string().length(3),
    mpn: z.string().max(500).nullish(),
    gtin: line(14).nullish(),
    released: z.iso.date().nullish(),
    tags: z.array(line(60)).max(MAX_TAGS).nullish(),
    attributes: entries(
      z.union([z.string().max(1_000), z.number(), z.boolean()]),
      MAX_ATTRIBUTES,
    ).nullish(),
    attribute_groups: groups
      .refine((given) => Object.keys(given).length <= MAX_GROUPS, 'Expected at most 50 groups')
      .nullish(),
    related: links.nullish(),
    accessories: links.nullish(),
    translations: translations
      .refine((given) => Object.keys(given).length <= MAX_LOCALES, 'Expected at most 20 languages')
      .nullish(),
    images: z.array(ImageSchema).max(MAX_IMAGES).nullish(),
    rating: z.strictObject({ average: z.number().min(0).max(5), count: count(1e9) }).nullish(),
    sales: count(1e9).nullish(),
    seller_id: line(64).nullish(),
    status: z.enum(STATUSES).nullish(),
    publish_from: instant.nullish(),
    publish_until: instant.nullish(),
    stock: count(MAX_OPENING_STOCK).nullish(),
    variants: z.array(VariantRowSchema).max(MAX_VARIANTS).nullish(),
  })
  .openapi('ProductRow') satisfies z.ZodType<ProductRow>;

/** Checks one row against its schema, naming each refused field by pointer. */
export function rowOfValue(value: unknown): Result<ProductRow, InvalidInput> {
  const parsed = ProductRowSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return invalid(
    parsed.error.issues.flatMap((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [null];
      return keys.map((key) => ({
        pointer: pointerOf(key === null ? issue.path : [...issue.path, key]),
        detail: key === null ? issue.message : 'Unknown field',
      }));
    }),
  );
}

const SkuSchema = z
  .custom<Sku>((value) => typeof value === 'string' && asSku(value) !== null)
  .openapi({ type: 'string', example: 'LAMP-BRASS' });
const MoneySchema = z
  .object({ amount: z.int(), currency: z.enum(CURRENCIES) })
  .openapi('Money') satisfies z.ZodType<Money>;
const ImageDocument = z.object({ url: z.string(), alt: z.string() });
const AvailabilitySchema = z.enum(AVAILABILITIES);

export const SummarySchema = z
  .object({
    id: z.string(),
    external_id: z.string(),
    slug: z.string(),
    title: z.string(),
    brand: z.string().nullable(),
    category: z.string(),
    price: MoneySchema,
    compare_at: mayBeAbsent(MoneySchema),
    image: ImageDocument.nullable(),
    rating: z.object({ average: z.number(), count: z.int() }),
    availability: AvailabilitySchema,
    badges: z.array(z.enum(BADGES)),
    default_variant: z.object({ sku: SkuSchema, price: MoneySchema }),
  })
  .openapi('ProductSummary') satisfies z.ZodType<ProductSummary>;

const VariantSchema = z
  .object({
    sku: SkuSchema,
    options: z.record(z.string(), z.string()),
    price: MoneySchema,
    compare_at: mayBeAbsent(MoneySchema),
    availability: AvailabilitySchema,
    max_quantity: z.int(),
    gtin: mayBeAbsent(z.string()),
    image: mayBeAbsent(z.string()),
  })
  .openapi('Variant') satisfies z.ZodType<VariantDocument>;

const attributeValue = z.union([z.string(), z.number(), z.boolean()]);

export const DocumentSchema = SummarySchema.extend({
  category_path: z.array(z.object({ slug: z.string(), name: z.string() })),
  description: z.string(),
  images: z.array(ImageDocument),
  attributes: z.record(z.string(), attributeValue),
  attribute_groups: z.array(z.object({ name: z.string(), attributes: z.array(z.string()) })),
  links: z.object({ related: z.array(z.string()), accessories: z.array(z.string()) }),
  translations: z.record(z.string(), TranslationSchema),
  tags: z.array(z.string()),
  variants: z.array(VariantSchema),
  mpn: mayBeAbsent(z.string()),
  released: mayBeAbsent(z.string()),
  seller_id: z.string(),
  seller: mayBeAbsent(z.object({ id: z.string(), name: z.string() })),
  updated_at: z.string(),
}).openapi('Product') satisfies z.ZodType<ProductDocument>;

const ScheduleDocument = z.array(ScheduledPriceSchema).readonly();

export const AdminProductSchema = z
  .object({
    id: z.string(),
    external_id: z.string(),
    slug: z.string(),
    title: z.string(),
    brand: z.string().nullable(),
    category: z.string(),
    description: z.string(),
    price_minor: z.int(),
    compare_at_minor: z.int().nullable(),
    price_schedule: ScheduleDocument,
    currency: z.enum(CURRENCIES),
    mpn: z.string().nullable(),
    released: z.string().nullable(),
    tags: z.array(z.string()).readonly(),
    attributes: z.record(z.string(), attributeValue),
    attribute_groups: z.record(z.string(), z.array(z.string()).readonly()),
    related: z.array(z.string()).readonly(),
    accessories: z.array(z.string()).readonly(),
    translations: z.record(z.string(), TranslationSchema),
    images: z.array(ImageDocument).readonly(),
    rating: z.object({ average: z.number(), count: z.int() }),
    sales: z.int(),
    seller_id: z.string(),
    status: z.enum(STATUSES),
    publish_from: z.string().nullable(),
    publish_until: z.string().nullable(),
    pins: z.record(z.string(), z.int()),
    variants: z
      .array(
        z.object({
          sku: SkuSchema,
          options: z.record(z.string(), z.string()),
          price_minor: z.int(),
          compare_at_minor: z.int().nullable(),
          price_schedule: ScheduleDocument,
          gtin: z.string().nullable(),
          image: z.string().nullable(),
          availability: AvailabilitySchema,
        }),
      )
      .readonly(),
    version: z.int(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .openapi('AdminProduct') satisfies z.ZodType<AdminProduct>;

export const AdminListSchema = z.object({
  items: z.array(AdminProductSchema),
  next_cursor: z.string().nullable(),
});

export const ImportReportSchema = z
  .object({
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    errors: z.array(
      z.object({
        line: z.int(),
        id: mayBeAbsent(z.string()),
        pointer: z.string(),
        detail: z.string(),
      }),
    ),
  })
  .openapi('ImportReport') satisfies z.ZodType<ImportReport>;

export const CatalogMessageSchema = z.object({
  slugs: z.array(z.string()),
}) satisfies z.ZodType<CatalogMessage>;
