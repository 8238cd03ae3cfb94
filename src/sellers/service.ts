/** What sellers do and see: their orders, shipping their lines, and what they are owed. */
import type { AccountId, OrderId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Failure, Result } from '../kernel/result.ts';
import type { BilledOrder } from '../orders/billing.ts';
import type { OnceKey, OrderPort } from '../orders/port.ts';
import type { NewShipment, ShipmentChange, ShipmentRefusal } from '../orders/shipments.ts';
import { ownLines, ownOrder, ownUnits } from './own-order.ts';
import type { OwnOrder } from './own-order.ts';
import type { SellerBookPort } from './port.ts';
import { HOUSE } from './seller.ts';
import type { Seller, Sellers } from './seller.ts';
import { sharesOf } from './shares.ts';

export type SellerPorts = {
  readonly sellers: Sellers;
  readonly books: SellerBookPort;
  readonly orders: Pick<OrderPort, 'billed' | 'view' | 'ship' | 'changeShipment'>;
  /** Publishes a seller's products anew: their pages name the seller. */
  readonly republish: (seller: string) => Promise<void>;
  /** Invites somebody by mail to sell for a seller, and answers their account. */
  readonly invite: (seller: string, email: string) => Promise<Invited>;
};

/** Whoever is something else in the back office is asked by who may ask staff. */
export type Invited = Result<{ readonly account: AccountId }, { reason: 'other_post' }>;
export type TakeInRefusal = { reason: 'seller_exists' } | { reason: 'other_post' };

export type OwnAnswer =
  | { readonly ok: true; readonly value: OwnOrder; readonly replayed: boolean }
  | Failure<ShipmentRefusal | { reason: 'unknown_order' } | { reason: 'key_reused' }>;

export type SellerService = {
  readonly sellers: Sellers;
  readonly books: SellerBookPort;
  readonly invite: SellerPorts['invite'];
  /**
   * Enters a seller and invites somebody to sell for them. What was begun is gone on with: the
   * same seller entered again is no other.
   */
  takeIn(
    seller: Seller,
    email: string | undefined,
  ): Promise<Result<{ readonly account: AccountId | null }, TakeInRefusal>>;
  /** Books what sellers have sold in an order, or what was paid back of it since. */
  book(order: BilledOrder): Promise<void>;
  change(
    id: string,
    change: Partial<Pick<Seller, 'name' | 'commission'>>,
  ): Promise<Result<Seller, { reason: 'unknown_seller' }>>;
  order(seller: string, id: OrderId): Promise<OwnOrder | null>;
  ship(seller: string, id: OrderId, request: NewShipment, once: OnceKey | null): Promise<OwnAnswer>;
  changeShipment(
    seller: string,
    id: OrderId,
    shipment: string,
    change: ShipmentChange,
  ): Promise<OwnAnswer>;
};

/** A seller nobody has entered yet sells without commission. */
const NO_COMMISSION = 0;

const isSame = (seller: Seller, known: Seller | null): boolean =>
  known !== null && known.name === seller.name && known.commission === seller.commission;

const unknown = fail({ reason: 'unknown_order' });

/** The order's answer as the seller may read it. */
function told(answer: Awaited<ReturnType<OrderPort['ship']>>, lines: ReadonlySet<string>) {
  if (!answer.ok) return answer;
  const value = ownOrder(answer.value, lines);
  return value === null ? unknown : { ...answer, value };
}

export function sellerService(ports: SellerPorts): SellerService {
  const { sellers, books, orders, republish, invite } = ports;
  type Seen = { readonly own: OwnOrder; readonly lines: ReadonlySet<string> };

  async function seen(seller: string, id: OrderId): Promise<Seen | null> {
    const [billed, placed] = await Promise.all([orders.billed(id), orders.view(id)]);
    if (billed === null || placed === null || billed.confirmedAt === null) return null;
    const lines = ownLines(billed.document, seller);
    const own = ownOrder(placed.order, lines);
    return own === null ? null : { own, lines };
  }

  return {
    sellers,
    books,
    invite,

    async book(billed) {
      const shares = sharesOf(billed).filter(({ seller }) => seller !== HOUSE);
      await Promise.all(
        shares.map(async ({ seller, ...share }) => {
          const rate = (await sellers.find(seller))?.commission ?? NO_COMMISSION;
          await books.take(seller, { ...share, rate }, billed.version);
        }),
      );
    },

    async takeIn(seller, email) {
      if (!(await sellers.add(seller)) && !isSame(seller, await sellers.find(seller.id))) {
        return fail({ reason: 'seller_exists' });
      }
      return email === undefined ? ok({ account: null }) : invite(seller.id, email);
    },

    async change(id, change) {
      const changed = await sellers.change(id, change);
      if (changed === null) return fail({ reason: 'unknown_seller' });
      if (change.name !== undefined) await republish(id);
      return ok(changed);
    },

    async order(seller, id) {
      return (await seen(seller, id))?.own ?? null;
    },

    async ship(seller, id, request, once) {
      const found = await seen(seller, id);
      if (found === null) return unknown;
      const lines = ownUnits(found.own, request.lines);
      if (!lines.ok) return lines;
      return told(await orders.ship(id, { ...request, lines: lines.value }, once), found.lines);
    },

    async changeShipment(seller, id, shipment, change) {
      const found = await seen(seller, id);
      if (found === null) return unknown;
      if (!found.own.shipments.some((known) => known.id === shipment)) {
        return fail({ reason: 'unknown_shipment' });
      }
      return told(await orders.changeShipment(id, shipment, change), found.lines);
    },
  };
}
