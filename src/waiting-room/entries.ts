/** What an order uses of a sale: its pass, and the buyer's and the address's part of the goods. */
import type { OrderId } from '../kernel/ids.ts';
import type { SaleId } from '../kernel/ids.ts';
import { fractionOf } from '../kernel/random.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { AdmissionPort, Taking } from './port.ts';

/** The entry that an order keeps; `orders/sale-entry.ts` has the same shape. */
export type Entry = {
  readonly sale: SaleId;
  readonly pass: string;
  readonly shards: number;
  readonly who: string;
  readonly units: number;
  readonly limit: number;
  readonly buyer: string;
  readonly address: string;
};

export type EntryRefusal = { reason: 'pass_used' } | { reason: 'sale_limit' };

/** The object that counts for a name: each name has one. */
export const shardOf = (name: string, shards: number): number =>
  Math.floor(fractionOf(name) * shards);

type Place = { readonly shard: number; readonly taking: Omit<Taking, 'orderId'> };

function placesOf({ pass, shards, who, units, limit, buyer, address }: Entry): Place[] {
  const counted = (key: string): Place => ({
    shard: shardOf(key, shards),
    taking: { key, quantity: units, limit, pass: null },
  });
  const own = { key: `pass:${pass}`, quantity: 1, limit: 1, pass: { who, id: pass } };
  const used: Place = { shard: shardOf(who, shards), taking: own };
  return [used, counted(`buyer:${buyer}`), counted(`address:${address}`)];
}

/** Counts entries at the objects that own them, one after the other, and back in reverse. */
export const entryUses = (admissions: Pick<AdmissionPort, 'take' | 'giveBack'>) => ({
  async use(entry: Entry, orderId: OrderId): Promise<Result<null, EntryRefusal>> {
    for (const { shard, taking } of placesOf(entry)) {
      const taken = await admissions.take(entry.sale, shard, { ...taking, orderId });
      if (taken.ok) continue;
      return fail({ reason: taking.pass === null ? 'sale_limit' : 'pass_used' });
    }
    return ok(null);
  },
  async giveBack(entry: Entry, orderId: OrderId): Promise<void> {
    for (const { shard, taking } of placesOf(entry).toReversed()) {
      await admissions.giveBack(entry.sale, shard, { ...taking, orderId });
    }
  },
});
