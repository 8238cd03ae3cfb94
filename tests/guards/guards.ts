/**
 * What keeps the shop's promises, one by one: where each guard stands, what the code would be
 * without it, and the test that would then fail. `npm run test:guards` takes each away and sees.
 */
import { ESCROW } from './escrow.ts';
import { SECURITY } from './security.ts';

export type Guard = {
  readonly guard: string;
  readonly file: string;
  /** The guard's code, which stands in one place of the file; any spacing counts as the same. */
  readonly code: string;
  readonly without: string;
  readonly test: readonly [file: string, title: string];
};

const LEDGER_TEST = 'src/inventory/ledger.test.ts';
const MODEL = [
  'tests/model/order.test.ts',
  'no interleaving of losses, cancellations and time breaks an invariant',
] as const;

const STOCK: readonly Guard[] = [
  {
    guard: 'a closed round never opens again',
    file: 'src/inventory/ledger.ts',
    code: "if (request.round <= facts.closedRound) return { kind: 'closed' };",
    without: '',
    test: [LEDGER_TEST, 'a round asked twice gets its old answer, a closed one never opens again'],
  },
  {
    guard: 'a release closes rounds it has never seen',
    file: 'src/inventory/ledger.ts',
    code: "return { kind: 'release', holds, closeRound: Math.max(key.round, facts.closedRound) };",
    without: "return { kind: 'release', holds, closeRound: facts.closedRound };",
    test: [
      'tests/worker/crash/placing.test.ts',
      'C4 a reservation that arrives after its release takes nothing',
    ],
  },
  {
    guard: 'nothing is taken that is not there',
    file: 'src/inventory/ledger.ts',
    code: 'return missing === 0 ? allocations : null;',
    without: 'return allocations;',
    test: [
      LEDGER_TEST,
      'an allocation takes exactly the quantity and never more than a warehouse has free',
    ],
  },
  {
    guard: 'a reservation asked twice is taken once',
    file: 'src/inventory/ledger.ts',
    code: 'if (held !== undefined) {',
    without: 'if (held !== undefined && held.round !== request.round) {',
    test: [LEDGER_TEST, 'a round asked twice gets its old answer, a closed one never opens again'],
  },
  {
    guard: 'nothing is sold without its hold',
    file: 'src/inventory/ledger.ts',
    code: "if (holds.length === 0) return { kind: 'no_hold' };",
    without: '',
    test: [LEDGER_TEST, 'commit sells its own hold once and nothing without one'],
  },
  {
    guard: 'a sale is not released but undone',
    file: 'src/inventory/ledger.ts',
    code: "return { kind: 'committed' };",
    without: '',
    test: [LEDGER_TEST, 'a committed hold is not released, its undo is uncommit, once'],
  },
  {
    guard: 'what a warehouse lacks is not sold',
    file: 'src/inventory/ledger.ts',
    code: 'const short = holds.some(',
    without: 'const short = [].some(',
    test: [LEDGER_TEST, 'a hold whose stock was taken by force is short, not sold'],
  },
  {
    guard: 'a silent order keeps its hold',
    file: 'src/inventory/leases.ts',
    code: "return { key, verdict: { kind: 'keep_until', until }, silent: true };",
    without: "return { key, verdict: { kind: 'release' }, silent: until > 0 };",
    test: [
      'src/inventory/leases.test.ts',
      'a hold whose order does not answer is kept, and asked about again in a minute',
    ],
  },
  {
    guard: 'a living order keeps its hold',
    file: 'src/orders/answers.ts',
    code: "return { kind: 'keep_until', until: keepUntil };",
    without: "return { kind: 'release' };",
    test: [
      'tests/worker/crash/time.test.ts',
      'C22 a lease that ends while the payment is made keeps its hold till it is void',
    ],
  },
  {
    guard: "a movement's id counts once",
    file: 'durable-objects/stock-book.ts',
    code: 'return ok({ level: this.level(), replayed: true });',
    without: '',
    test: [
      'tests/worker/evictions.test.ts',
      'stock moves once for one movement id and not below what orders hold',
    ],
  },
];

