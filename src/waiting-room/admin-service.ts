/** What staff do with sales: schedule, list, open, change, act, invite. */
import type { SaleId, Sku } from '../kernel/ids.ts';
import { decodeCursor, encodeCursor } from '../kernel/page.ts';
import type { Page } from '../kernel/page.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Seal } from '../kernel/seal.ts';
import { writeInvitation } from './service.ts';
import { settingsOf } from './sale.ts';
import type { NewSale, SaleAct, SaleChange, SaleFault } from './sale.ts';
import type {
  ActRefusal,
  ChangeRefusal,
  ListedSale,
  RoomPort,
  SaleList,
  SaleReport,
  ScheduleRefusal,
} from './port.ts';

export type SaleAdminDependencies = {
  readonly rooms: RoomPort;
  readonly sales: Pick<SaleList, 'list'>;
  readonly hasSku: (sku: Sku) => Promise<boolean>;
  readonly seal: Seal;
  /** An e-mail address as orders name buyers. */
  readonly buyerOf: (email: string) => string;
};

export type NewSaleRefusal = SaleFault | ScheduleRefusal | { reason: 'unknown_sku'; sku: Sku };
export type InviteRefusal = { reason: 'unknown_sale' } | { reason: 'unknown_tier' };

export type SaleAdmin = {
  schedule(sale: NewSale): Promise<Result<SaleReport, NewSaleRefusal>>;
  list(limit: number, cursor: string | null): Promise<Page<ListedSale> | null>;
  report(sale: SaleId): Promise<SaleReport | null>;
  act(sale: SaleId, act: SaleAct): Promise<Result<SaleReport, ActRefusal>>;
  change(sale: SaleId, change: SaleChange): Promise<Result<SaleReport, ChangeRefusal>>;
  /** Words for each address, by which its account has a place in a tier. */
  invite(
    sale: SaleId,
    tier: string,
    emails: readonly string[],
  ): Promise<Result<readonly { email: string; invitation: string }[], InviteRefusal>>;
};

type Cursor = { readonly createdAt: number; readonly id: string };

function cursorOf(text: string): Cursor | null {
  const [createdAt, id, ...rest] = decodeCursor(text) ?? [];
  if (typeof createdAt !== 'number' || typeof id !== 'string' || rest.length > 0) return null;
  return { createdAt, id };
}

/** The back office's part of waiting rooms. */
export function saleAdmin(dependencies: SaleAdminDependencies): SaleAdmin {
  const { rooms, sales, hasSku, seal, buyerOf } = dependencies;
  return {
    async schedule(sale) {
      const settings = settingsOf(sale);
      if (!settings.ok) return settings;
      for (const sku of settings.value.skus) {
        if (!(await hasSku(sku))) return fail({ reason: 'unknown_sku', sku });
      }
      return rooms.schedule(settings.value);
    },
    async list(limit, cursor) {
      const after = cursor === null ? null : cursorOf(cursor);
      if (cursor !== null && after === null) return null;
      const items = await sales.list(limit + 1, after);
      const page = items.slice(0, limit);
      const last = page.at(-1);
      const more = items.length > limit && last !== undefined;
      return { items: page, next_cursor: more ? encodeCursor([last.createdAt, last.id]) : null };
    },
    report: (sale) => rooms.report(sale),
    act: (sale, act) => rooms.act(sale, act),
    change: (sale, change) => rooms.change(sale, change),
    async invite(sale, tier, emails) {
      const report = await rooms.report(sale);
      if (report === null) return fail({ reason: 'unknown_sale' });
      if (!report.settings.tiers.some(({ id }) => id === tier)) {
        return fail({ reason: 'unknown_tier' });
      }
      return ok(
        emails.map((email) => ({
          email,
          invitation: writeInvitation(seal, sale, tier, buyerOf(email)),
        })),
      );
    },
  };
}
