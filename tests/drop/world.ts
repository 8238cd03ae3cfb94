/**
 * A drop with its crowd against the shop's pure machines: tickets, line, controller, admissions.
 * Seconds are simulated; polls cost nothing here as there, since they are answered from the line.
 */
import { fractionOf } from '../../src/kernel/random.ts';
import { arrived, newRoom, ticked } from '../../src/waiting-room/controller.ts';
import type { Arrivals, RoomState } from '../../src/waiting-room/controller.ts';
import { shardOf } from '../../src/waiting-room/entries.ts';
import { NOBODY_SERVED } from '../../src/waiting-room/line.ts';
import type { Line } from '../../src/waiting-room/line.ts';
import { lineOf } from '../../src/waiting-room/room-view.ts';
import { timed } from '../../src/waiting-room/sale.ts';
import type { SaleSettings } from '../../src/waiting-room/sale.ts';
import { bucketAt, isRevealed } from '../../src/waiting-room/ticket.ts';
import { MemoryShard } from './shard.ts';

export type Person = {
  readonly who: string;
  readonly at: number;
  readonly tier: string;
  /** Seconds they wait at most, and how they behave once in. */
  readonly patienceMs: number;
  readonly comes: boolean;
  readonly buys: boolean;
  readonly pays: boolean;
};

export type Outcome = {
  readonly person: Person;
  readonly bucket: number;
  readonly rank: number;
  /** When the line had come to them. */
  calledAt: number | null;
  admittedAt: number | null;
  end: 'waiting' | 'left' | 'no_show' | 'bought' | 'browsed' | 'sold_out' | 'unpaid' | 'too_late';
};

/** What goes wrong with the coordinator's calls, drawn a second. */
export type Faults = {
  /** Chance that a grant does not arrive, and that its answer does not. */
  readonly lostGrant: number;
  readonly lostAnswer: number;
  /** Seconds in which the coordinator is silent. */
  readonly silent?: { readonly from: number; readonly to: number };
};

export type DropReport = {
  readonly outcomes: readonly Outcome[];
  readonly sold: number;
  readonly seconds: number;
  readonly claims: number;
  readonly admitted: number;
  readonly busiestSecond: number;
  readonly violations: readonly string[];
};

const SECOND = 1_000;
/** How old an edge's copy is at most, beside the shopper's own poll. */
const COPY_MS = 4_000;
const POLL_MS = 5_000;
/** How long people take to order, and how long an unpaid order holds its goods. */
const ORDER_MS = 30_000;
const UNPAID_MS = 120_000;
/** When people ask again to whom the line says that nobody comes in now. */
const AGAIN_MS = 5_000;

/** `sorted` once it takes nobody any more. */
type Bucket = { people: Outcome[]; sorted: boolean };

type Todo = { readonly at: number; readonly run: () => void };

export class Drop {
  readonly #settings: SaleSettings;
  readonly #draw: () => number;
  readonly #shards: MemoryShard[];
  #room: RoomState;
  #available: number;
  #reserved = 0;
  #sold = 0;
  readonly #outcomes: Outcome[] = [];
  /** Waiting people by tier and bucket. */
  readonly #lines = new Map<string, Map<number, Bucket>>();
  #waiting = 0;
  #line: Line | null = null;
  readonly #todo = new Map<number, Todo[]>();
  readonly #violations: string[] = [];
  #now: number;
  readonly #faults: Faults;

  constructor(settings: SaleSettings, units: number, draw: () => number, faults: Faults) {
    this.#settings = settings;
    this.#draw = draw;
    this.#faults = faults;
    this.#available = units;
    this.#now = settings.startsAt - 60 * SECOND;
    this.#room = newRoom(settings, this.#now);
    this.#shards = Array.from({ length: settings.shards }, () => new MemoryShard());
  }