const CHECKOUT: readonly Guard[] = [
  {
    guard: 'one open order per cart',
    file: 'src/cart/cart.ts',
    code: "if (open !== null && open !== replacing) return fail({ reason: 'other_order', open });",
    without: 'void [open, replacing];',
    test: [
      'tests/worker/crash/second-key.test.ts',
      'C21 a second key at each step of a first order leaves one order to pay',
    ],
  },
  {
    guard: 'one key, one request',
    file: 'durable-objects/order.ts',
    code: 'if (driver.order.fingerprint !== fingerprint) {',
    without: "if (driver.order.fingerprint === '') {",
    test: [
      'tests/worker/checkout-idempotency.test.ts',
      'the same key with another body is refused and changes nothing',
    ],
  },
  {
    guard: 'the price is compared with the one the buyer saw',
    file: 'src/checkout/service.ts',
    code: 'if (!same || quotedTotal !== total) {',
    without: 'if (!same && quotedTotal < 0) {',
    test: [
      'tests/worker/cart.test.ts',
      'a quote whose price has changed since is answered with the new one',
    ],
  },
  {
    guard: 'summing by SKU',
    file: 'src/orders/effects.ts',
    code: 'demand.set(sku, (demand.get(sku) ?? 0) + quantity);',
    without: 'demand.set(sku, quantity);',
    test: ['src/orders/effects.test.ts', 'lines of one SKU are reserved as one sum'],
  },
  {
    guard: 'what was bought leaves its cart once',
    file: 'src/cart/cart.ts',
    code: 'if (state.orders.some((order) => order.id === orderId && order.settled)) return state;',
    without: '',
    test: ['src/cart/cart.test.ts', 'what an order bought leaves the cart once'],
  },
  {
    guard: 'a code is used up to its limit',
    file: 'src/pricing/coupon-uses.ts',
    code: 'if (limits.totalLimit !== null && facts.total >= limits.totalLimit) {',
    without: 'if (limits.totalLimit !== null && facts.total > limits.totalLimit) {',
    test: [
      'src/pricing/coupon-uses.test.ts',
      'a code is used as often as its limit says and not once more',
    ],
  },
  {
    guard: 'a code is given back with its order',
    file: 'src/orders/effects.ts',
    code: 'await ports.coupons.giveBack(code, document.id);',
    without: '',
    test: [
      'tests/worker/crash/placing.test.ts',
      'C3 an order that died with its code used gives it back, once, when it ends',
    ],
  },
  {
    guard: 'a cart is opened by its own token only',
    file: 'src/http/tokens.ts',
    code: "!verifyMac(keys, 'cart', id, secret)",
    without: 'keys === null',
    test: ['tests/worker/bad-input.test.ts', 'cart is not opened by a forged or edited token'],
  },
];

const PAYMENT: readonly Guard[] = [
  {
    guard: 'cancel before release',
    file: 'src/orders/saga-payment.ts',
    code: `return to(state, context, state.status, 'cancel_payment', {
      intent: intentOf(payment), ending, });`,
    without: 'return giveBack(state, context, { intent: intentOf(payment), ending });',
    test: MODEL,
  },
  {
    guard: 'the effect row',
    file: 'durable-objects/order-driver.ts',
    code: 'this.#parts.rows.saveState(state);',
    without: 'this.#parts.rows.saveState({ ...state, effect: null });',
    test: [
      'tests/worker/crash/capturing.test.ts',
      'C9 an order that died with one SKU committed commits the other',
    ],
  },
  {
    guard: "the payment's id is stored before its secret leaves",
    file: 'durable-objects/order-driver.ts',
    code: 'if (!question) this.#parts.rows.saveState(state);',
    without: "if (state.status !== 'awaiting_payment') this.#parts.rows.saveState(state);",
    test: [
      'tests/worker/crash/paying.test.ts',
      'C6 an order that died before it was paid is confirmed by its alarm alone',
    ],
  },
  {
    guard: 'one effect in flight',
    file: 'durable-objects/order-driver.ts',
    code: 'this.#running ??= this.#performAll()',
    without: 'this.#running = this.#performAll()',
    test: [
      'tests/worker/order-driver.test.ts',
      'callers that come while an effect is in flight share it',
    ],
  },
  {
    guard: 'a late outcome is dropped',
    file: 'src/orders/saga.ts',
    code: 'effect.version !== outcome.version',
    without: 'effect.version < 0',
    test: ['src/orders/saga.test.ts', 'an outcome that answers an older effect is dropped'],
  },
  {
    guard: 'unknown is never read as refused',
    file: 'src/payments/adapters/stripe.ts',
    code: "if (!final) return fail({ reason: 'unknown', detail: `${status} ${error.type}` });",
    without: 'void final;',
    test: [
      'tests/worker/crash/provider.test.ts',
      'C20 create: an order whose payment is made in trouble is paid once',
    ],
  },
  {
    guard: 'only the whole total is captured',
    file: 'src/orders/saga-payment.ts',
    code: 'if (authorised !== total || payment.currency.toUpperCase() !== currency) {',
    without: 'if (authorised === 0 && total > 0 && currency !== null) {',
    test: [
      'src/orders/saga.test.ts',
      'a payment that holds another amount is shown to people, not captured',
    ],
  },
  {
    guard: 'what may have been done is looked up by who wakes',
    file: 'src/orders/stored.ts',
    code: 'tries: Math.max(state.effect.tries, 1)',
    without: 'tries: state.effect.tries',
    test: [
      'tests/worker/crash/refunding.test.ts',
      'C17 a refund whose key the provider forgot is found, not made again',
    ],
  },
  {
    guard: 'a refund counts from when it is asked for',
    file: 'src/orders/refunds.ts',
    code: 'return (state.tender?.captured ?? 0) - asked;',
    without: 'return (state.tender?.captured ?? 0) - Math.min(asked, 0);',
    test: [
      'tests/worker/crash/refunding.test.ts',
      'C17 two clicks and two people at once never give back more than was paid',
    ],
  },
  {
    guard: 'a saved failure is not asked for a day',
    file: 'src/orders/effects.ts',
    code: 'Math.floor(effect.tries / REFUND_TRIES_AN_ATTEMPT)',
    without: 'Math.floor(effect.tries * 0 * REFUND_TRIES_AN_ATTEMPT)',
    test: [
      'tests/worker/crash/provider.test.ts',
      'C20 refund: a cancelled order gives its money back once',
    ],
  },
  {
    guard: 'a webhook is signed',
    file: 'src/payments/adapters/stripe-webhook.ts',
    code: 'await sdk.webhooks.constructEventAsync(body, signature, secret);',
    without: 'JSON.parse([body, signature, secret][0] ?? body);',
    test: [
      'tests/worker/stripe-webhooks.test.ts',
      'an unsigned, forged, edited or old webhook is refused',
    ],
  },
  {
    guard: 'a webhook is of interest only while the order waits',
    file: 'src/orders/saga-commands.ts',
    code: "if (state.status !== 'awaiting_payment' || !asking) return null;",
    without: 'if (!asking) return null;',
    test: [
      'tests/worker/crash/paying.test.ts',
      'C7 a webhook that comes after the order was cancelled changes nothing',
    ],
  },
];

