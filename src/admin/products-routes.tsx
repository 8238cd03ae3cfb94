/** Products: the table, the form to make and edit one, and what puts it into the shop. */
import type { AdminProduct } from '../catalog/admin-shapes.ts';
import { STATUSES } from '../catalog/product.ts';
import { actingSeller } from '../http/access.ts';
import { newRouter } from '../http/app-env.ts';
import { DEFAULT_PAGE_SIZE, decodeCursor, encodeCursor } from '../kernel/page.ts';
import { formKeyOf, untouched, valuesOf } from './form.ts';
import { show } from './layout.tsx';
import { compacted, rowOfForm, valuesOfProduct } from './product-form.ts';
import { ProductsPage } from './product-pages.tsx';
import { showNew, showProduct, showRefused, unknownProduct } from './product-showing.tsx';

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
  const seller = actingSeller(c);
  const found = await products.page({
    status: filter.status,
    ids: await search.staffFind(filter.q, seller),
    seller,
    after: slugIn(cursor),
    limit: DEFAULT_PAGE_SIZE + 1,
  });
  const items = found.slice(0, DEFAULT_PAGE_SIZE);
  const last = items.at(-1);
  const more = found.length > items.length && last !== undefined;
  const page = { items, next_cursor: more ? encodeCursor([last.slug]) : null };
  return show(c, <ProductsPage {...filter} page={page} cursor={cursor} />);
});

/** The form's place, no product's id: as a route of its own it would cost all the fast router. */
const NEW = 'new';

productPageRoutes.get('/admin/products/:id', async (c) => {
  if (c.req.param('id') === NEW) return showNew(c, untouched({ status: 'draft' }));
  const product = await c.get('services').catalogueAdmin.get(c.req.param('id'));
  if (product === null) return unknownProduct(c);
  return showProduct(c, product);
});

productPageRoutes.post('/admin/products', async (c) => {
  const values = compacted(await valuesOf(c));
  const { row, errors } = rowOfForm(values, null);
  if (Object.keys(errors).length > 0) {
    return showNew(c, { values, errors, message: null }, 400);
  }
  const key = formKeyOf(c, values);
  const made = await c.get('services').catalogueAdmin.create(row, key, actingSeller(c));
  if (!made.ok) return showRefused(c, { form: 'main', product: null, values }, made);
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
    const state = { values, errors, message: null };
    return showProduct(c, product, { form: 'main', state }, 400);
  }
  const saved = await catalogueAdmin.patch(product.id, row, actingSeller(c));
  if (!saved.ok) return showRefused(c, { form: 'main', product, values }, saved);
  return c.redirect(`/admin/products/${product.id}?done=saved`, 303);
});

productPageRoutes.post('/admin/products/:id/status', async (c) => {
  const { catalogueAdmin } = c.get('services');
  const status = statusNamed((await valuesOf(c))['status']);
  const product = status === null ? null : await catalogueAdmin.get(c.req.param('id'));
  if (product === null) return unknownProduct(c);
  const saved = await catalogueAdmin.patch(product.id, { status }, actingSeller(c));
  if (!saved.ok) {
    return showRefused(c, { form: 'main', product, values: valuesOfProduct(product) }, saved);
  }
  return c.redirect(`/admin/products/${product.id}?done=${status}`, 303);
});
