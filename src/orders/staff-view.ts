/** An order as staff sees it: what its buyer sees, and its books, disputes and troubles. */
import { money } from '../kernel/money.ts';
import type { Money } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { DisputeStatus } from '../payments/gateway.ts';
import { balancesOf, isBalanced, moneyLedger } from './money-ledger.ts';
import type { Account, EntryKind } from './money-ledger.ts';
import type { OrderDocument, OrderState } from './order.ts';
import { refundable } from './refunds.ts';
import { orderView } from './view.ts';
import type { OrderView } from './view.ts';

export type StaffView = OrderView & {
  /** Why a person has to look; null when nobody has to. */
  attention: string | null;
  /** What may still be refunded. */
  refundable: Money;
  disputes: {
    id: string;
    amount: Money;
    reason: string;
    status: DisputeStatus;
    at: string;
    due_by: string | null;
  }[];
  ledger: {
    balanced: boolean;
    entries: {
      at: string;
      kind: EntryKind;
      reference: string;
      postings: { account: Account; debit: Money; credit: Money }[];
    }[];
    /** Debit less credit. */
    balances: { account: Account; balance: Money }[];
  };
};

/** The order of `GET /api/admin/orders/{id}`. */
export function staffView(document: OrderDocument, state: OrderState): StaffView {
  const priced = (amount: number): Money => money(amount, document.currency);
  const entries = moneyLedger(document, state);
  return {
    ...orderView(document, state),
    attention: state.attention,
    refundable: priced(refundable(state)),
    disputes: state.disputes.map(({ id, amount, reason, status, at, dueBy }) => ({
      ...{ id, amount: priced(amount), reason, status, at: rfc3339(at) },
      due_by: dueBy === null ? null : rfc3339(dueBy),
    })),
    ledger: {
      balanced: isBalanced(entries),
      entries: entries.map(({ at, kind, reference, postings }) => ({
        ...{ at: rfc3339(at), kind, reference },
        postings: postings.map(({ account, debit, credit }) => ({
          ...{ account, debit: priced(debit), credit: priced(credit) },
        })),
      })),
      balances: balancesOf(entries).map(({ account, balance }) => ({
        ...{ account, balance: priced(balance) },
      })),
    },
  };
}