const EVENTS: readonly Guard[] = [
  {
    guard: 'the outbox in the commit',
    file: 'durable-objects/order-driver.ts',
    code: 'this.tell(tells);',
    without: 'setTimeout(() => this.tell(tells), 60_000);',
    test: [
      'tests/worker/crash/telling.test.ts',
      'C12 an order that died between its confirmation and its outbox tells it later',
    ],
  },
  {
    guard: 'an event is kept until somebody has acted on it',
    file: 'src/platform/outbox.ts',
    code: 'const receipts = rows.map((row) => row.receipt);',
    without: 'const receipts = rows.map((row) => row.receipt); this.acknowledge(receipts);',
    test: [
      'tests/worker/crash/telling.test.ts',
      'C16 an order bought while its projection is out of reach catches up',
    ],
  },
  {
    guard: 'the journal before projecting',
    file: 'src/events/service.ts',
    code: `await keep(deliveries, ports).catch((error: unknown) =>
      retry(deliveries, 'journal', error)); await projectOrders(`,
    without: 'const project = async () => keep(sound(), ports); void project; await projectOrders(',
    test: [
      'tests/worker/events-intake.test.ts',
      'a batch is in the journal although its projection failed, and comes again',
    ],
  },
  {
    guard: 'versions decide, not the order of arrival',
    file: 'src/orders/store.ts',
    code: 'WHERE ${table}.version < excluded.version',
    without: '',
    test: [
      'tests/worker/events-intake.test.ts',
      'an older version never overwrites a newer one, in one batch or in two',
    ],
  },
  {
    guard: 'the dedupe: a letter is sent once',
    file: 'src/notifications/store.ts',
    code: 'setWhere: sql`${notification.notBefore} <= ${now} AND (${notification.state} IN',
    without: 'setWhere: sql`${now} > 0 OR (${notification.state} IN',
    test: [
      'tests/worker/notifications.test.ts',
      'a message that comes again, or twice at once, sends no second mail',
    ],
  },
  {
    guard: 'the dedupe: a batch stands in the journal once',
    file: 'src/platform/journal.ts',
    code: 'const digest = sha256(body).slice(0, DIGEST_CHARACTERS);',
    without: 'const digest = sha256(body + Math.random()).slice(0, DIGEST_CHARACTERS);',
    test: [
      'tests/worker/events-intake.test.ts',
      'a batch delivered twice stands in the journal once',
    ],
  },
  {
    guard: 'an alarm that throws sets itself again',
    file: 'durable-objects/order-driver.ts',
    code: 'this.#parts.alarm.arm(Date.now() + MINUTE_MS);',
    without: '',
    test: [
      'tests/worker/crash/time.test.ts',
      'C18 an alarm that throws sets itself again, so that no retries run out',
    ],
  },
];

export const GUARDS: readonly Guard[] = [
  ...STOCK,
  ...ESCROW,
  ...CHECKOUT,
  ...PAYMENT,
  ...EVENTS,
  ...SECURITY,
];
