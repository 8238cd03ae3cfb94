/**
 * What staff do with products: make, edit, remove and import them. Every write is planned on rows
 * as read and fails when they changed meanwhile; then it is planned again.
 */
import type { Clock, Digest } from '../kernel/random.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { adminProductOf, mergePatch, rowOf } from './admin-shapes.ts';
import type { ImportError, ImportReport } from './admin-shapes.ts';
import { invalid } from './faults.ts';
import type { FieldFault, InvalidInput } from './faults.ts';
import type { ImportLine } from './import-lines.ts';
import { parseRow } from './input.ts';
import type { ParsedRow, ProductRow } from './input.ts';
import { eachLimited } from './limited.ts';
import { Planner, slugsFor } from './planning.ts';
import type { Known, Planned, ProductWrite, Refused } from './planning.ts';
import type { StockIntake } from './ports.ts';
import { ownRow } from './own-rows.ts';
import { productIdOf } from './product.ts';
import type { Product, ProductId } from './product.ts';

/** An answer as it is kept under an `Idempotency-Key`. */
export type Remembered = {
  readonly key: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
};

/** The database, as writing needs it. */
export type AdminStore = {
  known(names: { ids: ProductId[]; skus: string[]; slugs: string[] }): Promise<Known>;
  /** Writes all or nothing; `stale` when they were planned on rows that have changed since. */
  write(
    writes: readonly ProductWrite[],
    remembered: Remembered | null,
    now: number,
  ): Promise<'written' | 'stale'>;
  /** Removes a product with everything it had. */
  remove(id: ProductId, slug: string, now: number): Promise<void>;
  /** The answer kept in the batch of its effect. */
  remembered(key: string): Promise<Remembered | null>;
};

export type AdminPorts = {
  readonly store: AdminStore;
  readonly byIds: (ids: readonly ProductId[]) => Promise<Product[]>;
  /** The schema's half of checking a row. */
  readonly rowOfValue: (value: unknown) => Result<ProductRow, InvalidInput>;
  readonly stock: StockIntake;
  /** Tells of changed slugs; `atOnce` when someone waits to see the own change. */
  readonly announce: (slugs: readonly string[], atOnce: boolean) => Promise<void>;
  readonly clock: Clock;
  readonly digest: Digest;
};

export type RequestKey = { readonly key: string; readonly fingerprint: string };
export type Reply = { readonly status: number; readonly body: string; readonly replayed: boolean };
export type KeyReused = { readonly reason: 'key_reused' };
export type NotFound = { readonly reason: 'not_found' };
/** What a row was made from has changed since. */
export type Stale = { readonly reason: 'stale' };
export type Exists = { readonly reason: 'product_exists'; readonly id: ProductId };

export type ImportOptions = {
  /** Opening stock of new SKUs whose row names none. */
  readonly defaultStock: number | null;
  readonly dryRun: boolean;
  readonly key: RequestKey | null;
  /** Whose products alone may be made or changed; null for staff of the shop. */
  readonly seller: string | null;
};

/** What one product is planned with: whose it is was looked at by then. */
const AS_STAFF = { defaultStock: null, seller: null } as const;
/** How often a write is planned anew before it is given up: others are writing the same rows. */
const ATTEMPTS = 5;
/** New SKUs stocked at once: each is an object to be born, and a request holds six connections. */
const INTAKE_AT_ONCE = 6;

const CREATED = 201;
const OK = 200;

type Row = ParsedRow & Pick<ImportLine, 'line' | 'version'>;
type Outcome = { readonly row: Row; readonly planned: Result<Planned, Refused> };

/** True where a row would undo what others have written since it was made. */
const isOutdated = ({ row: { version }, planned }: Outcome): boolean =>
  version !== undefined &&
  planned.ok &&
  planned.value.outcome !== 'unchanged' &&
  planned.value.write.expected !== version;

/** Faults of one row that are told, and characters of each: a report is kept in one row. */
const MAX_FAULTS = 20;
const MAX_FAULT_LENGTH = 200;

