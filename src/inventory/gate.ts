/**
 * A gate before a SKU: for a time it is sold only to orders that a sale let in, and the sale may be
 * given a part of the stock. The SKU's owner keeps the gate, so no copy can be too old to know it.
 */
import type { SaleId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';

export type Gate = {
  readonly sale: SaleId;
  readonly from: Milliseconds;
  readonly until: Milliseconds;
  /** Units the sale may sell; null for all there are. */
  readonly quantity: number | null;
};

export type GateRefusal =
  | { reason: 'waiting_room'; sale: SaleId }
  | { reason: 'out_of_stock'; available: number };

/**
 * Whether the gate lets an order take units.
 * @param pass the sale that let the order in, null for none
 * @param taken units that orders of this sale hold or have bought
 */
export function throughGate(
  gate: Gate | null,
  { pass, quantity }: { readonly pass: string | null; readonly quantity: number },
  taken: number,
  now: Milliseconds,
): Result<null, GateRefusal> {
  if (gate === null || now < gate.from || now >= gate.until) return ok(null);
  if (pass !== gate.sale) return fail({ reason: 'waiting_room', sale: gate.sale });
  const left = gate.quantity === null ? Infinity : gate.quantity - taken;
  return quantity <= left ? ok(null) : fail({ reason: 'out_of_stock', available: left });
}

export type GateResult = Result<null, { reason: 'other_sale'; sale: SaleId }>;

/** Whether a sale may set its gate: one SKU is in one sale at a time. */
export function decideGate(known: Gate | null, sale: SaleId, now: Milliseconds): GateResult {
  if (known === null || known.sale === sale || now >= known.until) return ok(null);
  return fail({ reason: 'other_sale', sale: known.sale });
}
