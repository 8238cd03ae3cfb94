/** `expand[]`: puts an object in the place of its id. */
import { badParameter } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { intentIdOf } from './payment.ts';

/** What each kind of object lets be expanded. */
const EXPANDABLE: Record<string, readonly string[]> = {
  payment_intent: ['latest_charge', 'payment_method'],
  charge: ['payment_intent', 'refunds'],
  refund: ['charge', 'payment_intent'],
  dispute: ['charge', 'payment_intent'],
};

/** Expands every path in an answer; lists are expanded by paths that begin with `data.`. */
export function expand(ledger: Ledger, answer: object, paths: readonly string[]): object {
  let expanded = answer;
  for (const path of paths) expanded = along(ledger, expanded, path.split('.'), path);
  return expanded;
}

function along(ledger: Ledger, value: object, steps: readonly string[], path: string): object {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = fields.get('object');
  const items = fields.get('data');
  if (step === 'data' && Array.isArray(items)) {
    return { ...value, data: items.map((item: object) => along(ledger, item, rest, path)) };
  }
  if (typeof kind !== 'string' || !EXPANDABLE[kind]?.includes(step)) {
    throw badParameter(`This property cannot be expanded (${path}).`, 'expand');
  }
  const child = childOf(ledger, fields.get('id'), step, fields.get(step));
  return { ...value, [step]: child ? along(ledger, child, rest, path) : null };
}

function childOf(ledger: Ledger, owner: unknown, step: string, value: unknown): object | null {
  if (typeof value === 'object' && value !== null) return value;
  if (step === 'refunds') {
    const payment = typeof owner === 'string' ? parent(ledger, owner) : null;
    const data = payment?.refunds.filter((refund) => refund.charge === owner).toReversed() ?? [];
    return { object: 'list', url: `/v1/charges/${String(owner)}/refunds`, has_more: false, data };
  }
  if (typeof value !== 'string') return null;
  const payment = parent(ledger, value);
  if (value === payment?.intent.id) return payment.intent;
  return (
    payment?.charges.find((charge) => charge.id === value) ??
    payment?.cards.find((card) => card.method.id === value)?.method ??
    null
  );
}

function parent(ledger: Ledger, id: string): ReturnType<Ledger['payment']> {
  return ledger.payment(id.startsWith('pi_') ? id : (intentIdOf(id) ?? id));
}
