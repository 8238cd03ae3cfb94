/** Ports that answer as they are told and write down what they were asked. */
import { ok } from '../../src/kernel/result.ts';
import type { EffectPorts } from '../../src/orders/effects.ts';
import type { EntryUses } from '../../src/orders/sale-entry.ts';
import type { CouponUses } from '../../src/pricing/coupon-uses.ts';
import type { PaymentGateway } from '../../src/payments/gateway.ts';
import type { StockPort } from '../../src/inventory/stock.ts';
import { payment } from './order-states.ts';

export type Answers = {
  readonly stock?: Partial<StockPort>;
  readonly entries?: Partial<EntryUses>;
  readonly coupons?: Partial<CouponUses>;
  readonly gateway?: Partial<PaymentGateway>;
  /** What carts and returns do when they are told. */
  readonly tell?: () => Promise<void>;
};

const NOTHING = { sold: 0, warehouses: [], holds: [], movements: [] };
const LEVEL = { onHand: 0, reserved: 0, available: 0 };

const stock: StockPort = {
  level: async () => LEVEL,
  reserve: async () => ok({ allocations: [] }),
  extend: async () => ok(null),
  commit: async () => ok({ allocations: [] }),
  release: async () => ok(null),
  uncommit: async () => ok(null),
  adjust: async () => ok({ level: LEVEL, replayed: false }),
  report: async (sku) => ({ ...LEVEL, ...NOTHING, sku, gate: null }),
  setGate: async () => ok(null),
  liftGate: async () => {},
  gateTaken: async () => 0,
};

const refund = { id: 're_1', status: 'succeeded', amount: 1, refundId: null, at: 1 } as const;

const gateway: PaymentGateway = {
  name: 'stripe',
  create: async () => ok(payment('requires_payment_method')),
  fetch: async () => ok(payment('requires_capture')),
  capture: async () => ok(payment('succeeded')),
  cancel: async () => ok(payment('canceled')),
  refund: async () => ok(refund),
  refunds: async () => ok([]),
  disputes: async () => ok([]),
  find: async () => ok([]),
};

const entries: EntryUses = { use: async () => ok(null), giveBack: async () => {} };
const coupons: CouponUses = { use: async () => ok(null), giveBack: async () => {} };

export type Asked = readonly [name: string, ...given: unknown[]];

/** The ports, each doing what `answers` says or else what goes well; and what they were asked. */
export function portsWith(answers: Answers = {}): { ports: EffectPorts; asked: Asked[] } {
  const asked: Asked[] = [];
  const heard = <G extends unknown[], R>(name: string, answer: (...given: G) => R) => {
    return (...given: G): R => {
      asked.push([name, ...given]);
      return answer(...given);
    };
  };
  const shelf = { ...stock, ...answers.stock };
  const till = { ...gateway, ...answers.gateway };
  const codes = { ...coupons, ...answers.coupons };
  const doors = { ...entries, ...answers.entries };
  const tell = answers.tell ?? (async () => {});
  const ports: EffectPorts = {
    stock: {
      ...shelf,
      reserve: heard('reserve', shelf.reserve),
      commit: heard('commit', shelf.commit),
      release: heard('release', shelf.release),
      uncommit: heard('uncommit', shelf.uncommit),
    },
    returns: { takeBack: heard('takeBack', tell) },
    coupons: { use: heard('use', codes.use), giveBack: heard('giveBack', codes.giveBack) },
    entries: {
      use: heard('enter', doors.use),
      giveBack: heard('leave', doors.giveBack),
    },
    gateway: {
      name: till.name,
      create: heard('create', till.create),
      fetch: heard('fetch', till.fetch),
      capture: heard('capture', till.capture),
      cancel: heard('cancel', till.cancel),
      refund: heard('refund', till.refund),
      refunds: heard('refunds', till.refunds),
      disputes: heard('disputes', till.disputes),
      find: heard('find', till.find),
    },
    carts: { settle: heard('settle', tell) },
  };
  return { ports, asked };
}
