/**
 * What a seller may say of a product. Whose it is follows from who sends it; its rating and how
 * much of it was sold are the shop's to say.
 */
import { isRecord } from '../kernel/record.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { invalid } from './faults.ts';
import type { InvalidInput } from './faults.ts';

const KEPT_BY_SHOP = ['rating', 'sales'] as const;
/** Why a seller may not say something. */
export const SET_BY_SHOP = 'Set by the shop';

/**
 * A row or a patch as this seller may send it: with their id on it.
 * @param seller null for staff of the shop, who may say everything
 */
export function ownRow(value: unknown, seller: string | null): Result<unknown, InvalidInput> {
  if (seller === null || !isRecord(value)) return ok(value);
  const named = KEPT_BY_SHOP.filter((field) => field in value).map((field) => `/${field}`);
  const given = value['seller_id'];
  const foreign = given !== undefined && given !== seller ? ['/seller_id'] : [];
  const faults = [...named, ...foreign].map((pointer) => ({ pointer, detail: SET_BY_SHOP }));
  return faults.length > 0 ? invalid(faults) : ok({ ...value, seller_id: seller });
}
