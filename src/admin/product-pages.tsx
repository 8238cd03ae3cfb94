/** The table of products, drafts too, and the form that makes and edits one. */
import type { Page as ListPage } from '../kernel/page.ts';
import { money } from '../kernel/money.ts';
import { STATUSES } from '../catalog/product.ts';
import type { Product, ProductStatus } from '../catalog/product.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { FormState } from './form.ts';
import { counted, price, words } from './format.ts';
import { Page } from './layout.tsx';
import { priceRange, rowsShown, variantField } from './product-form.ts';
import { ImagesPanel, LinksPanel, TimesPanel } from './product-panels.tsx';
import type { Linked } from './product-panels.tsx';
import { Badge, Done, Field, FieldError, FormKey, FormMessage, Pager, Select } from './ui.tsx';
import { listPath } from './ui.tsx';

const { currency } = DEFAULT_MARKET;

function priceText(product: Product): string {
  const { low, high } = priceRange(product);
  const from = price(money(low, currency));
  return low === high ? from : `from ${from}`;
}

const ProductRow = ({ product }: { product: Product }) => (
  <tr>
    <td>
      <a class="strong" href={`/admin/products/${product.id}`}>
        {product.title}
      </a>
    </td>
    <td class="wide">{product.category.names.join(' › ')}</td>
    <td class="wide end figure">{product.variants.length}</td>
    <td>
      <Badge status={product.status} />
    </td>
    <td class="end figure">{priceText(product)}</td>
  </tr>
);

const ProductTable = ({ products }: { products: readonly Product[] }) => (
  <table data-rows>
    <thead>
      <tr>
        <th scope="col">Product</th>
        <th scope="col" class="wide">
          Category
        </th>
        <th scope="col" class="wide end">
          SKUs
        </th>
        <th scope="col">Status</th>
        <th scope="col" class="end">
          Price
        </th>
      </tr>
    </thead>
    <tbody>
      {products.map((product) => (
        <ProductRow product={product} />
      ))}
    </tbody>
  </table>
);

export type ProductFilter = { readonly status: ProductStatus | null; readonly q: string };

const FilterForm = ({ status, q }: ProductFilter) => (
  <form class="filter" action="/admin/products" role="search">
    <label class="hidden" for="q">
      Search products
    </label>
    <input
      id="q"
      type="search"
      name="q"
      value={q}
      maxlength={200}
      placeholder="Words of a product"
    />
    <label class="hidden" for="status">
      Status
    </label>
    <select id="status" name="status">
      <option value="">Any status</option>
      {STATUSES.map((name) => (
        <option value={name} selected={name === status}>
          {words(name)}
        </option>
      ))}
    </select>
    <button class="button quiet">Search</button>
  </form>
);

type ProductsProps = ProductFilter & {
  readonly page: ListPage<Product>;
  readonly cursor: string | null;
};

/** All products in the order of their addresses. */
export function ProductsPage({ status, q, page, cursor }: ProductsProps) {
  const here = (next: string | null) => listPath('/admin/products', { status, q, cursor: next });
  return (
    <Page title="Products" section="products">
      <div class="head">
        <h1>Products</h1>
        <FilterForm status={status} q={q} />
        <div class="actions">
          <a class="button" href="/admin/products/new">
            New product
          </a>
          <a class="button quiet" href="/admin/pins">
            First places
          </a>
          <a class="button quiet" href="/admin/bulk">
            Many at once
          </a>
        </div>
      </div>
      {page.items.length > 0 ? (
        <ProductTable products={page.items} />
      ) : (
        <p class="empty">
          No product matches. <a href="/admin/products">Show all products</a>
        </p>
      )}
      <Pager
        first={cursor === null ? null : here(null)}
        next={page.next_cursor === null ? null : here(page.next_cursor)}
      />
    </Page>
  );
}

type CellProps = {
  readonly form: FormState;
  readonly index: number;
  readonly name: string;
  readonly label: string;
  readonly placeholder?: string;
};

const Cell = ({ form, index, name, label, placeholder }: CellProps) => {
  const field = variantField(index, name);
  return (
    <td data-label={label}>
      <input
        id={field}
        name={field}
        aria-label={`${label}, row ${index + 1}`}
        value={form.values[field] ?? ''}
        placeholder={placeholder}
        aria-invalid={form.errors[field] === undefined ? undefined : 'true'}
      />
      <FieldError form={form} name={field} id={field} />
    </td>
  );
};

