/** A product on a shelf: picture, maker, title, price and what is left of it. */
import { srcsetOf } from '../catalog/media.ts';
import type { Money } from '../kernel/money.ts';
import type { Piece } from '../search/highlight.ts';
import type { ListItem } from '../search/listing.ts';
import { productPath } from './addresses.ts';
import { NoPicture } from './icons.tsx';
import { useShop } from './shop.ts';

/** A price, with the one before it where there is one. */
export function Price({ price, before }: { price: Money; before: Money | undefined }) {
  const { t, price: format } = useShop().locale;
  if (before === undefined) return <span class="price">{format(price)}</span>;
  return (
    <span class="price">
      <span class="hidden">{t.product.now} </span>
      <ins>{format(price)}</ins> <span class="hidden">{t.product.was} </span>
      <del>{format(before)}</del>
    </span>
  );
}

/** Pictures are drawn square; the size keeps their place before they arrive. */
export const PICTURE_PX = 800;

type CardProps = { product: ListItem; eager?: boolean; level?: 'h2' | 'h3' };

/** A text with its pieces that were searched for marked. */
const Marked = ({ pieces }: { pieces: readonly Piece[] }) => (
  <>{pieces.map(({ text, match }) => (match ? <mark>{text}</mark> : text))}</>
);

/** The one thing worth saying first: that little or nothing is left, else its first badge. */
function CardTag({ product: { availability, badges } }: { product: ListItem }) {
  const { t } = useShop().locale;
  if (availability !== 'in_stock') {
    return <span class={`tag ${availability}`}>{t.product.availability[availability]}</span>;
  }
  const badge = badges.find((name) => name !== 'low_stock');
  return badge === undefined ? null : <span class={`tag ${badge}`}>{t.product.badges[badge]}</span>;
}

/** One product of a grid. The whole card is the link's target; the link is the title. */
export function Card({ product, eager = false, level: Heading = 'h3' }: CardProps) {
  const { image, highlight } = product;
  return (
    <li class="card">
      <div class="picture">
        {image === null ? (
          <NoPicture />
        ) : (
          <img
            src={image.url}
            srcset={srcsetOf(image.url)}
            sizes="(min-width: 60rem) 25vw, 50vw"
            alt=""
            width={PICTURE_PX}
            height={PICTURE_PX}
            loading={eager ? 'eager' : 'lazy'}
          />
        )}
        <CardTag product={product} />
      </div>
      <Heading class="card-title">
        <a href={productPath(product.slug)}>
          {highlight === undefined ? product.title : <Marked pieces={highlight.title} />}
        </a>
      </Heading>
      <p class="card-line">
        <Price price={product.price} before={product.compare_at} />
        {product.brand === null ? null : <span class="muted">{product.brand}</span>}
      </p>
      {highlight === undefined || highlight.snippet === null ? null : (
        <p class="snippet">
          <Marked pieces={highlight.snippet} />
        </p>
      )}
    </li>
  );
}

type GridProps = { products: readonly ListItem[]; eager?: number; level?: 'h2' | 'h3' };

/** Products side by side; the first `eager` pictures are fetched at once. */
export const Grid = ({ products, eager = 0, level = 'h3' }: GridProps) => (
  <ul class="grid">
    {products.map((product, index) => (
      <Card product={product} eager={index < eager} level={level} />
    ))}
  </ul>
);
