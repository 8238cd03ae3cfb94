/** The sales' part of the composition root: their objects, lines, doors and staff's acts. */
import type { Catalogue } from './catalog/catalogue.ts';
import type { StockPort } from './inventory/stock.ts';
import type { CustomerServices } from './services-customers.ts';
import { normalEmail } from './customers/email.ts';
import type { SaleReader } from './notifications/letters.ts';
import { buyerDigest } from './orders/buyer.ts';
import type { SaleId, Sku } from './kernel/ids.ts';
import { sum } from './kernel/money.ts';
import { ok } from './kernel/result.ts';
import { remembered } from './kernel/remembered.ts';
import { SECOND_MS } from './kernel/time.ts';
import type { Config } from './platform/config.ts';
import type { Seal } from './kernel/seal.ts';
import { keyedDigest, sealUnder, sha256 } from './platform/crypto.ts';
import type { TokenKeys } from './platform/crypto.ts';
import { describeError, log } from './platform/log.ts';
import { later } from './services-reads.ts';
import { saleAdmin } from './waiting-room/admin-service.ts';
import type { SaleAdmin } from './waiting-room/admin-service.ts';
import { admissionClient, roomClient } from './waiting-room/client.ts';
import type { TickInput } from './waiting-room/controller.ts';
import { LineCopies } from './waiting-room/copies.ts';
import { doorOf } from './waiting-room/door.ts';
import type { Door } from './waiting-room/door.ts';
import { entryUses } from './waiting-room/entries.ts';
import { mailInvitations } from './waiting-room/inviting.ts';
import type { MailInvitations } from './waiting-room/inviting.ts';
import { readPass } from './waiting-room/pass.ts';
import type {
  AdmissionPort,
  GateRefusal,
  LineStore,
  ListedSale,
  RoomPort,
  SaleList,
} from './waiting-room/port.ts';
import { ROOM_OPENS_MS, SALE_ENDS } from './waiting-room/sale.ts';
import type { SaleSettings } from './waiting-room/sale.ts';
import { roomService, writeInvitation } from './waiting-room/service.ts';
import type { RoomService } from './waiting-room/service.ts';
import { lineStore, saleList } from './waiting-room/store.ts';
import { challengeFor, isDone } from './waiting-room/work.ts';
import type { Work } from './waiting-room/work.ts';

/** What a sale's coordinator reaches. */
export type RoomPorts = {
  readonly admissions: AdmissionPort;
  readonly lines: LineStore;
  readonly list: Pick<SaleList, 'put'>;
  /** What is left to sell, and what orders hold. */
  goods(settings: SaleSettings): Promise<TickInput['stock']>;
  /** Sets the gates of a sale's SKUs, or lifts them; what refuses is told. */
  gates(settings: SaleSettings, lift: boolean): Promise<GateRefusal | null>;
};

export type SaleServices = {
  readonly sales: {
    readonly rooms: RoomService;
    readonly staff: SaleAdmin;
    readonly mailInvitations: MailInvitations;
    /** What letters say of a sale. */
    readonly reader: SaleReader;
    readonly room: RoomPorts;
    readonly door: Door;
    readonly entries: ReturnType<typeof entryUses>;
    /** Sales that have neither ended nor been stopped, a few seconds old at most. */
    readonly coming: () => Promise<readonly ListedSale[]>;
    /** When a pass ends; null for what is none of this sale's. */
    readonly passEnds: (sale: SaleId, text: string) => number | null;
    readonly work: {
      challenge(sale: string, visitor: string): string;
      isDone(work: Work, sale: string, visitor: string): boolean;
    };
    /** Digest of a delivery address, however it was typed. */
    readonly addressOf: (lines: readonly string[]) => string;
  };
};

export type SaleNeighbours = {
  readonly config: Config;
  readonly tokenKeys: TokenKeys;
  readonly stock: StockPort;
  readonly catalogue: Catalogue;
  readonly customers: Pick<CustomerServices, 'customers' | 'buyerOf'>;
};

/** Looked up at each call, so that a test's clock is seen. */
const clock = () => Date.now();

