/** Products: the table, the form to make and edit one, and what puts it into the shop. */
import type { Context } from 'hono';
import type { Exists, KeyReused, NotFound } from '../catalog/admin.ts';
import type { AdminProduct } from '../catalog/admin-shapes.ts';
import type { InvalidInput } from '../catalog/faults.ts';
import { STATUSES } from '../catalog/product.ts';
import type { Product } from '../catalog/product.ts';
import { actingSeller } from '../http/access.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { DEFAULT_PAGE_SIZE, decodeCursor, encodeCursor } from '../kernel/page.ts';
import { errorsAt, formKeyOf, newFormKey, untouched, valuesOf } from './form.ts';
import type { FormState } from './form.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import { compacted, rowOfForm, valuesOfProduct } from './product-form.ts';
import { ProductPage, ProductsPage } from './product-pages.tsx';

const DONE: Readonly<Record<string, string>> = {
  made: 'The product is made.',
  saved: 'Saved.',
  published: 'It is in the shop now.',
  draft: 'It has left the shop and is a draft now.',
};

export const productPageRoutes = newRouter();

const statusNamed = (text: string | undefined) =>
  STATUSES.find((status) => status === text) ?? null;

/** The slug that a cursor ends at; null for the first page and for a foreign cursor. */
function slugIn(cursor: string | null): string | null {
  const [slug] = cursor === null ? [] : (decodeCursor(cursor) ?? []);
  return typeof slug === 'string' ? slug : null;
}

productPageRoutes.get('/admin/products', async (c) => {
  const filter = {
    status: statusNamed(c.req.query('status')),
    q: (c.req.query('q') ?? '').trim().slice(0, 200),
  };
  const cursor = c.req.query('cursor') ?? null;
  const { search, products } = c.get('services');
  const found = await products.page({
    status: filter.status,
    ids: await search.staffFind(filter.q),
    seller: actingSeller(c),
    after: slugIn(cursor),
    limit: DEFAULT_PAGE_SIZE + 1,
  });
  const items = found.slice(0, DEFAULT_PAGE_SIZE);
  const last = items.at(-1);
  const more = found.length > items.length && last !== undefined;
  const page = { items, next_cursor: more ? encodeCursor([last.slug]) : null };
  return show(c, <ProductsPage {...filter} page={page} cursor={cursor} />);
});

function showForm(
  c: Context<AppEnv>,
  product: Product | null,
  form: FormState,
  status: 200 | 400 | 409 = 200,
) {
  const done = status === 200 ? (DONE[c.req.query('done') ?? ''] ?? null) : null;
  return show(c, <ProductPage {...{ form, product, done, formKey: newFormKey() }} />, status);
}

const unknownProduct = (c: Context<AppEnv>) => missing(c, 'There is no such product.');

/** The form's place, no product's id: as a route of its own it would cost all the fast router. */
const NEW = 'new';

productPageRoutes.get('/admin/products/:id', async (c) => {
  if (c.req.param('id') === NEW) return showForm(c, null, untouched({ status: 'draft' }));
  const product = await c.get('services').catalogueAdmin.get(c.req.param('id'));
  if (product === null) return unknownProduct(c);
  return showForm(c, product, untouched(valuesOfProduct(product)));
});

type Refusal = InvalidInput | KeyReused | NotFound | Exists;

/** The form again, with what the catalogue says is wrong with it. */
function refused(
  c: Context<AppEnv>,
  product: Product | null,
  values: FormState['values'],
  refusal: Refusal,
) {
  const form = { values, errors: {}, message: null };
  switch (refusal.reason) {
    case 'invalid_input':
      return showForm(c, product, { ...form, errors: errorsAt(refusal.errors) }, 400);
    case 'product_exists': {
      const errors = { id: 'There is a product with this id' };
      return showForm(c, product, { ...form, errors }, 409);
    }
    case 'key_reused': {
      const message = 'This form was sent before with other values. Send it again to save these.';
      return showForm(c, product, { ...form, message }, 409);
    }
    case 'not_found':
      return unknownProduct(c);
  }
}

productPageRoutes.post('/admin/products', async (c) => {
  const values = compacted(await valuesOf(c));
  const { row, errors } = rowOfForm(values, null);
  if (Object.keys(errors).length > 0) {
    return showForm(c, null, { values, errors, message: null }, 400);
  }
  const key = formKeyOf(c, values);
  const made = await c.get('services').catalogueAdmin.create(row, key, actingSeller(c));
  if (!made.ok) return refused(c, null, values, made);
  const product: AdminProduct = JSON.parse(made.value.body);
  return c.redirect(`/admin/products/${product.id}?done=made`, 303);
});

productPageRoutes.post('/admin/products/:id', async (c) => {
  const { catalogueAdmin } = c.get('services');
  const product = await catalogueAdmin.get(c.req.param('id'));
  if (product === null) return unknownProduct(c);
  const values = compacted(await valuesOf(c));
  const { row, errors } = rowOfForm(values, product);
  if (Object.keys(errors).length > 0) {
    return showForm(c, product, { values, errors, message: null }, 400);
  }
  const saved = await catalogueAdmin.patch(product.id, row, actingSeller(c));
  if (!saved.ok) return refused(c, product, values, saved);
  return c.redirect(`/admin/products/${product.id}?done=saved`, 303);
});

productPageRoutes.post('/admin/products/:id/status', async (c) => {
  const { catalogueAdmin } = c.get('services');
  const status = statusNamed((await valuesOf(c))['status']);
  const product = status === null ? null : await catalogueAdmin.get(c.req.param('id'));
  if (product === null) return unknownProduct(c);
  const saved = await catalogueAdmin.patch(product.id, { status }, actingSeller(c));
  if (!saved.ok) return refused(c, product, valuesOfProduct(product), saved);
  return c.redirect(`/admin/products/${product.id}?done=${status}`, 303);
});
