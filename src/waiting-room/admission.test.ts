import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fail, ok } from '../kernel/result.ts';
import { decideClaim, decideTake, GRANT_STALE_MS } from './admission.ts';
import type { ClaimFacts, Grant } from './admission.ts';

const NOW = 1_000_000;
const grant = (changes: Partial<Grant> = {}, receivedAt = NOW): ClaimFacts['grant'] => ({
  ...{ sequence: 1, status: 'open', stock: 'available', upTo: { open: 3 }, perSecond: 2 },
  ...changes,
  receivedAt,
});
const facts = (changes: Partial<ClaimFacts> = {}): ClaimFacts => ({
  ...{ grant: grant(), spent: 0, admittedThisSecond: 0, pass: null },
  ...changes,
});
const pass = (expiresAt: number, orderId: string | null = null) => ({
  ...{ id: 'p', tier: 'open', expiresAt, orderId },
});

const REFUSED: readonly (readonly [string, Partial<ClaimFacts>, string])[] = [
  ['there was never a grant', { grant: null }, 'wait'],
  ['the coordinator is silent', { grant: grant({}, NOW - GRANT_STALE_MS - 1) }, 'wait'],
  ['all tokens are spent', { spent: 3 }, 'wait'],
  ['the tier was granted nothing', { grant: grant({ upTo: { vip: 3 } }) }, 'wait'],
  ['the second is full', { admittedThisSecond: 2 }, 'wait'],
  ['the sale has not begun', { grant: grant({ status: 'scheduled' }) }, 'wait'],
  ['it is paused', { grant: grant({ status: 'paused' }) }, 'paused'],
  ['it was stopped', { grant: grant({ status: 'stopped' }) }, 'sale_over'],
  ['it has ended', { grant: grant({ status: 'ended' }) }, 'sale_over'],
  ['all that is left is held', { grant: grant({ stock: 'held' }) }, 'held'],
  ['nothing is left', { grant: grant({ stock: 'sold_out' }) }, 'sold_out'],
  ['the pass has its order', { pass: pass(NOW + 1, 'o1') }, 'bought'],
];

test.each(REFUSED)('nobody is let in where %s', (_why, changes, reason) => {
  expect(decideClaim(facts(changes), 'open', NOW)).toEqual(fail({ reason }));
});

test('with a token left in a second that is not full, somebody is let in', () => {
  expect(decideClaim(facts({ spent: 2, admittedThisSecond: 1 }), 'open', NOW)).toEqual(
    ok({ kind: 'admit' }),
  );
  const barely = grant({}, NOW - GRANT_STALE_MS);
  expect(decideClaim(facts({ grant: barely }), 'open', NOW)).toEqual(ok({ kind: 'admit' }));
});

test('a live pass is given again whatever has become of the sale; one that is over is not', () => {
  const live = pass(NOW + 1);
  const stopped = facts({ pass: live, grant: grant({ status: 'stopped' }), spent: 3 });
  expect(decideClaim(stopped, 'open', NOW)).toEqual(ok({ kind: 'again', pass: live }));
  expect(decideClaim(facts({ pass: pass(NOW) }), 'open', NOW)).toEqual(ok({ kind: 'admit' }));
});

test('of what a key may have, orders never take more, however often each asks', () => {
  const step = fc.record({
    order: fc.integer({ min: 0, max: 4 }),
    quantity: fc.integer({ min: 1, max: 3 }),
    back: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      (steps, limit) => {
        const rows = new Map<number, { quantity: number; back: boolean }>();
        const taken = () =>
          [...rows.values()].reduce((sum, row) => sum + (row.back ? 0 : row.quantity), 0);
        for (const { order, quantity, back } of steps) {
          const own = rows.get(order);
          if (back) {
            rows.set(order, { quantity: own?.quantity ?? 0, back: true });
            continue;
          }
          const mine = own === undefined ? 'none' : own.back ? 'given_back' : 'taken';
          const decision = decideTake({ taken: taken(), mine }, quantity, limit);
          if (own?.back === true) expect(decision).toEqual(fail({ reason: 'closed' }));
          if (decision.ok && own === undefined) rows.set(order, { quantity, back: false });
          expect(taken()).toBeLessThanOrEqual(limit);
        }
      },
    ),
  );
});