function roomPorts(
  stock: StockPort,
  told: Pick<RoomPorts, 'admissions' | 'lines' | 'list'>,
): RoomPorts {
  const levelOf = async (sku: Sku, quantity: number | null) => {
    const { available, reserved } = await stock.level(sku);
    if (quantity === null) return { available: Math.max(0, available), reserved };
    const left = quantity - (await stock.gateTaken(sku));
    return { available: Math.max(0, Math.min(available, left)), reserved };
  };
  return {
    ...told,
    async goods({ skus, quantity }) {
      const levels = await Promise.all(skus.map((sku) => levelOf(sku, quantity)));
      return {
        available: sum(levels.map(({ available }) => available)),
        reserved: sum(levels.map(({ reserved }) => reserved)),
      };
    },
    async gates({ id: sale, skus, startsAt: from, endsAt: until, quantity }, lift) {
      const set = async (sku: Sku): Promise<GateRefusal[]> => {
        if (lift) await stock.liftGate(sku, sale);
        const answer = lift ? ok(null) : await stock.setGate(sku, { sale, from, until, quantity });
        return answer.ok ? [] : [{ reason: 'sku_in_sale', sku, sale: answer.sale }];
      };
      const refusals = await Promise.all(skus.map(set));
      return refusals.flat()[0] ?? null;
    },
  };
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** How old an isolate's list of coming sales may be. */
const COMING_MS = 5 * SECOND_MS;

/** The coming sales, asked for now and then; the last answer serves while the database is away. */
function comingSales(list: (now: number) => Promise<ListedSale[]>) {
  const known = remembered(async (): Promise<readonly ListedSale[]> => list(clock()), {
    clock,
    milliseconds: COMING_MS,
    instead(error, last) {
      log('warn', 'sales_not_listed', { error: describeError(error) });
      return last ?? [];
    },
  });
  return () => known.get('');
}

/** Mails the accounts of addresses: the one that has proved it, or the first that says so. */
function mailingTo({ customers }: SaleNeighbours['customers']): MailInvitations {
  const { accounts, logins, nameOf } = customers;
  return mailInvitations({
    async accountOf(email) {
      const known = await logins.credentials(nameOf('login', normalEmail(email)));
      const own = known.find(({ claimed }) => claimed) ?? known[0];
      return own?.account ?? null;
    },
    inviteToSale: (account, sale, tier) => accounts.inviteToSale(account, sale, tier),
  });
}

type Inviting = {
  readonly seal: Seal;
  readonly buyerOf: (email: string) => string;
  readonly publicUrl: string;
};

function saleReader(
  rooms: Pick<RoomPort, 'report'>,
  { seal, buyerOf, publicUrl }: Inviting,
): SaleReader {
  return {
    async invitation(sale, tier, email) {
      const report = await rooms.report(sale);
      if (report === null || SALE_ENDS.includes(report.status)) return null;
      const { name, startsAt } = report.settings;
      const invitation = writeInvitation(seal, sale, tier, buyerOf(email));
      const words = new URLSearchParams({ invitation }).toString();
      const link = `${publicUrl}/sales/${sale}?${words}`;
      return { sale: name, opensAt: startsAt - ROOM_OPENS_MS, startsAt, link };
    },
  };
}

/** Composes the sales over their bindings. */
export function saleServices(env: Env, neighbours: SaleNeighbours): SaleServices {
  const { config, tokenKeys, stock, catalogue } = neighbours;
  const { region } = config;
  const buyerOf = (email: string) => buyerDigest(email, neighbours.customers.buyerOf);
  const seal = sealUnder(tokenKeys);
  const admissions = admissionClient(env.ADMISSION, region);
  const rooms = roomClient(env.WAITING_ROOM, region);
  const lines = lineStore(env.JOURNAL);
  const sales = saleList(env.BACKOFFICE_DB);
  const digest = keyedDigest(env.NAME_KEY);
  const copies = new LineCopies({ lines, clock, later });
  const coming = comingSales((now) => sales.coming(now));
  return {
    sales: {
      rooms: roomService({
        ...{ copies, admissions, rooms, seal, clock, later, wait },
        keyedDigest: digest,
      }),
      staff: saleAdmin({
        ...{ rooms, sales, seal, buyerOf },
        hasSku: (sku) => catalogue.hasSku(sku),
      }),
      mailInvitations: mailingTo(neighbours.customers),
      reader: saleReader(rooms, { seal, buyerOf, publicUrl: config.publicUrl }),
      room: roomPorts(stock, { admissions, lines, list: sales }),
      door: doorOf({ copies, coming, seal, clock }),
      entries: entryUses(admissions),
      coming,
      passEnds: (sale, text) => {
        const pass = readPass(seal, text);
        return pass !== null && pass.sale === sale ? pass.expiresAt : null;
      },
      work: {
        challenge: (sale, visitor) => challengeFor(seal, sale, visitor, clock()),
        isDone: (work, sale, visitor) =>
          isDone({ seal, digest: sha256 }, work, sale, visitor, clock()),
      },
      addressOf: (parts) =>
        digest(
          'address',
          parts.map((part) => part.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')).join('\n'),
        ),
    },
  };
}
