/** Composes what monitoring asks: does each dependency answer, and how many of what are waiting. */
import type { DeadLetters } from './events/dead-letters.ts';
import { DAY_MS } from './kernel/time.ts';
import type { OrderProjection } from './orders/listing.ts';
import type { Gauge } from './platform/metrics.ts';
import type { ReconciliationService } from './reconciliation/service.ts';
import type { Providers } from './services-providers.ts';

export type MonitoringServices = {
  /** Name → a question that rejects when the dependency is down. */
  readonly dependencies: Readonly<Record<string, () => Promise<unknown>>>;
  readonly gauges: () => Promise<Gauge[]>;
};

/** Orders are counted over this long: older ones move no more. */
const COUNTED_MS = 30 * DAY_MS;
/** Dead letters are counted up to this many: one is reason enough to look. */
const MOST_DEAD_LETTERS = 100;

const one = (value: number) => [{ labels: {}, value }];

/** Monitoring over the bindings and the copies the back office reads. */
export function monitoringServices(
  env: Env,
  sources: {
    orderList: OrderProjection;
    deadLetters: DeadLetters;
    reconciliation: Pick<ReconciliationService, 'open'>;
    providers: Providers;
  },
): MonitoringServices {
  return {
    dependencies: {
      catalog_db: () => env.CATALOG_DB.prepare('SELECT 1').first(),
      backoffice_db: () => env.BACKOFFICE_DB.prepare('SELECT 1').first(),
      documents: () => env.DOCUMENTS.get('health'),
      media: () => env.MEDIA.head('health'),
      journal: () => env.JOURNAL.head('health'),
      // An object nobody writes to: it answers and leaves no storage behind.
      objects: () => env.SKU_STOCK.getByName('health').level(),
    },
    async gauges() {
      const [counts, letters, changes, differences] = await Promise.all([
        sources.orderList.count(Date.now() - COUNTED_MS),
        sources.deadLetters.waiting(MOST_DEAD_LETTERS),
        env.CATALOG_DB.prepare('SELECT count(*) AS n FROM catalog_change').first<{ n: number }>(),
        sources.reconciliation.open(),
      ]);
      const samples = counts.map(({ status, orders }) => ({ labels: { status }, value: orders }));
      return [
        { name: 'edgewise_orders', help: 'Orders of the last 30 days by status.', samples },
        {
          name: 'edgewise_dead_letters',
          help: `Dead letters that wait for staff, counted up to ${MOST_DEAD_LETTERS}.`,
          samples: one(letters),
        },
        {
          name: 'edgewise_catalog_changes_pending',
          help: 'Products whose documents are still to be rebuilt.',
          samples: one(changes?.n ?? 0),
        },
        {
          name: 'edgewise_reconciliation_differences',
          help: 'Things the runs of a day have found that people have to look into, by kind.',
          samples: differences.map(({ kind, differences: value }) => ({ labels: { kind }, value })),
        },
        {
          name: 'edgewise_provider_reachable',
          help: 'Whether the isolate that was asked sends calls to the provider, or spares it.',
          samples: Object.values(sources.providers).map(({ name, reachable }) => ({
            labels: { provider: name },
            value: reachable() ? 1 : 0,
          })),
        },
      ];
    },
  };
}
