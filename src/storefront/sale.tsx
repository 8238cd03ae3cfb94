/** A drop's page: its waiting room, and what it sells. */
import { raw } from 'hono/html';
import type { Offer } from '../catalog/offer.ts';
import type { Money } from '../kernel/money.ts';
import type { SaleSettings } from '../waiting-room/sale.ts';
import { productPath, salePath, withQuery } from './addresses.ts';
import { PICTURE_PX, Price } from './card.tsx';
import { COUNTDOWN_MODULE } from './countdown.tsx';
import { NoPicture } from './icons.tsx';
import { Page } from './layout.tsx';
import { Room } from './sale-room.tsx';
import type { RoomProps } from './sale-room.tsx';
import { lookAgainS } from './sale-stage.ts';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

/** The sale's own price, beside the usual one where that is higher. */
function GoodsPrice({ own, usual }: { own: Money | null; usual: Money }) {
  if (own === null) return <Price price={usual} before={undefined} />;
  return <Price price={own} before={usual.amount > own.amount ? usual : undefined} />;
}

type GoodsProps = {
  readonly goods: readonly Offer[];
  readonly settings: Pick<SaleSettings, 'maxPerBuyer' | 'price'>;
};

function Goods({ goods, settings }: GoodsProps) {
  const { locale } = useShop();
  const { sale } = locale.t;
  if (goods.length === 0) return null;
  return (
    <section class="room-goods" id="goods" aria-labelledby="goods-title">
      <h2 id="goods-title">{sale.goods}</h2>
      <ul>
        {goods.map(({ sku, slug, title, image, options, price, currency }) => (
          <li>
            <div class="picture">
              {image === null ? (
                <NoPicture />
              ) : (
                <img src={image} alt="" width={PICTURE_PX} height={PICTURE_PX} />
              )}
            </div>
            <div>
              <h3>
                <a href={withQuery(productPath(slug), { sku })}>{title}</a>
              </h3>
              <p class="muted">{Object.values(options).join(', ')}</p>
              <p>
                <GoodsPrice own={settings.price} usual={{ amount: price, currency }} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p class="muted">{sale.perBuyer(settings.maxPerBuyer)}</p>
    </section>
  );
}

/** Without scripts the browser asks again by itself, always for the page and never for a form. */
const refreshing = (seconds: number, path: string) =>
  raw(`<noscript><meta http-equiv="refresh" content="${seconds};url=${path}"></noscript>`);

type SalePageProps = RoomProps & { readonly shop: Shop; readonly goods: readonly Offer[] };

/** A drop's page. */
export function SalePage({ goods, ...room }: SalePageProps) {
  const { shop, line, stage, now, invitation } = room;
  const { name, id } = line.settings;
  const path = salePath(id);
  const look = lookAgainS(stage, line, now);
  const kept = invitation === null ? path : withQuery(path, { invitation: invitation.words });
  const modules = [COUNTDOWN_MODULE, 'storefront/sale.js', 'storefront/sale-work.js'];
  return (
    <Page
      shop={shop}
      meta={{ title: name, modules }}
      head={look === null ? null : refreshing(look, kept)}
    >
      <div class="wrap sale">
        <header class="page-head">
          <p class="eyebrow">{shop.locale.t.sale.drop}</p>
          <h1>{name}</h1>
          <p class="muted">{shop.locale.t.sale.lead}</p>
        </header>
        <div class="sale-columns">
          <div>
            <Room {...room} />
            <p class="hidden" role="status" data-said />
          </div>
          <Goods goods={goods} settings={line.settings} />
        </div>
      </div>
    </Page>
  );
}
