/** What the panels of a product's page send: pictures, times, links. */
import type { Context } from 'hono';
import { admitted } from '../catalog/media.ts';
import type { Image, Product } from '../catalog/product.ts';
import { actingSeller } from '../http/access.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { errorsAt, typed, valuesOf } from './form.ts';
import type { Values } from './form.ts';
import { namedProducts, namesIn, unknownNames } from './named-products.ts';
import { imagesIn, spokenTimes, timesIn } from './product-panel-form.ts';
import { showProduct, showRefused, unknownProduct } from './product-showing.tsx';

export const productPanelRoutes = newRouter();

type Panel = 'images' | 'times' | 'links';
type Change = { readonly change: object; readonly errors: Readonly<Record<string, string>> };

/** Reads a panel's form, merges what it asks for into the product, or shows what is wrong. */
async function save(
  c: Context<AppEnv>,
  id: string,
  panel: Panel,
  read: (values: Values, product: Product) => Change | Promise<Change>,
) {
  const { catalogueAdmin } = c.get('services');
  const product = await catalogueAdmin.get(id);
  if (product === null) return unknownProduct(c);
  const values = await valuesOf(c);
  const refused = (errors: Change['errors']) => {
    const state = { values, errors, message: null };
    return showProduct(c, product, { form: panel, state }, 400);
  };
  const { change, errors } = await read(values, product);
  if (Object.keys(errors).length > 0) return refused(errors);
  const saved = await catalogueAdmin.patch(product.id, change, actingSeller(c));
  if (saved.ok) return c.redirect(`/admin/products/${product.id}?done=saved#${panel}`, 303);
  if (saved.reason === 'invalid_input') return refused(spokenTimes(errorsAt(saved.errors)));
  return showRefused(c, { form: panel, product, values }, saved);
}

/** The pictures that were sent along, kept; or what is wrong with one of them. */
async function keptImages(c: Context<AppEnv>, alt: string): Promise<Image[] | string> {
  const sent = (await c.req.parseBody({ all: true }))['files'] ?? [];
  const files = [sent].flat().filter((file) => file instanceof File);
  const images: Image[] = [];
  for (const file of files.filter(({ size }) => size > 0)) {
    const bytes = await file.arrayBuffer();
    const type = admitted(new Uint8Array(bytes), { said: file.type, mayDraw: false });
    if (!type.ok) return `${file.name}: ${type.detail}`;
    const { url } = await c.get('services').media.keep(bytes, type.value);
    images.push({ url, alt });
  }
  return images;
}

productPanelRoutes.post('/admin/products/:id/images', (c) =>
  save(c, c.req.param('id'), 'images', async (values, product) => {
    const { images, errors } = imagesIn(values, product);
    const added = await keptImages(c, typed(values, 'new_alt') ?? '');
    if (typeof added === 'string') return { change: {}, errors: { ...errors, files: added } };
    const known = new Set(images.map(({ url }) => url));
    const change = { images: [...images, ...added.filter(({ url }) => !known.has(url))] };
    return { change, errors };
  }),
);

productPanelRoutes.post('/admin/products/:id/times', (c) =>
  save(c, c.req.param('id'), 'times', (values) => timesIn(values)),
);

productPanelRoutes.post('/admin/products/:id/links', (c) =>
  save(c, c.req.param('id'), 'links', async (values) => {
    const lists = ['related', 'accessories'] as const;
    const all = await Promise.all(
      lists.map(async (list) => {
        const names = namesIn(values[list] ?? '');
        const named = await namedProducts(c.get('services').products, names, actingSeller(c));
        return [list, named] as const;
      }),
    );
    const change = Object.fromEntries(
      all.map(([list, { products }]) => [list, products.map(({ externalId }) => externalId)]),
    );
    const wrong = all.filter(([, { unknown }]) => unknown.length > 0);
    const errors = wrong.map(([list, { unknown }]) => [list, unknownNames(unknown)]);
    return { change, errors: Object.fromEntries(errors) };
  }),
);
