/** Showing a product's page: with its forms as the product is, or one of them as it was refused. */
import type { Context } from 'hono';
import type { Exists, KeyReused, NotFound } from '../catalog/admin.ts';
import type { InvalidInput } from '../catalog/faults.ts';
import { productIdOf } from '../catalog/product.ts';
import type { Product } from '../catalog/product.ts';
import { actingSeller } from '../http/access.ts';
import type { AppEnv } from '../http/app-env.ts';
import { sha256 } from '../platform/crypto.ts';
import { errorsAt, newFormKey, untouched } from './form.ts';
import type { FormState, Refused, Values } from './form.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import { isSeenBy } from './named-products.ts';
import { valuesOfProduct } from './product-form.ts';
import { NewProductPage, ProductPage } from './product-pages.tsx';
import { panelValues } from './product-panel-form.ts';
import type { Linked } from './product-panels.tsx';

const DONE: Readonly<Record<string, string>> = {
  made: 'The product is made.',
  saved: 'Saved.',
  published: 'It is in the shop now.',
  draft: 'It has left the shop and is a draft now.',
};

/** The products that a page leads on to, as they are named. */
async function linkedOf(c: Context<AppEnv>, { links }: Product): Promise<Linked> {
  const names = [...links.related, ...links.accessories];
  const ids = names.map((name) => productIdOf(name, sha256));
  const found = names.length === 0 ? [] : await c.get('services').products.byIds(ids);
  const seen = found.filter((product) => isSeenBy(product, actingSeller(c)));
  const known = new Map(seen.map((product) => [product.externalId, product]));
  const productsOf = (list: readonly string[]) => list.flatMap((name) => known.get(name) ?? []);
  return { related: productsOf(links.related), accessories: productsOf(links.accessories) };
}

/** The form of a new product. */
export const showNew = (c: Context<AppEnv>, form: FormState, status: 200 | 400 | 409 = 200) =>
  show(c, <NewProductPage form={form} formKey={newFormKey()} />, status);

/** A product's page; `refused` is the form that was sent in vain, if one was. */
export async function showProduct(
  c: Context<AppEnv>,
  product: Product,
  refused: Refused | null = null,
  status: 200 | 400 | 409 = 200,
) {
  const done = status === 200 ? (DONE[c.req.query('done') ?? ''] ?? null) : null;
  const panels = untouched(panelValues(product));
  const stateOf = (form: string, state: FormState): FormState =>
    refused?.form === form ? refused.state : state;
  const forms = {
    main: stateOf('main', untouched(valuesOfProduct(product))),
    images: stateOf('images', panels),
    times: stateOf('times', panels),
    links: stateOf('links', panels),
  };
  const linked = await linkedOf(c, product);
  return show(c, <ProductPage {...{ forms, product, linked, done }} />, status);
}

export const unknownProduct = (c: Context<AppEnv>) => missing(c, 'There is no such product.');

export type Refusal = InvalidInput | KeyReused | NotFound | Exists;

type Sent = {
  /** The form, as `showProduct` names it. */
  readonly form: string;
  /** Null for one that was to be made. */
  readonly product: Product | null;
  readonly values: Values;
};

/** The form again, with what the catalogue says is wrong with it. */
export function showRefused(c: Context<AppEnv>, { form, product, values }: Sent, refusal: Refusal) {
  const again = (told: Partial<FormState>, status: 400 | 409) => {
    const state = { values, errors: {}, message: null, ...told };
    return product === null
      ? showNew(c, state, status)
      : showProduct(c, product, { form, state }, status);
  };
  switch (refusal.reason) {
    case 'invalid_input':
      return again({ errors: errorsAt(refusal.errors) }, 400);
    case 'product_exists':
      return again({ errors: { id: 'There is a product with this id' } }, 409);
    case 'key_reused': {
      const message = 'This form was sent before with other values. Send it again to save these.';
      return again({ message }, 409);
    }
    case 'not_found':
      return unknownProduct(c);
  }
}
