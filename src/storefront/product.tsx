/** A product's page: pictures, the choice of a variant, its price and stock, the cart's button. */
import type { ProductDocument, ProductSummary, VariantDocument } from '../catalog/document.ts';
import { srcsetOf } from '../catalog/media.ts';
import type { Image } from '../catalog/product.ts';
import { tariffTable } from '../shipping/methods.ts';
import { SEARCH_PATH, categoryPath, productPath, withQuery } from './addresses.ts';
import { Grid, PICTURE_PX, Price } from './card.tsx';
import type { DropShown } from './coming-drops.ts';
import { COUNTDOWN_MODULE } from './countdown.tsx';
import { DropNote } from './drop.tsx';
import { Icon, NoPicture } from './icons.tsx';
import { Breadcrumb, Page } from './layout.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';
import { specsOf } from './specs.ts';
import { breadcrumbData, productData } from './structured-data.ts';
import { optionGroups, optionParameter } from './variants.ts';
import type { OptionGroup, OptionValue } from './variants.ts';

type Shown = { readonly product: ProductDocument; readonly variant: VariantDocument };

/** The pictures of a product, those of the variant that is shown first. */
function picturesOf({ product, variant }: Shown): Image[] {
  const own = product.images.filter((image) => image.url === variant.image);
  const others = product.images.filter((image) => image.url !== variant.image);
  return [...own, ...others];
}

function Gallery(shown: Shown) {
  const { t } = useShop().locale;
  const pictures = picturesOf(shown);
  return (
    <div
      class="gallery"
      data-swap="gallery"
      role="region"
      aria-label={t.product.gallery}
      tabindex={0}
    >
      {pictures.length > 0 ? null : (
        <div class="picture">
          <NoPicture />
        </div>
      )}
      {pictures.map((image, index) => (
        <div class="picture">
          <img
            src={image.url}
            srcset={srcsetOf(image.url)}
            sizes="(min-width: 60rem) 50vw, 100vw"
            alt={image.alt}
            width={PICTURE_PX}
            height={PICTURE_PX}
            loading={index === 0 ? 'eager' : 'lazy'}
            fetchpriority={index === 0 ? 'high' : undefined}
          />
        </div>
      ))}
    </div>
  );
}

/** As many as a row of buttons tells apart; more are a list to choose from. */
const MOST_BUTTONS = 16;

const isGone = ({ availability }: OptionValue): boolean =>
  availability === null || availability === 'out_of_stock';

/** Many values as one list, which scrolls, searches by letter and stays one line. */
function OptionList({ group }: { group: OptionGroup }) {
  const { t } = useShop().locale;
  const name = optionParameter(group.name);
  return (
    <p class="option-list">
      <label for={name}>{group.name}</label>
      <select id={name} name={name}>
        {group.values.map((one) => (
          <option value={one.value} selected={one.chosen}>
            {isGone(one) ? `${one.value} (${t.product.soldOutOption})` : one.value}
          </option>
        ))}
      </select>
    </p>
  );
}

