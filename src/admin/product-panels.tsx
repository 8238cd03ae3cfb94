/** Panels of a product's page: its pictures, when it is shown at what price, where it leads. */
import { srcsetOf } from '../catalog/media.ts';
import type { Product } from '../catalog/product.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { FormState } from './form.ts';
import { counted } from './format.ts';
import { imageField, pricesShown, scheduleField } from './product-panel-form.ts';
import { Field, FieldError, FormMessage } from './ui.tsx';

const { currency } = DEFAULT_MARKET;

/** A small picture: the smallest size of ours, or what there is. */
const thumbOf = (url: string): string => srcsetOf(url)?.split(' ')[0] ?? url;

const ImageRow = ({ form, index, url }: { form: FormState; index: number; url: string }) => {
  const [alt, place, remove] = ['alt', 'place', 'remove'].map((name) => imageField(index, name));
  return (
    <li>
      <a href={url}>
        <img
          src={thumbOf(url)}
          alt={`Picture ${index + 1}`}
          width={96}
          height={96}
          loading="lazy"
        />
      </a>
      <input type="hidden" name={imageField(index, 'url')} value={url} />
      <Field form={form} name={alt ?? ''} label="What it shows" maxlength={300} />
      <Field form={form} name={place ?? ''} label="Place" inputmode="numeric" />
      <label class="tick">
        <input type="checkbox" name={remove} value="yes" />
        Remove
      </label>
    </li>
  );
};

/** The address of a panel's form. */
type PanelProps = { readonly product: Product; readonly form: FormState };

/** Pictures: their words, their order, new ones. */
export const ImagesPanel = ({ product, form }: PanelProps) => (
  <form
    id="images"
    class="panel stack"
    method="post"
    action={`/admin/products/${product.id}/images`}
    enctype="multipart/form-data"
  >
    <h2>Pictures</h2>
    <FormMessage form={form} />
    {product.images.length === 0 ? (
      <p class="muted">None yet. The first one is shown in lists.</p>
    ) : (
      <ul class="pictures">
        {product.images.map(({ url }, index) => (
          <ImageRow form={form} index={index} url={url} />
        ))}
      </ul>
    )}
    <div class="pair">
      <div class="field">
        <label for="files">Add pictures</label>
        <input
          id="files"
          type="file"
          name="files"
          multiple
          accept="image/png,image/jpeg,image/webp,image/avif"
        />
        <p class="hint">PNG, JPEG, WebP or AVIF; each at most 5 MB and 40 million pixels</p>
        <FieldError form={form} name="files" id="files" />
      </div>
      <Field
        form={form}
        name="new_alt"
        label="What they show"
        hint="Read aloud in place of a picture"
        maxlength={300}
      />
    </div>
    <button class="button quiet">Save pictures</button>
  </form>
);

const PriceRow = ({ form, index }: { form: FormState; index: number }) => (
  <li>
    <Field
      form={form}
      name={scheduleField(index, 'price_minor')}
      label={`Price in ${currency}`}
      inputmode="decimal"
    />
    <Field
      form={form}
      name={scheduleField(index, 'from')}
      label="From (UTC)"
      type="datetime-local"
    />
    <Field
      form={form}
      name={scheduleField(index, 'until')}
      label="Until (UTC)"
      type="datetime-local"
    />
  </li>
);

/** Variants whose price is their own follow no schedule of the product's. */
const ownPrices = ({ variants }: Product): number => {
  const [first] = variants;
  const common = JSON.stringify(first?.prices);
  return variants.filter(({ prices }) => JSON.stringify(prices) !== common).length;
};

/** When it is in the shop, and what it costs when. */
export const TimesPanel = ({ product, form }: PanelProps) => (
  <form id="times" class="panel stack" method="post" action={`/admin/products/${product.id}/times`}>
    <h2>Times</h2>
    <FormMessage form={form} />
    <div class="pair">
      <Field
        form={form}
        name="publish_from"
        label="In the shop from (UTC)"
        hint="If it is published; empty is at once"
        type="datetime-local"
      />
      <Field
        form={form}
        name="publish_until"
        label="Until (UTC)"
        hint="Empty is for good"
        type="datetime-local"
      />
    </div>
    <h3>Prices for a time</h3>
    <p class="muted">
      Below the usual price, that one is shown struck through. One at a time.
      {ownPrices(product) === 0
        ? null
        : ` ${counted(ownPrices(product), 'variant')} with a price of its own keeps it.`}
    </p>
    <ul class="schedule">
      {Array.from({ length: pricesShown(form.values) }, (_, index) => (
        <PriceRow form={form} index={index} />
      ))}
    </ul>
    <FieldError form={form} name="price_schedule" id="price_schedule" />
    <button class="button quiet">Save times</button>
  </form>
);

/** Products by name, each leading to its page. */
export const ProductNames = ({ products }: { products: readonly Product[] }) => (
  <ol class="names">
    {products.map(({ id, title, externalId }) => (
      <li>
        <a href={`/admin/products/${id}`}>{title}</a> <span class="muted">{externalId}</span>
      </li>
    ))}
  </ol>
);

export type Linked = {
  readonly related: readonly Product[];
  readonly accessories: readonly Product[];
};

const Shelves = ({ pins }: Pick<Product, 'pins'>) => {
  const shelves = Object.entries(pins);
  if (shelves.length === 0) return null;
  return (
    <p class="muted">
      Stands first in{' '}
      {shelves.map(([shelf, place], index) => (
        <>
          {index === 0 ? '' : ', '}
          <a href={`/admin/pins?${new URLSearchParams({ category: shelf }).toString()}`}>
            {shelf === '' ? 'the whole shop' : shelf}
          </a>{' '}
          ({place + 1})
        </>
      ))}
      .
    </p>
  );
};

/** What its page leads on to. */
export const LinksPanel = ({ product, form, linked }: PanelProps & { linked: Linked }) => (
  <form id="links" class="panel stack" method="post" action={`/admin/products/${product.id}/links`}>
    <h2>Leads on to</h2>
    <FormMessage form={form} />
    <Field
      form={form}
      name="related"
      label="Related products"
      hint="An id or an address on each line, at most 20"
      rows={4}
    />
    <ProductNames products={linked.related} />
    <Field
      form={form}
      name="accessories"
      label="Accessories"
      hint="The same; shown as what goes with it"
      rows={4}
    />
    <ProductNames products={linked.accessories} />
    <button class="button quiet">Save links</button>
    <Shelves pins={product.pins} />
  </form>
);
