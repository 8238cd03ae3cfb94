/**
 * What shoppers do at a sale's edge: take a ticket, ask for their place, claim their pass. All but
 * the claim is answered from the serving line's copy.
 */
import { asSaleId } from '../kernel/ids.ts';
import type { SaleId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { readSealed, writeSealed } from '../kernel/seal.ts';
import type { Seal } from '../kernel/seal.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { ClaimRefusal } from './admission.ts';
import type { Arrivals } from './controller.ts';
import type { LineCopies } from './copies.ts';
import { shardOf } from './entries.ts';
import { isStale, placeOf } from './line.ts';
import type { Line, Place } from './line.ts';
import { readPass, writePass } from './pass.ts';
import type { AdmissionPort, Admitted, RoomPort } from './port.ts';
import { OPEN_TIER, ROOM_OPENS_MS, SALE_ENDS } from './sale.ts';
import { bucketAt, rankOf, readTicket, writeTicket } from './ticket.ts';
import type { Ticket } from './ticket.ts';

export type RoomDependencies = {
  readonly copies: Pick<LineCopies, 'line'>;
  readonly admissions: Pick<AdmissionPort, 'claim' | 'letsBy'>;
  readonly rooms: Pick<RoomPort, 'arrived'>;
  readonly seal: Seal;
  /** Keyed, and never to change while a sale lasts. */
  readonly keyedDigest: (purpose: string, text: string) => string;
  readonly clock: Clock;
  readonly later: (work: Promise<unknown>) => void;
  readonly wait: (ms: number) => Promise<void>;
};

/** Who asks: the browser, and the account (as orders name their buyers) where one is signed in. */
export type Shopper = {
  readonly visitor: string;
  readonly account: string | null;
  readonly network: string;
  /** The passes they hold. */
  readonly passes: readonly string[];
};

export type TicketRequest = {
  readonly shopper: Shopper;
  /** The ticket they hold, if any: it is kept. */
  readonly held: string | null;
  /** The words of an invitation to a tier. */
  readonly invitation: string | null;
  /** Whether a captcha was solved or work was done; asked only where the sale wants it. */
  readonly proved: () => Promise<boolean>;
  /** Whether this address is slow enough; asked only where the sale wants it. */
  readonly slowEnough: () => Promise<boolean>;
};

export type SaleOver =
  | { reason: 'unknown_sale' }
  | { reason: 'sale_over' }
  | { reason: 'sold_out' };

export type TicketRefusal =
  | SaleOver
  | { reason: 'too_early'; opensAt: Milliseconds }
  | { reason: 'account_required' }
  | { reason: 'proof_required' }
  | { reason: 'too_fast' }
  | { reason: 'denied' }
  | { reason: 'invitation_invalid' };

export type PlaceRefusal =
  | SaleOver
  | { reason: 'ticket_invalid' }
  | { reason: 'ticket_of_another' };

export type PassRefusal =
  | PlaceRefusal
  | ClaimRefusal
  | { reason: 'not_your_turn'; place: Place }
  | { reason: 'network_full' };

export type Standing = {
  readonly ticket: string;
  readonly tier: string;
  readonly place: Place;
  readonly line: Line;
};
export type PassGiven = { readonly pass: string; readonly expiresAt: Milliseconds };

export type RoomService = {
  line(sale: SaleId): Promise<Line | null>;
  ticket(sale: SaleId, request: TicketRequest): Promise<Result<Standing, TicketRefusal>>;
  place(sale: SaleId, shopper: Shopper, ticket: string): Promise<Result<Standing, PlaceRefusal>>;
  claim(sale: SaleId, shopper: Shopper, ticket: string): Promise<Result<PassGiven, PassRefusal>>;
};

const INVITATION = 'invitation';

/** An invitation of one account, as orders name buyers, to a tier of a sale. */
export const writeInvitation = (seal: Seal, sale: SaleId, tier: string, account: string): string =>
  writeSealed(seal, INVITATION, [sale, tier, account]);

function invitedTo(seal: Seal, sale: SaleId, account: string | null, text: string): string | null {
  const [forSale, tier, invited] = readSealed(seal, INVITATION, text) ?? [];
  const own = typeof forSale === 'string' && asSaleId(forSale) === sale && invited === account;
  return own && typeof tier === 'string' ? tier : null;
}

/** The shoppers' part of waiting rooms. */
export function roomService(dependencies: RoomDependencies): RoomService {
  const { copies, seal, keyedDigest, clock } = dependencies;
  const arrivals = new ArrivalCounts(dependencies);
  const standing = (line: Line, ticket: Ticket): Standing => ({
    ticket: writeTicket(seal, ticket),
    tier: ticket.tier,
    place: placeOf(line, ticket, rankOf(keyedDigest, ticket), clock()),
    line,
  });
  const claim: RoomService['claim'] = async (sale, shopper, text) => {
    const line = await copies.line(sale);
    const over = overOf(line);
    if (line === null || over !== null) return fail(over ?? { reason: 'unknown_sale' });
    const held = heldTicket(seal, sale, shopper, text);
    if (!held.ok) return held;
    const { who, tier, visitor } = held.value;
    const { checks } = line.settings;
    if (checks.account && who !== shopper.account) return fail({ reason: 'ticket_of_another' });
    const { place } = standing(line, held.value);
    if (place.kind !== 'your_turn') return fail({ reason: 'not_your_turn', place });
    if (isStale(line, clock())) return fail({ reason: 'wait' });
    // The line says so: no object is asked for what waits to be paid, or for a token.
    const shut = line.stock === 'held' ? 'held' : line.tiers[tier]?.open === true ? null : 'wait';
    if (shut !== null && line.status === 'open') {
      const live = livePass(seal, sale, shopper, clock());
      return live === null ? fail({ reason: shut }) : ok(live);
    }
    const admitted = await admittedBy(dependencies, line, shopper, held.value);
    if (!admitted.ok) return admitted;
    const { pass: id, expiresAt } = admitted.value;
    return ok({ pass: writePass(seal, { sale, id, visitor, who, expiresAt }), expiresAt });
  };
  return {
    line: (sale) => copies.line(sale),

    async ticket(sale, request) {
      const { shopper, held } = request;
      const line = await copies.line(sale);
      const over = overOf(line);
      if (line === null || over !== null) return fail(over ?? { reason: 'unknown_sale' });
      const known = held === null ? null : heldTicket(seal, sale, shopper, held);
      if (known?.ok === true) {
        const ticket = invitedLate(dependencies, line, known.value, request);
        if (ticket !== known.value) arrivals.add(ticket);
        return ok(standing(line, ticket));
      }
      const refusal = await refusalOf(line, request, clock());
      if (refusal !== null) return fail(refusal);
      const tier = tierOf(seal, line, request);
      if (tier === null) return fail({ reason: 'invitation_invalid' });
      const { visitor, account } = shopper;
      // The line's own time as well: an edge whose clock is behind gives nobody an earlier place.
      const bucket = bucketAt(line.settings.drawAt, Math.max(clock(), line.at));
      const ticket = { sale, bucket, visitor, who: account ?? visitor, tier };
      arrivals.add(ticket);
      return ok(standing(line, ticket));
    },

    async place(sale, shopper, text) {
      const line = await copies.line(sale);
      const over = overOf(line);
      if (line === null || over !== null) return fail(over ?? { reason: 'unknown_sale' });
      const held = heldTicket(seal, sale, shopper, text);
      return held.ok ? ok(standing(line, held.value)) : held;
    },

    claim,
  };
}

/** Lets the holder of a ticket in, at the object that counts for them, where their network may. */
async function admittedBy(
  dependencies: RoomDependencies,
  line: Line,
  { network }: Shopper,
  { who, tier }: Ticket,
): Promise<Result<Admitted, ClaimRefusal | { reason: 'network_full' }>> {
  const { id, shards, endsAt } = line.settings;
  if (!(await letsBy(dependencies, line, network, who))) return fail({ reason: 'network_full' });
  return dependencies.admissions.claim(id, shardOf(who, shards), { who, tier, endsAt });
}

/** False where as many as may have come from this network; asked only where the sale limits it. */
async function letsBy(
  { admissions, keyedDigest }: RoomDependencies,
  { settings: { id, maxPerNetwork: limit, shards } }: Line,
  address: string,
  who: string,
): Promise<boolean> {
  if (limit === null) return true;
  const network = keyedDigest('network', `${id}\n${address}`);
  return admissions.letsBy(id, shardOf(network, shards), { network, who, limit });
}

/** The ticket a text is, where it is one of this sale and of who shows it. */
function heldTicket(
  seal: Seal,
  sale: SaleId,
  shopper: Shopper,
  text: string,
): Result<Ticket, { reason: 'ticket_invalid' } | { reason: 'ticket_of_another' }> {
  const ticket = readTicket(seal, text);
  if (ticket === null || ticket.sale !== sale) return fail({ reason: 'ticket_invalid' });
  const own = ticket.visitor === shopper.visitor || ticket.who === shopper.account;
  return own ? ok(ticket) : fail({ reason: 'ticket_of_another' });
}

/** The live pass among those that came with a request; it is given again at any time. */
function livePass(
  seal: Seal,
  sale: SaleId,
  { visitor, passes }: Shopper,
  now: Milliseconds,
): PassGiven | null {
  for (const text of passes) {
    const pass = readPass(seal, text);
    const own = pass?.sale === sale && pass.visitor === visitor;
    if (own && pass.expiresAt > now) return { pass: text, expiresAt: pass.expiresAt };
  }
  return null;
}

/** Why nothing more comes of a sale, if so. */
export function overOf(line: Line | null): SaleOver | null {
  if (line === null) return { reason: 'unknown_sale' };
  if (SALE_ENDS.includes(line.status)) return { reason: 'sale_over' };
  const begun = line.status !== 'scheduled';
  return begun && line.stock === 'sold_out' ? { reason: 'sold_out' } : null;
}

/** Why nobody gets a ticket in this way, if so. */
async function refusalOf(
  { settings }: Line,
  { shopper, proved, slowEnough }: TicketRequest,
  now: Milliseconds,
): Promise<TicketRefusal | null> {
  const { checks, denied, startsAt } = settings;
  const opensAt = startsAt - ROOM_OPENS_MS;
  if (now < opensAt) return { reason: 'too_early', opensAt };
  if (denied.includes(shopper.network)) return { reason: 'denied' };
  if (checks.account && shopper.account === null) return { reason: 'account_required' };
  if (checks.velocity && !(await slowEnough())) return { reason: 'too_fast' };
  if (checks.captcha && !(await proved())) return { reason: 'proof_required' };
  return null;
}

function tierOf(seal: Seal, line: Line, request: TicketRequest): string | null {
  const { invitation, shopper } = request;
  if (invitation === null) return OPEN_TIER;
  const tier = invitedTo(seal, line.settings.id, shopper.account, invitation);
  return line.settings.tiers.some(({ id }) => id === tier) ? tier : null;
}

/** The ticket somebody holds, or one in its place of the tier whose invitation they now show. */
function invitedLate(
  { seal, clock }: Pick<RoomDependencies, 'seal' | 'clock'>,
  line: Line,
  held: Ticket,
  request: TicketRequest,
): Ticket {
  const { account } = request.shopper;
  if (request.invitation === null || account === null) return held;
  const tier = tierOf(seal, line, request);
  const inside = livePass(seal, held.sale, request.shopper, clock()) !== null;
  return tier === null || tier === held.tier || inside ? held : { ...held, tier, who: account };
}

/** How often an isolate tells who arrived, at most. */
const TELL_MS = 2 * SECOND_MS;
/** What was to be told by then never will be: the request that was to do it has died. */
const UNTOLD_MS = 5 * TELL_MS;

type Untold = { begunAt: Milliseconds; readonly counts: Map<string, Map<number, number>> };

/**
 * Arrivals of an isolate's, told in one call every two seconds: what a call loses, or an isolate
 * takes with it, makes an estimate worse and nothing wrong.
 */
class ArrivalCounts {
  readonly #ports: Pick<RoomDependencies, 'rooms' | 'later' | 'wait' | 'clock'>;
  readonly #untold = new Map<SaleId, Untold>();

  constructor(ports: Pick<RoomDependencies, 'rooms' | 'later' | 'wait' | 'clock'>) {
    this.#ports = ports;
  }

  add({ sale, tier, bucket }: Ticket): void {
    const { clock, later, wait } = this.#ports;
    const now = clock();
    const known = this.#untold.get(sale);
    const untold = known ?? { begunAt: now, counts: new Map<string, Map<number, number>>() };
    const buckets = untold.counts.get(tier) ?? new Map<number, number>();
    untold.counts.set(tier, buckets);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    if (known !== undefined && now - known.begunAt < UNTOLD_MS) return;
    untold.begunAt = now;
    this.#untold.set(sale, untold);
    later(wait(TELL_MS).then(() => this.#tell(sale, untold)));
  }

  async #tell(sale: SaleId, untold: Untold): Promise<void> {
    // Another may have told it meanwhile, and begun anew.
    if (this.#untold.get(sale) !== untold) return;
    this.#untold.delete(sale);
    const arrivals: Arrivals = Object.fromEntries(
      [...untold.counts].map(([tier, buckets]) => [tier, Object.fromEntries(buckets)]),
    );
    await this.#ports.rooms.arrived(sale, arrivals);
  }
}