  /** Lets everybody come, wait, buy or leave; ends when nothing is left to happen. */
  run(people: readonly Person[], mostSeconds: number): DropReport {
    const queue = people.toSorted((a, b) => a.at - b.at);
    let next = 0;
    let seconds = 0;
    for (; seconds < mostSeconds; seconds++) {
      const until = this.#now + SECOND;
      const fresh: Person[] = [];
      for (; next < queue.length; next++) {
        const person = queue[next];
        if (person === undefined || person.at >= until) break;
        fresh.push(person);
      }
      this.#arrive(fresh);
      this.#now = until;
      for (const { run } of this.#due(until)) run();
      const silent = this.#faults.silent;
      const second = (until - this.#settings.startsAt) / SECOND;
      if (silent === undefined || second < silent.from || second >= silent.to) this.#tick();
      if (next === queue.length && this.#isOver()) break;
    }
    return this.#report(seconds);
  }

  #isOver(): boolean {
    const { stock } = this.#room;
    return this.#todo.size === 0 && (stock === 'sold_out' || this.#waiting === 0);
  }

  #arrive(people: readonly Person[]): void {
    const arrivals: Record<string, Record<string, number>> = {};
    for (const person of people) {
      const bucket = bucketAt(this.#settings.drawAt, person.at);
      const rank = rankIn(person.who, bucket);
      const outcome: Outcome = {
        ...{ person, bucket, rank, calledAt: null, admittedAt: null },
        end: 'waiting',
      };
      this.#outcomes.push(outcome);
      const buckets = this.#lines.get(person.tier) ?? new Map<number, Bucket>();
      this.#lines.set(person.tier, buckets);
      const waiting = buckets.get(bucket) ?? { people: [], sorted: false };
      buckets.set(bucket, waiting);
      waiting.people.push(outcome);
      this.#waiting++;
      const counts = (arrivals[person.tier] ??= {});
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    // An edge tells its arrivals two seconds later.
    if (people.length > 0) this.#later(2 * SECOND, () => this.#told(arrivals));
  }

  #told(arrivals: Arrivals): void {
    this.#room = arrived(this.#room, arrivals);
  }

  #later(ms: number, run: () => void): void {
    const second = Math.ceil((this.#now + ms) / SECOND);
    const todo = this.#todo.get(second) ?? [];
    todo.push({ at: this.#now + ms, run });
    this.#todo.set(second, todo);
  }

  #due(until: number): Todo[] {
    const second = Math.floor(until / SECOND);
    const due = this.#todo.get(second) ?? [];
    this.#todo.delete(second);
    return due;
  }

  #tick(): void {
    const { status, stock, sequence } = this.#room;
    const perSecond = Math.ceil(this.#settings.ratePerS / this.#settings.shards);
    const reports = this.#shards.map((shard, index) => {
      if (this.#draw() < this.#faults.lostGrant) return null;
      const upTo = this.#room.shards[index]?.asked ?? {};
      const report = shard.grant({ sequence, status, stock, upTo, perSecond }, this.#now);
      return this.#draw() < this.#faults.lostAnswer ? null : report;
    });
    const before = this.#room;
    const known = { ...before, status: timed(before.status, this.#settings, this.#now) };
    const goods = { available: this.#available, reserved: this.#reserved };
    this.#room = ticked(known, this.#settings, { now: this.#now, stock: goods, reports });
    this.#check(before);
    this.#line = lineOf(this.#settings, this.#room, this.#now);
    this.#serve(this.#line);
  }

  #check(before: RoomState): void {
    for (const [id, tier] of Object.entries(this.#room.tiers)) {
      const was = before.tiers[id]?.served ?? { bucket: 0, fraction: 0 };
      const { served } = tier;
      const back =
        served.bucket < was.bucket ||
        (served.bucket === was.bucket && served.fraction < was.fraction);
      if (back) this.#violations.push(`W3: the line of ${id} moved back`);
    }
    if (this.#available < 0) this.#violations.push('sold more than there was');
  }

  /** Tells those whose turn has come, each after their copy and their poll. */
  #serve(line: Line): void {
    for (const [tier, buckets] of this.#lines) {
      const served = line.tiers[tier]?.served ?? NOBODY_SERVED;
      for (const bucket of [...buckets.keys()].toSorted((a, b) => a - b)) {
        if (bucket > served.bucket) break;
        this.#serveBucket(buckets, bucket, bucket < served.bucket ? 1 : served.fraction);
      }
    }
  }

  /** Calls the ranks of a bucket below `fraction`; the lowest stand last. */
  #serveBucket(buckets: Map<number, Bucket>, number: number, fraction: number): void {
    const bucket = buckets.get(number);
    if (bucket === undefined || fraction === 0) return;
    if (!isRevealed(this.#settings.drawAt, number, this.#now)) {
      this.#violations.push(`a rank of bucket ${number} counted before it was told`);
    }
    if (!bucket.sorted) bucket.people.sort((a, b) => b.rank - a.rank);
    bucket.sorted = true;
    for (let next = bucket.people.at(-1); next !== undefined; next = bucket.people.at(-1)) {
      if (next.rank >= fraction) return;
      bucket.people.pop();
      this.#waiting--;
      this.#call(next);
    }
    buckets.delete(number);
  }

  #call(outcome: Outcome): void {
    const { at, patienceMs, comes } = outcome.person;
    outcome.calledAt = this.#now;
    if (this.#now - at > patienceMs) outcome.end = 'left';
    else if (!comes) outcome.end = 'no_show';
    else this.#later(this.#draw() * (COPY_MS + POLL_MS), () => this.#claim(outcome));
  }

  #claim(outcome: Outcome): void {
    const { who, tier, buys, at, patienceMs } = outcome.person;
    // The line says so: nobody asks an object for what waits to be paid, or for a token.
    const closed = this.#line?.stock === 'held' || this.#line?.tiers[tier]?.open !== true;
    if (closed && this.#now - at < patienceMs && this.#room.stock !== 'sold_out') {
      this.#later(AGAIN_MS, () => this.#claim(outcome));
      return;
    }
    const shard = this.#shards[shardOf(who, this.#shards.length)];
    const decision = shard?.claim(who, tier, this.#now);
    if (decision === undefined) return;
    if (!decision.ok) {
      const again = decision.reason === 'wait' || decision.reason === 'held';
      if (again && this.#now - at < patienceMs) {
        this.#later(2 * SECOND, () => this.#claim(outcome));
      } else outcome.end = decision.reason === 'sold_out' ? 'sold_out' : 'left';
      return;
    }
    outcome.admittedAt ??= this.#now;
    outcome.end = 'browsed';
    if (buys) this.#later(this.#draw() * ORDER_MS, () => this.#order(outcome));
  }

  #order(outcome: Outcome): void {
    const { who, pays } = outcome.person;
    const shard = this.#shards[shardOf(who, this.#shards.length)];
    if (this.#available <= 0) {
      outcome.end = 'sold_out';
      return;
    }
    if (shard?.buys(who, this.#now) !== true) {
      outcome.end = 'too_late';
      return;
    }
    this.#available--;
    this.#reserved++;
    if (pays) {
      this.#later(SECOND, () => {
        this.#reserved--;
        this.#sold++;
        outcome.end = 'bought';
      });
      return;
    }
    outcome.end = 'unpaid';
    this.#later(UNPAID_MS, () => {
      this.#reserved--;
      this.#available++;
      shard?.givesBack(who);
    });
  }

  #report(seconds: number): DropReport {
    const bySecond = new Map<number, number>();
    for (const shard of this.#shards) {
      for (const [second, people] of shard.admittedIn) {
        bySecond.set(second, (bySecond.get(second) ?? 0) + people);
      }
    }
    const admitted = [...bySecond.values()].reduce((sum, people) => sum + people, 0);
    const busiestSecond = Math.max(0, ...bySecond.values());
    const claims = this.#shards.reduce((sum, shard) => sum + shard.claims, 0);
    for (const outcome of this.#outcomes) {
      if (outcome.end !== 'waiting') continue;
      const stays = this.#now - outcome.person.at < outcome.person.patienceMs;
      outcome.end = stays ? 'sold_out' : 'left';
    }
    const { outcomes, sold, violations } = {
      outcomes: this.#outcomes,
      sold: this.#sold,
      violations: this.#violations,
    };
    return { outcomes, sold, seconds, claims, admitted, busiestSecond, violations };
  }
}

/** A rank as the keyed digest draws it, but quicker: a million of them are made. */
export const rankIn = (who: string, bucket: number): number =>
  fractionOf(`${fractionOf(`${bucket}:${who}`)}:${who}:${bucket}`);
