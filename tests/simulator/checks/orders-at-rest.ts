/** Orders and stock as their rows have them: what checkers go by, whatever the objects say. */
import type { OrderDocument, OrderState } from '../../../src/orders/order.ts';
import { documentOf } from '../../../src/orders/stored.ts';
import type { StoredDocument } from '../../../src/orders/stored.ts';
import { vaultOf } from '../../../src/platform/vault.ts';
import type { World } from '../world.ts';

type Body = { body: string | null };

export class OrdersAtRest {
  readonly #world: World;
  readonly #documents = new Map<string, OrderDocument>();
  readonly #byCart = new Map<string, string[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** What was frozen when the order was placed; null for one that never was. */
  document(id: string): OrderDocument | null {
    const known = this.#documents.get(id);
    if (known !== undefined) return known;
    const body = this.#body(id, 'document');
    if (body === null) return null;
    const stored: StoredDocument = JSON.parse(body);
    const vault = vaultOf(this.#world.env);
    const document = documentOf(stored, (text) => vault.open(`order:${id}`, text));
    this.#documents.set(id, document);
    const { cartId } = document;
    this.#byCart.set(cartId, [...this.ofCart(cartId), id]);
    return document;
  }

  state(id: string): OrderState | null {
    const body = this.#body(id, 'state');
    return body === null ? null : JSON.parse(body);
  }

  #body(id: string, name: string): string | null {
    const storage = this.#world.spaces.Order.storageOf(id);
    const [row] = storage.rows<Body>('SELECT body FROM record WHERE name = ?', name);
    return row?.body ?? null;
  }

  /** Orders of a cart that were looked at before. */
  ofCart(cartId: string): readonly string[] {
    return this.#byCart.get(cartId) ?? [];
  }

  /** Every order that was placed. */
  *all(): Generator<{ id: string; document: OrderDocument; state: OrderState }> {
    for (const { name: id } of this.#world.spaces.Order.all()) {
      const document = this.document(id);
      const state = this.state(id);
      if (document !== null && state !== null) yield { id, document, state };
    }
  }

  /** Units sold to an order of a SKU, by the ledger. */
  soldTo(id: string, sku: string): number {
    const [row] = this.#world.spaces.SkuStock.storageOf(sku).rows<{ sold: number }>(
      `SELECT coalesce(-sum(delta), 0) AS sold FROM movement
       WHERE order_id = ? AND kind IN ('sold', 'returned_unsold')`,
      id,
    );
    return row?.sold ?? 0;
  }

  /** SKUs of an order of which not all is sold to it. */
  unsoldLines(id: string): string[] {
    const demand = this.demand(id);
    return [...demand].flatMap(([sku, wanted]) => (this.soldTo(id, sku) === wanted ? [] : [sku]));
  }

  /** Units by SKU, summed over the lines. */
  demand(id: string): Map<string, number> {
    const demand = new Map<string, number>();
    for (const { sku, quantity } of this.document(id)?.lines ?? []) {
      demand.set(sku, (demand.get(sku) ?? 0) + quantity);
    }
    return demand;
  }
}
