/**
 * The door between a checkout and the sales: which of the passes somebody holds lets the order in.
 * A SKU's own gate has the last word; this one answers soon, and says what the order uses.
 */
import type { SaleId, Sku } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import { sum } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Seal } from '../kernel/seal.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { SalePrice } from '../pricing/sale-price.ts';
import type { LineCopies } from './copies.ts';
import type { Entry } from './entries.ts';
import { readPass } from './pass.ts';
import type { Pass } from './pass.ts';
import type { ListedSale } from './port.ts';
import { SALE_ENDS, timed } from './sale.ts';
import type { SaleSettings } from './sale.ts';

/** Who comes with which goods. */
export type Visit = {
  readonly lines: readonly { readonly sku: Sku; readonly quantity: number }[];
  /** The passes that came with the request. */
  readonly passes: readonly string[];
  /** The browser, and the account (as orders name buyers) where one is signed in. */
  readonly visitor: string | null;
  readonly account: string | null;
};

/** Who may hold passes. The account is asked for only where a pass was given to another browser. */
export type Holder = Pick<Visit, 'passes' | 'visitor'> & {
  readonly account: () => Promise<string | null>;
};

export type DoorRequest = Visit & {
  /** Digests of who buys and of where it goes. */
  readonly buyer: string;
  readonly address: string;
};

export type DoorRefusal =
  | { reason: 'waiting_room'; sale: SaleId }
  | { reason: 'pass_over' }
  | { reason: 'pass_of_another' };

/** What an order uses of a sale, and what its goods cost it there. */
export type Entered = { readonly entry: Entry | null; readonly price: SalePrice | null };

export type Door = {
  enter(request: DoorRequest): Promise<Result<Entered, DoorRefusal>>;
  /** The prices that passes give to who holds them; none for the price of the day. */
  prices(holder: Holder): Promise<readonly SalePrice[]>;
};

export type DoorDependencies = {
  readonly copies: Pick<LineCopies, 'line'>;
  readonly coming: () => Promise<readonly ListedSale[]>;
  readonly seal: Seal;
  readonly clock: Clock;
};

const unitsIn = ({ skus }: Pick<SaleSettings, 'skus'>, { lines }: Visit): number =>
  sum(lines.filter(({ sku }) => skus.includes(sku)).map(({ quantity }) => quantity));

type Known = { readonly pass: Pass; readonly settings: SaleSettings };
type Fitting = Known & { readonly units: number };

/** What a text is the pass of, if it is one; a sale that is over has none. */
async function knownPass(
  { copies, seal }: DoorDependencies,
  text: string,
  now: Milliseconds,
): Promise<Known | null> {
  const pass = readPass(seal, text);
  const line = pass === null ? null : await copies.line(pass.sale);
  if (pass === null || line === null) return null;
  if (SALE_ENDS.includes(timed(line.status, line.settings, now))) return null;
  return { pass, settings: line.settings };
}

/** The pass among them for goods of this order, if any. */
async function fittingOf(
  dependencies: DoorDependencies,
  request: Visit,
  now: Milliseconds,
): Promise<Fitting | null> {
  for (const text of request.passes) {
    const known = await knownPass(dependencies, text, now);
    const units = known === null ? 0 : unitsIn(known.settings, request);
    if (known !== null && units > 0) return { ...known, units };
  }
  return null;
}

/** The sale that has goods of this order now, if any; the list may name one that was stopped. */
async function closedBy(
  { copies, coming }: DoorDependencies,
  request: DoorRequest,
  now: Milliseconds,
): Promise<SaleId | null> {
  for (const sale of await coming()) {
    if (now < sale.startsAt || now >= sale.endsAt || unitsIn(sale, request) === 0) continue;
    const line = await copies.line(sale.id);
    if (line === null || !SALE_ENDS.includes(timed(line.status, line.settings, now)))
      return sale.id;
  }
  return null;
}

const NOT_ENTERED: Entered = { entry: null, price: null };

const isHolder = ({ visitor, who }: Pass, visit: Visit): boolean =>
  visitor === visit.visitor || who === visit.account;

const priceOf = ({ pass, settings: { skus, price } }: Known): SalePrice | null =>
  price === null ? null : { skus, each: price, until: pass.expiresAt };

/** Lets orders in, and tells what those inside pay. */
export function doorOf(dependencies: DoorDependencies): Door {
  const { clock } = dependencies;
  return {
    async enter(request) {
      const now = clock();
      const fitting = await fittingOf(dependencies, request, now);
      if (fitting === null) {
        const sale = await closedBy(dependencies, request, now);
        return sale === null ? ok(NOT_ENTERED) : fail({ reason: 'waiting_room', sale });
      }
      const { pass, settings, units } = fitting;
      if (!isHolder(pass, request)) return fail({ reason: 'pass_of_another' });
      if (now >= pass.expiresAt) return fail({ reason: 'pass_over' });
      const { buyer, address } = request;
      const { shards, maxPerBuyer: limit } = settings;
      const { sale, id, who } = pass;
      const entry = { sale, pass: id, shards, who, units, limit, buyer, address };
      return ok({ entry, price: priceOf(fitting) });
    },
    async prices({ passes, visitor, account }) {
      const now = clock();
      const prices: SalePrice[] = [];
      for (const text of passes) {
        const known = await knownPass(dependencies, text, now);
        const price = known === null || now >= known.pass.expiresAt ? null : priceOf(known);
        if (known === null || price === null) continue;
        const isTheirs = known.pass.visitor === visitor || known.pass.who === (await account());
        if (isTheirs) prices.push(price);
      }
      return prices;
    },
  };
}