function Options({ group }: { group: OptionGroup }) {
  const { t } = useShop().locale;
  if (group.values.length > MOST_BUTTONS) return <OptionList group={group} />;
  return (
    <fieldset class="options">
      <legend>{group.name}</legend>
      <div class="option-values">
        {group.values.map(({ value, chosen, availability, image }) => {
          const gone = availability === null || availability === 'out_of_stock';
          return (
            <label class={image === null ? 'option' : 'option pictured'}>
              <input
                class="hidden"
                type="radio"
                name={optionParameter(group.name)}
                value={value}
                checked={chosen}
              />
              <span class="option-face">
                {image === null ? null : (
                  <img src={image} alt="" width={PICTURE_PX} height={PICTURE_PX} />
                )}
                <span
                  class={gone ? 'option-name gone' : 'option-name'}
                  data-swap={`${group.name}-${value}`}
                >
                  {value}
                  {gone ? <span class="hidden"> ({t.product.soldOutOption})</span> : null}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function Delivery({ variant }: { variant: VariantDocument }) {
  const { market, locale } = useShop();
  const { product, countryName } = locale.t;
  const [method] = tariffTable.methodsFor(market.country, variant.price.amount);
  if (method === undefined) return null;
  const price =
    method.price === 0
      ? product.deliveryFree
      : product.deliveryPrice(
          locale.price({ amount: method.price, currency: variant.price.currency }),
        );
  return (
    <ul class="assurances">
      <li>
        <Icon name="truck" />
        {product.delivery(method.estimate, countryName(market.country))}, {price}
      </li>
      <li>
        <Icon name="check" />
        {product.held}
      </li>
    </ul>
  );
}

function Purchase({ variant }: { variant: VariantDocument }) {
  const { t } = useShop().locale;
  const { availability, max_quantity: most } = variant;
  const gone = availability === 'out_of_stock';
  return (
    <div data-swap="purchase">
      <p class={`stock ${availability}`}>{t.product.availability[availability]}</p>
      <div class="purchase">
        <label class="hidden" for="quantity">
          {t.product.quantity}
        </label>
        <input
          id="quantity"
          type="number"
          name="quantity"
          value="1"
          min="1"
          max={Math.max(1, most)}
          inputmode="numeric"
          disabled={gone}
          required
        />
        <button class="button wide" disabled={gone} data-busy={t.product.adding}>
          {gone ? t.product.soldOut : t.product.add}
        </button>
      </div>
      <Delivery variant={variant} />
    </div>
  );
}

/**
 * One form: its button puts the chosen variant into the cart; `product.js` shows each choice at
 * once, and without it a second button does.
 */
function BuyBox({ product, variant }: Shown) {
  const { locale } = useShop();
  const { t } = locale;
  const groups = optionGroups(product, variant);
  return (
    <form
      class="buy"
      method="post"
      action="/cart/items"
      id="buy"
      data-page={productPath(product.slug)}
      data-added={t.product.added}
      data-view-cart={t.product.viewCart}
      data-failed={t.product.failed}
    >
      <input type="hidden" name="product" value={product.slug} />
      <p class="buy-price" data-swap="price">
        <Price price={variant.price} before={variant.compare_at} />
        <span class="muted">{t.product.taxIncluded}</span>
      </p>
      {groups.map((group) => (
        <Options group={group} />
      ))}
      {groups.length === 0 ? null : (
        <noscript>
          <button class="button quiet" formmethod="get" formaction={productPath(product.slug)}>
            {t.product.choose}
          </button>
        </noscript>
      )}
      <Purchase variant={variant} />
      <p class="said" role="status" data-said />
    </form>
  );
}

function Details({ product }: { product: ProductDocument }) {
  const { t, number } = useShop().locale;
  const written = (value: string | number | boolean): string => {
    if (typeof value === 'boolean') return value ? t.product.yes : t.product.no;
    return typeof value === 'number' ? number(value) : value;
  };
  const specs = specsOf(product);
  if (specs.length === 0) return null;
  return (
    <section class="details" aria-labelledby="details">
      <h2 id="details">{t.product.details}</h2>
      {specs.map(({ heading, entries }) => (
        <>
          {heading === null ? null : <h3>{heading}</h3>}
          <dl>
            {entries.map(([name, value]) => (
              <div>
                <dt>{name}</dt>
                <dd>{written(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      ))}
    </section>
  );
}

function Heading({ product }: { product: ProductDocument }) {
  const { t, average } = useShop().locale;
  const { brand, rating, title } = product;
  return (
    <header class="product-head">
      {brand === null ? null : (
        <p class="maker">
          <a href={withQuery(SEARCH_PATH, { brand })}>{brand}</a>
        </p>
      )}
      <h1>{title}</h1>
      {rating.count === 0 ? null : (
        <p class="rating">
          <meter min={0} max={5} value={rating.average} aria-hidden="true" />
          <span class="muted">{t.product.rating(average(rating.average), rating.count)}</span>
        </p>
      )}
    </header>
  );
}

type BandProps = { id: string; title: string; products: readonly ProductSummary[] };

/** Products that this one leads on to. */
const Band = ({ id, title, products }: BandProps) =>
  products.length === 0 ? null : (
    <section class="band" aria-labelledby={id}>
      <div class="band-head">
        <h2 id={id}>{title}</h2>
      </div>
      <Grid products={products} />
    </section>
  );

type ProductProps = Shown & {
  shop: Shop;
  related: readonly ProductSummary[];
  accessories: readonly ProductSummary[];
  drop: DropShown | null;
};

/** A product's page. */
export function ProductPage({ shop, product, variant, related, accessories, drop }: ProductProps) {
  const { t } = shop.locale;
  const { title, slug } = product;
  const crumbs = [
    { name: shop.name, path: '/' },
    ...product.category_path.map((step) => ({ name: step.name, path: categoryPath(step.slug) })),
    { name: title, path: productPath(slug) },
  ];
  const [picture] = picturesOf({ product, variant });
  const meta = {
    title,
    description: product.description.slice(0, 200),
    canonical: productPath(slug),
    ...(picture === undefined ? {} : { image: picture.url }),
    type: 'product' as const,
    jsonLd: [productData(shop, product), breadcrumbData(shop, crumbs)],
    modules: ['storefront/product.js', ...(drop === null ? [] : [COUNTDOWN_MODULE])],
  };
  return (
    <Page shop={shop} meta={meta} current={product.category_path[0]?.slug ?? ''}>
      <div class="wrap">
        <Breadcrumb crumbs={crumbs} />
        <div class="product">
          <Gallery product={product} variant={variant} />
          <div class="product-side">
            <Heading product={product} />
            <DropNote drop={drop} />
            <BuyBox product={product} variant={variant} />
            {product.seller === undefined ? null : (
              <p class="muted">{t.product.soldBy(product.seller.name)}</p>
            )}
            <p class="description">{product.description}</p>
            <Details product={product} />
          </div>
        </div>
        <Band id="accessories" title={t.product.accessories} products={accessories} />
        <Band id="related" title={t.product.related} products={related} />
      </div>
    </Page>
  );
}
