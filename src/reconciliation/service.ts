/**
 * Goes through payments, orders and SKUs, a bounded part of each at a time, and holds against each
 * other those who tell of the same thing. Each run goes on where the last one has left off.
 */
import { DAY_MS, MINUTE_MS } from '../kernel/time.ts';
import { decodeCursor, encodeCursor } from '../kernel/page.ts';
import type { Page } from '../kernel/page.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { DifferenceKind, SettledDifference } from './difference.ts';
import { checkOrder, checkPayment, checkSku } from './check.ts';
import type { Look } from './check.ts';
import type { ReconciliationPorts } from './ports.ts';
import { countsOf } from './run.ts';
import type { Cursors, Run, RunSummary, Trigger } from './run.ts';

/** Payments and orders that are gone through again and again: webhooks come for three days. */
const WINDOW_MS = 7 * DAY_MS;
/** A refund may fail weeks after it was made, and goods come back for a month. */
const REFUNDED_WINDOW_MS = 90 * DAY_MS;
/** Younger ones are still being settled by themselves. */
export const SETTLE_MS = 2 * MINUTE_MS;
/** Some three object requests and two of the provider's each: a run ends within half a minute. */
const ORDERS_A_RUN = 100;
/** One object request each, and one for each of the orders that it names, at most twenty. */
const SKUS_A_RUN = 25;
/** Looked at side by side: as many as a Worker has connections open. */
const AT_ONCE = 5;
/** A run that has not ended by then is dead: the platform ends a cron's after 15 minutes. */
const LEASE_MS = 15 * MINUTE_MS;
/** Reports are kept this long. */
const KEPT_MS = 90 * DAY_MS;

export type RunRefusal = { readonly ok: false; readonly reason: 'running' };
export type RunAnswer =
  | { readonly ok: true; readonly run: RunSummary; readonly replayed: boolean }
  | RunRefusal;

/** What a part of a run has come to; its cursor stays where it was if it failed. */
type Part<C> = { readonly looks: readonly Look[]; readonly cursor: C };

async function inGroups<T>(items: readonly T[], look: (item: T) => Promise<Look>): Promise<Look[]> {
  const looks: Look[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    looks.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(look))));
  }
  return looks;
}

async function payments(
  cursor: Cursors['payments'],
  now: Milliseconds,
  ports: ReconciliationPorts,
): Promise<Part<Cursors['payments']>> {
  const window = cursor ?? { from: now - WINDOW_MS, until: now - SETTLE_MS, after: null };
  const page = await ports.ledger.page(window);
  if (!page.ok) throw new Error(`the provider did not list its payments: ${page.detail}`);
  const { payments: listed, next } = page.value;
  const looks = await inGroups(listed, (payment) => checkPayment(payment, ports));
  return { looks, cursor: next === null ? null : { ...window, after: next } };
}

async function orders(
  cursor: Cursors['orders'],
  now: Milliseconds,
  ports: ReconciliationPorts,
): Promise<Part<Cursors['orders']>> {
  const place = cursor ?? { placedAt: now - REFUNDED_WINDOW_MS, id: '' };
  const window = { recent: now - WINDOW_MS, until: now - SETTLE_MS };
  const rows = await ports.lists.rowsAfter(place, window, ORDERS_A_RUN);
  const looks = await inGroups(rows, (row) => checkOrder(row, ports));
  const last = rows.at(-1);
  const more = rows.length === ORDERS_A_RUN && last !== undefined;
  return { looks, cursor: more ? { placedAt: last.placed_at, id: last.id } : null };
}

async function skus(
  { pass, after }: Cursors['skus'],
  ports: ReconciliationPorts,
): Promise<Part<Cursors['skus']>> {
  const found = await ports.lists.skusAfter(after, SKUS_A_RUN);
  const looks = await inGroups(found, (sku) => checkSku(sku, pass, ports));
  const last = found.at(-1);
  const more = found.length === SKUS_A_RUN && last !== undefined;
  return { looks, cursor: more ? { pass, after: last } : { pass: pass + 1, after: null } };
}

/** Runs a part; one that fails leaves its cursor, and the others go on. */
async function attempt<C>(
  name: string,
  cursor: C,
  part: () => Promise<Part<C>>,
  failures: string[],
): Promise<Part<C>> {
  try {
    return await part();
  } catch (error) {
    failures.push(`${name}: ${String(error)}`);
    return { looks: [], cursor };
  }
}

async function goThrough(
  id: number,
  trigger: Trigger,
  ports: ReconciliationPorts,
): Promise<{ run: Run; looks: readonly Look[] }> {
  const failures: string[] = [];
  const from = await ports.reports.cursors();
  const paid = await attempt(
    'payments',
    from.payments,
    () => payments(from.payments, id, ports),
    failures,
  );
  const listed = await attempt(
    'orders',
    from.orders,
    () => orders(from.orders, id, ports),
    failures,
  );
  const stocked = await attempt('skus', from.skus, () => skus(from.skus, ports), failures);
  const looks = [...paid.looks, ...listed.looks, ...stocked.looks];
  const run = {
    ...{ id, trigger, failures, endedAt: ports.clock() },
    checked: {
      payments: paid.looks.length,
      orders: listed.looks.length,
      skus: stocked.looks.length,
      skipped: looks.filter(({ skipped }) => skipped).length,
    },
    counts: countsOf(looks.flatMap(({ differences }) => differences)),
    cursors: { payments: paid.cursor, orders: listed.cursor, skus: stocked.cursor },
  };
  return { run, looks };
}

export type ReconciliationService = {
  /** Makes one run and keeps its report. Under a key that was given before, tells of that run. */
  run(trigger: Trigger, key: string | null): Promise<RunAnswer>;
  /** Runs, newest first; null for a cursor that is none of ours. */
  list(cursor: string | null, limit: number): Promise<Page<RunSummary> | null>;
  /** A run and all that it found, or null. */
  report(id: number): Promise<{ run: RunSummary; found: SettledDifference[] } | null>;
  /** How many things people have to look into, by kind, as the runs of a day have found them. */
  open(): Promise<{ kind: DifferenceKind; differences: number }[]>;
};

/** The reconciliation over its ports. */
export const reconciliationService = (ports: ReconciliationPorts): ReconciliationService => ({
  run: (trigger, key) => reconcile(trigger, key, ports),

  async list(cursor, limit) {
    const [before = null] = cursor === null ? [] : (decodeCursor(cursor) ?? ['']);
    if (typeof before === 'string') return null;
    const runs = await ports.reports.list(before, limit + 1);
    const items = runs.slice(0, limit);
    const last = items.at(-1);
    const more = runs.length > limit && last !== undefined;
    return { items, next_cursor: more ? encodeCursor([last.id]) : null };
  },

  async report(id) {
    const run = await ports.reports.find(id);
    return run === null ? null : { run, found: await ports.reports.differences(id) };
  },

  open: () => ports.reports.open(ports.clock() - DAY_MS),
});

async function reconcile(
  trigger: Trigger,
  key: string | null,
  ports: ReconciliationPorts,
): Promise<RunAnswer> {
  const { reports, clock } = ports;
  const known = key === null ? null : await reports.ofKey(key);
  if (known !== null) return { ok: true, run: known, replayed: true };
  const id = clock();
  const begun = await reports.begin({ id, trigger, key }, id - LEASE_MS);
  if (!begun) return { ok: false, reason: 'running' };
  const { run, looks } = await goThrough(id, trigger, ports);
  await reports.finish(
    run,
    looks.flatMap(({ differences }) => differences),
  );
  await reports.forgetBefore(id - KEPT_MS);
  return { ok: true, run, replayed: false };
}