const VariantRows = ({ form, product }: { form: FormState; product: Product | null }) => (
  <section class="panel flush">
    <h2>Variants</h2>
    <p class="muted">
      {product === null
        ? 'Leave them empty for a product of one kind: its SKU is its id.'
        : 'An empty price is the product’s. Opening stock is for new SKUs.'}
    </p>
    <table class="editor">
      <thead>
        <tr>
          <th scope="col">SKU</th>
          <th scope="col">Options</th>
          <th scope="col">Own price</th>
          <th scope="col">Opening stock</th>
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rowsShown(form.values) }, (_, index) => (
          <tr>
            <Cell form={form} index={index} name="sku" label="SKU" />
            <Cell
              form={form}
              index={index}
              name="options"
              label="Options"
              placeholder="Colour: Brass, Size: S"
            />
            <Cell form={form} index={index} name="price_minor" label="Own price" />
            {product?.variants[index] === undefined ? (
              <Cell form={form} index={index} name="stock" label="Opening stock" />
            ) : (
              <td data-label="Stock">
                <a href={`/admin/stock/${product.variants[index].sku}`}>Look at it</a>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const Basics = ({ form, product }: { form: FormState; product: Product | null }) => (
  <section class="panel stack">
    {product === null ? (
      <Field
        form={form}
        name="id"
        label="Id"
        hint="Yours; it never changes"
        maxlength={128}
        required
      />
    ) : null}
    <Field form={form} name="title" label="Title" maxlength={300} required />
    <Field
      form={form}
      name="category"
      label="Category"
      hint="Names from the top: Lighting > Table lamps"
      maxlength={250}
      required
    />
    <Field form={form} name="description" label="Description" rows={7} maxlength={20_000} />
    <div class="pair">
      <Field form={form} name="brand" label="Brand" maxlength={120} />
      <Field form={form} name="tags" label="Tags" hint="Separated by commas" />
    </div>
  </section>
);

const Selling = ({ form, product }: { form: FormState; product: Product | null }) => (
  <section class="panel stack">
    <Field
      form={form}
      name="price_minor"
      label={`Price in ${currency}`}
      inputmode="decimal"
      required
    />
    <Field
      form={form}
      name="compare_at_minor"
      label="Price before"
      hint="Shown struck through"
      inputmode="decimal"
    />
    {product === null ? (
      <Field
        form={form}
        name="stock"
        label="Opening stock"
        hint="Of a product without variants"
        inputmode="numeric"
      />
    ) : null}
    <Select
      form={form}
      name="status"
      label="Status"
      options={STATUSES.map((status) => [status, words(status)] as const)}
    />
    <Field
      form={form}
      name="slug"
      label="Address"
      hint={product === null ? 'Made of the title if left empty' : 'Behind /products/'}
      maxlength={200}
    />
  </section>
);

const Standing = ({ product }: { product: Product }) => {
  const isPublished = product.status === 'published';
  return (
    <div class="actions">
      {isPublished ? (
        <a class="button quiet" href={`/products/${encodeURIComponent(product.slug)}`}>
          See it in the shop
        </a>
      ) : null}
      <form method="post" action={`/admin/products/${product.id}/status`}>
        <button
          class={isPublished ? 'button quiet' : 'button'}
          name="status"
          value={isPublished ? 'draft' : 'published'}
        >
          {isPublished ? 'Unpublish' : 'Publish'}
        </button>
      </form>
    </div>
  );
};

type FormProps = {
  readonly form: FormState;
  /** Null for one that is to be made. */
  readonly product: Product | null;
  readonly formKey: string | null;
};

const MainForm = ({ form, product, formKey }: FormProps) => (
  <form
    method="post"
    action={product === null ? '/admin/products' : `/admin/products/${product.id}`}
  >
    <FormMessage form={form} />
    {formKey === null ? null : <FormKey value={formKey} />}
    <div class="columns">
      <Basics form={form} product={product} />
      <Selling form={form} product={product} />
    </div>
    <div class="stack after">
      <VariantRows form={form} product={product} />
      <button class="button">{product === null ? 'Make product' : 'Save'}</button>
    </div>
  </form>
);

/** The form of a new product. */
export const NewProductPage = ({ form, formKey }: { form: FormState; formKey: string }) => (
  <Page title="New product" section="products">
    <p class="crumb">
      <a href="/admin/products">Products</a>
    </p>
    <div class="head">
      <h1>New product</h1>
    </div>
    <MainForm form={form} product={null} formKey={formKey} />
  </Page>
);

type ProductProps = {
  readonly product: Product;
  readonly linked: Linked;
  readonly forms: Readonly<Record<'main' | 'images' | 'times' | 'links', FormState>>;
  readonly done: string | null;
};

/** A product with all its forms. */
export const ProductPage = ({ product, linked, forms, done }: ProductProps) => (
  <Page title={product.title} section="products">
    <p class="crumb">
      <a href="/admin/products">Products</a>
    </p>
    <div class="head">
      <h1>
        {product.title} <Badge status={product.status} />
      </h1>
      <Standing product={product} />
    </div>
    <p class="muted below-head">
      {product.externalId}, {counted(product.variants.length, 'SKU')}
    </p>
    <Done text={done} />
    <MainForm form={forms.main} product={product} formKey={null} />
    <div class="columns even apart">
      <ImagesPanel product={product} form={forms.images} />
      <div class="stack">
        <TimesPanel product={product} form={forms.times} />
        <LinksPanel product={product} form={forms.links} linked={linked} />
      </div>
    </div>
  </Page>
);
