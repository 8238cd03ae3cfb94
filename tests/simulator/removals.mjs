/**
 * Guards of the shop, each taken out by a change of text as the bundle is made: the simulator has
 * to see it. `find` stands once in `file`; a guard that has moved makes the run fail. What `heals`
 * is made up for by another guard, which that says; models and named tests see it.
 */

/** @type {readonly { name: string, file: string, find: string, put: string, heals?: string }[]} */
export const REMOVALS = [
  {
    name: 'closed rounds',
    heals: 'the lease of a hold that came back ends by the verdict of its order',
    file: 'src/inventory/ledger.ts',
    find: 'if (request.round <= facts.closedRound) return',
    put: 'if (request.round <= -1) return',
  },
  {
    name: 'what is free bounds what is held',
    file: 'src/inventory/ledger.ts',
    find: 'return missing === 0 ? allocations : null;',
    put: "return missing === 0 ? allocations : [{ warehouse: 'main', quantity }];",
  },
  {
    name: 'cancel before release',
    file: 'src/orders/saga-payment.ts',
    find: `if (ending === null) return wait(state, payment, context);
      return to(state, context, state.status, 'cancel_payment', {`,
    put: `if (ending === null) return wait(state, payment, context);
      return to(state, context, state.status, 'release', {`,
  },
  {
    name: 'commit before capture',
    file: 'src/orders/saga-payment.ts',
    find: "return to(state, context, 'authorized', 'commit', patch,",
    put: `const paid = to(state, context, 'authorized', null, patch).state;
  return to(paid, context, 'committed', 'capture', {},`,
  },
  {
    name: 'the effect row',
    file: 'durable-objects/order-driver.ts',
    find: 'if (!question) this.#parts.rows.saveState(state);',
    put: 'if (!question && state.effect === null) this.#parts.rows.saveState(state);',
  },
  {
    name: "storing the intent's id before its secret leaves",
    file: 'durable-objects/order-driver.ts',
    find: 'if (!question) this.#parts.rows.saveState(state);',
    put: `const made = before.effect?.step === 'create_payment';
    if (!question && !made) this.#parts.rows.saveState(state);`,
  },
  {
    name: 'outcomes answer the effect in flight',
    heals: 'an instance does one effect at a time, and writes of a replaced one are refused',
    file: 'src/orders/saga.ts',
    find: 'effect.step !== outcome.step || effect.version !== outcome.version',
    put: 'effect.step !== outcome.step',
  },
  {
    name: 'one open order a cart',
    file: 'src/cart/cart.ts',
    find: 'if (open !== null && open !== replacing) return',
    put: 'if (open === replacing && open !== null && open !== replacing) return',
  },
  {
    name: 'a sale is undone when its order ends',
    file: 'src/orders/effects.ts',
    find: 'if (!released.ok) await ports.stock.uncommit(sku, key);',
    put: 'if (!released.ok) return;',
  },
  {
    name: 'a refund is looked for before it is made again',
    file: 'src/orders/effects.ts',
    find: 'const known = made.value.find((one) => one.refundId === refundId);',
    put: 'const known = made.value.find((one) => one.refundId === asked.orderId);',
  },
  {
    name: 'a payment is looked at before it is captured again',
    heals: 'a captured payment refuses another capture, and is looked at then',
    file: 'src/orders/effects.ts',
    find: 'const known = effect.tries === 0 ? null : await ports.gateway.fetch(id);',
    put: 'const known = effect.tries < 99 ? null : await ports.gateway.fetch(id);',
  },
  {
    name: 'silence keeps a hold',
    heals: 'a commit without its hold reserves again in the next round',
    file: 'src/inventory/leases.ts',
    find: "return { key, verdict: { kind: 'keep_until', until }, silent: true };",
    put: `if (until > 0) return { key, verdict: { kind: 'release' }, silent: true };
        return { key, verdict: { kind: 'keep_until', until }, silent: true };`,
  },
  {
    name: "a coupon's limit",
    file: 'src/pricing/coupon-uses.ts',
    find: 'if (limits.totalLimit !== null && facts.total >= limits.totalLimit) {',
    put: 'if (limits.totalLimit !== null && facts.total > limits.totalLimit) {',
  },
  {
    name: 'a coupon is given back',
    file: 'src/orders/effects.ts',
    find: 'await ports.coupons.giveBack(code, document.id);',
    put: 'if (code.length > 99) await ports.coupons.giveBack(code, document.id);',
  },
  {
    name: 'the outbox keeps what nobody acknowledged',
    file: 'src/platform/outbox.ts',
    find: 'await Promise.all(messagefuls(due).map((part) => this.#send(part)));',
    put: `await Promise.all(messagefuls(due).map((part) => this.#send(part)));
    this.acknowledge(due.map((row) => row.receipt));`,
  },
  {
    name: 'the journal before projecting',
    file: 'src/events/service.ts',
    find: "(error: unknown) => retry(deliveries, 'journal', error)",
    put: '() => {}',
  },
  {
    name: 'no older row replaces a newer one',
    file: 'src/orders/store.ts',
    find: '.version < excluded.version`;',
    put: '.version < excluded.version OR true`;',
  },
  {
    name: 'the dedupe of mails',
    file: 'src/notifications/service.ts',
    find: `if (claim.kind === 'settled') return { kind: 'done' };
  if (claim.kind === 'busy') return { kind: 'left' };`,
    put: '',
  },
  {
    name: 'an owner is told after its mail was sent',
    file: 'src/notifications/service.ts',
    find: 'const verdicts: Verdict[] = [];',
    put: `const verdicts: Verdict[] = [];
  await ports.acknowledge(message.owner, message.receipts);`,
  },
  {
    name: 'a lease that is gone is forgotten',
    file: 'durable-objects/stock-book.ts',
    find: 'if (ended.length === 0) this.#firstLease = this.#rows.firstLease();',
    put: '',
  },
];