const faulty = (line: number, id: string | undefined, errors: readonly FieldFault[]) =>
  errors.slice(0, MAX_FAULTS).map(({ pointer, detail }): ImportError => ({
    line,
    ...(id === undefined ? {} : { id: id.slice(0, MAX_FAULT_LENGTH) }),
    pointer: pointer.slice(0, MAX_FAULT_LENGTH),
    detail: detail.slice(0, MAX_FAULT_LENGTH),
  }));

/** The id a broken row names, to report it by. */
function idIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  return typeof value.id === 'string' ? value.id : undefined;
}

export class CatalogueAdmin {
  readonly #ports: AdminPorts;

  constructor(ports: AdminPorts) {
    this.#ports = ports;
  }

  /** A product by its id, or by the merchant's; drafts too, always from the database. */
  async get(id: string): Promise<Product | null> {
    const derived = productIdOf(id, this.#ports.digest);
    const ids = /^[0-9a-f]{13}$/.test(id) ? [id, derived] : [derived];
    const found = await this.#ports.byIds(ids);
    return found.find((product) => product.id === id) ?? found[0] ?? null;
  }

  /**
   * Makes a product of a row; the answer's body is the product as staff see it.
   * @param seller who sends it, where it is no staff of the shop
   */
  async create(
    value: unknown,
    key: RequestKey | null,
    seller: string | null,
  ): Promise<Result<Reply, InvalidInput | KeyReused | Exists>> {
    const row = ownRow(value, seller);
    const parsed = row.ok ? this.#parse(row.value) : row;
    if (!parsed.ok) return parsed;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const replayed = await this.#replay(key);
      if (replayed !== null) return replayed;
      const [outcome] = await this.#plan([{ ...parsed.value, line: 1 }], AS_STAFF);
      if (outcome === undefined || !outcome.planned.ok) return invalid(faultsOf(outcome));
      const planned = outcome.planned.value;
      if (planned.outcome !== 'created') {
        const id = productIdOf(parsed.value.input.externalId, this.#ports.digest);
        return fail<Exists>({ reason: 'product_exists', id });
      }
      const body = JSON.stringify(adminProductOf(planned.write.product));
      const reply: Reply = { status: CREATED, body, replayed: false };
      if (await this.#commit([outcome], remember(key, reply), true)) return ok(reply);
    }
    throw new Error('the product kept changing while it was written');
  }

  /** Merges `patch` into the product's row. Null removes, lists are replaced as a whole. */
  async patch(
    id: string,
    change: unknown,
    seller: string | null,
  ): Promise<Result<Product, InvalidInput | NotFound>> {
    const own = ownRow(change, seller);
    if (!own.ok) return own;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const product = await this.get(id);
      if (product === null) return fail<NotFound>({ reason: 'not_found' });
      const parsed = this.#parse(mergePatch(rowOf(product), own.value));
      if (!parsed.ok) return parsed;
      if (parsed.value.input.externalId !== product.externalId) {
        return invalid([{ pointer: '/id', detail: 'The id of a product never changes' }]);
      }
      const [outcome] = await this.#plan([{ ...parsed.value, line: 1 }], AS_STAFF);
      if (outcome === undefined || !outcome.planned.ok) return invalid(faultsOf(outcome));
      const planned = outcome.planned.value;
      if (planned.outcome === 'unchanged') return ok(product);
      const current = planned.write.expected === product.version;
      if (current && (await this.#commit([outcome], null, true))) return ok(planned.write.product);
    }
    throw new Error('the product kept changing while it was written');
  }

  /** Removes a product from the shop. Orders keep what they froze; stock stays with its objects. */
  async remove(id: string): Promise<Result<null, NotFound>> {
    const product = await this.get(id);
    if (product === null) return fail<NotFound>({ reason: 'not_found' });
    const now = Math.max(this.#ports.clock(), product.version + 1);
    await this.#ports.store.remove(product.id, product.slug, now);
    await this.#ports.announce([product.slug], true);
    return ok(null);
  }

  /**
   * Brings rows in: good ones are written together, bad ones are told by line and reason. `stale`
   * asks to read again what they were made from, and to come again.
   */
  async importOnce(
    lines: readonly ImportLine[],
    { defaultStock, dryRun, key, seller }: ImportOptions,
  ): Promise<Result<Reply, KeyReused | Stale>> {
    const rows: Row[] = [];
    const errors: ImportError[] = [];
    for (const { value, ...line } of lines) {
      const parsed = value.ok ? this.#parse(value.value) : value;
      if (parsed.ok) rows.push({ ...parsed.value, ...line });
      else
        errors.push(...faulty(line.line, value.ok ? idIn(value.value) : undefined, parsed.errors));
    }
    const replayed = await this.#replay(key);
    if (replayed !== null) return replayed;
    const outcomes = await this.#plan(rows, { defaultStock, seller });
    const body = JSON.stringify(reportOf(outcomes, errors));
    const reply: Reply = { status: OK, body, replayed: false };
    if (dryRun) return ok(reply);
    if (outcomes.some(isOutdated)) return fail<Stale>({ reason: 'stale' });
    const written = await this.#commit(outcomes, remember(key, reply), false);
    return written ? ok(reply) : fail<Stale>({ reason: 'stale' });
  }

  #parse(value: unknown): Result<ParsedRow, InvalidInput> {
    const row = this.#ports.rowOfValue(value);
    return row.ok ? parseRow(row.value) : row;
  }

  async #replay(key: RequestKey | null): Promise<Result<Reply, KeyReused> | null> {
    const known = key === null ? null : await this.#ports.store.remembered(key.key);
    if (key === null || known === null) return null;
    if (known.fingerprint !== key.fingerprint) return fail<KeyReused>({ reason: 'key_reused' });
    return ok({ status: known.status, body: known.body, replayed: true });
  }

  async #plan(
    rows: readonly Row[],
    options: Pick<ImportOptions, 'defaultStock' | 'seller'>,
  ): Promise<Outcome[]> {
    const { store, digest, clock } = this.#ports;
    if (rows.length === 0) return [];
    const known = await store.known({
      ids: rows.map((row) => productIdOf(row.input.externalId, digest)),
      skus: rows.flatMap((row) => row.input.variants.map((variant) => variant.sku)),
      slugs: rows.flatMap((row) => slugsFor(row.input, digest)),
    });
    const planner = new Planner(known, { now: clock(), digest, ...options });
    return rows.map((row) => ({ row, planned: planner.plan(row) }));
  }

  /**
   * Stock first: setting it is keyed by the SKU, so what is done twice counts once, while a SKU
   * that is written is no longer new and would never be stocked.
   * @returns false when the rows it was planned on have changed
   */
  async #commit(
    outcomes: readonly Outcome[],
    remembered: Remembered | null,
    atOnce: boolean,
  ): Promise<boolean> {
    const { store, stock, announce, clock } = this.#ports;
    const changed = outcomes.flatMap(({ planned }) =>
      planned.ok && planned.value.outcome !== 'unchanged' ? [planned.value] : [],
    );
    const intake = changed.flatMap((planned) => planned.intake);
    await eachLimited(intake, INTAKE_AT_ONCE, ({ sku, quantity }) =>
      stock.setInitial(sku, quantity),
    );
    const writes = changed.map((planned) => planned.write);
    const written = await store.write(writes, remembered, clock());
    if (written === 'stale') return false;
    const slugs = writes.flatMap(({ product, slugBefore }) =>
      slugBefore === null ? [product.slug] : [product.slug, slugBefore],
    );
    if (slugs.length > 0) await announce(slugs, atOnce);
    return true;
  }
}

const faultsOf = (outcome: Outcome | undefined): FieldFault[] => {
  if (outcome === undefined || outcome.planned.ok) return [];
  return outcome.planned.errors;
};

const remember = (key: RequestKey | null, reply: Reply): Remembered | null =>
  key === null ? null : { ...key, status: reply.status, body: reply.body };

function reportOf(outcomes: readonly Outcome[], unread: readonly ImportError[]): ImportReport {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const errors: ImportError[] = [...unread];
  for (const { row, planned } of outcomes) {
    if (planned.ok) counts[planned.value.outcome] += 1;
    else errors.push(...faulty(row.line, row.input.externalId, planned.errors));
  }
  const failed = new Set(errors.map((error) => error.line)).size;
  return { ...counts, failed, errors: errors.toSorted((a, b) => a.line - b.line) };
}
