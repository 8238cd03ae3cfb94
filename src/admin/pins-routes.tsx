/** What comes first in a category: the page, and what its form sends. */
import type { Context } from 'hono';
import { MAX_PINS } from '../catalog/pins.ts';
import type { CategoryPath } from '../catalog/categories.ts';
import type { Product } from '../catalog/product.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { untouched, valuesOf } from './form.ts';
import type { FormState } from './form.ts';
import { Page, show, useMay } from './layout.tsx';
import { missing } from './missing.tsx';
import { namedProducts, namesIn, unknownNames } from './named-products.ts';
import { ProductNames } from './product-panels.tsx';
import { Done, Field, FormMessage } from './ui.tsx';

type PinsProps = {
  readonly category: string;
  readonly categories: readonly CategoryPath[];
  readonly products: readonly Product[];
  readonly form: FormState;
  readonly done: boolean;
};

const WHOLE_SHOP = 'The whole shop, and the home page';

const Shelf = ({ category, categories }: Pick<PinsProps, 'category' | 'categories'>) => (
  <form class="filter one" action="/admin/pins">
    <label class="hidden" for="category">
      Category
    </label>
    <select id="category" name="category">
      <option value="">{WHOLE_SHOP}</option>
      {categories.map(({ slug, path }) => (
        <option value={slug} selected={slug === category}>
          {path.replaceAll(' > ', ' › ')}
        </option>
      ))}
    </select>
    <button class="button quiet">Show</button>
  </form>
);

const PinsPage = ({ category, categories, products, form, done }: PinsProps) => {
  const path = categories.find(({ slug }) => slug === category)?.path ?? WHOLE_SHOP;
  return (
    <Page title="First places" section="products">
      <p class="crumb">
        <a href="/admin/products">Products</a>
      </p>
      <div class="head">
        <h1>First places</h1>
        <Shelf category={category} categories={categories} />
      </div>
      <Done text={done ? 'Saved. Lists show it within two minutes.' : null} />
      <div class="columns even">
        <section class="panel">
          <h2>{path.replaceAll(' > ', ' › ')}</h2>
          {products.length === 0 ? (
            <p class="muted">Nothing comes first: what sold most is shown first.</p>
          ) : (
            <ProductNames products={products} />
          )}
        </section>
        {useMay('products.write') ? (
          <form class="panel stack" method="post" action="/admin/pins">
            <FormMessage form={form} />
            <input type="hidden" name="category" value={category} />
            <Field
              form={form}
              name="products"
              label="Shown first, in this order"
              hint={`An id or an address on each line, at most ${MAX_PINS}; none: the usual order`}
              rows={10}
            />
            <button class="button">Save</button>
          </form>
        ) : null}
      </div>
    </Page>
  );
};

export const pinPageRoutes = newRouter();

type Shown = { readonly category: string; readonly form?: FormState };

async function showPins(c: Context<AppEnv>, { category, form }: Shown, status: 200 | 400 = 200) {
  const { pins, products: store } = c.get('services');
  const [products, paths] = await Promise.all([pins.list(category), store.categories()]);
  const categories = paths.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  if (category !== '' && !categories.some(({ slug }) => slug === category)) {
    return missing(c, 'There is no such category.');
  }
  const names = products.map(({ externalId }) => externalId).join('\n');
  const shown = { category, categories, products, form: form ?? untouched({ products: names }) };
  const done = status === 200 && c.req.query('done') !== undefined;
  return show(c, <PinsPage {...shown} done={done} />, status);
}

pinPageRoutes.get('/admin/pins', (c) => showPins(c, { category: c.req.query('category') ?? '' }));

pinPageRoutes.post('/admin/pins', async (c) => {
  const values = await valuesOf(c);
  const category = values['category'] ?? '';
  const refused = (products: string) =>
    showPins(c, { category, form: { values, errors: { products }, message: null } }, 400);
  const names = namesIn(values['products'] ?? '');
  const { products, unknown } = await namedProducts(c.get('services').products, names, null);
  if (unknown.length > 0) return refused(unknownNames(unknown));
  const ids = products.map(({ id }) => id);
  const set = await c.get('services').pins.set(category, ids);
  if (!set.ok) {
    const [fault] = set.errors;
    const line = products[Number(fault?.pointer.split('/').at(-1))];
    return refused([line?.title, fault?.detail].filter(Boolean).join(': '));
  }
  return c.redirect(`/admin/pins?${new URLSearchParams({ category, done: '' }).toString()}`, 303);
});
