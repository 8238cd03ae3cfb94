/**
 * Delivers events without keeping the API's caller waiting: at once from memory, and again from a
 * durable alarm if the shop did not take them or the object was evicted meanwhile. Every attempt is
 * recorded; those that succeed are written together a moment later, since a row each would
 * weigh on whoever measures the shop.
 */
import type { Stripe } from 'stripe';
import type { FaultBook } from '../faults.ts';
import { stampedCore } from '../ids.ts';
import { newEvent } from './aftermath.ts';
import type { Attempt, Bulletin, Delivery, Ledger } from './ledger.ts';
import type { Happening } from './payment.ts';
import { type Messenger, taken } from './webhooks.ts';

/** Stripe retries for three days; in development a quarter of an hour shows the same. */
const RETRY_AFTER_MS = [
  500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 60_000, 120_000, 120_000, 240_000, 240_000,
] as const;

/** Webhooks under way at once: enough that a slow one does not hold up the rest. */
const AT_ONCE = 32;

/** How long successes wait to be written with others. */
const FLUSH_AFTER_MS = 25;

/** How long after an event the alarm looks whether it was delivered. */
const GUARD_MS = 5_000;

/** An event held back for reordering goes out after this, even if no other follows. */
const HOLD_MS = 2_000;

export interface CourierParts {
  readonly ledger: Ledger;
  readonly faults: FaultBook;
  /** Absent where no shop is bound; events are then only kept. */
  readonly messenger: Messenger | null;
  /** The endpoint's enabled events; null means all. */
  readonly enabled: ReadonlySet<string> | null;
  /** Makes sure that `deliverDue` is called by a moment. */
  readonly wakeBy: (atMs: number) => void;
  readonly background: (work: Promise<void>) => void;
}

interface Parcel {
  readonly bulletin: Bulletin;
  readonly delivery: Delivery;
}

export class Courier {
  readonly #parts: CourierParts;
  readonly #unfinished = new Map<number, Bulletin>();
  readonly #sending = new Set<string>();
  readonly #dirty = new Set<Bulletin>();
  readonly #holding = new Set<Bulletin>();
  #queue: Parcel[] = [];
  /** Grows with every reset, so that what was under way then is not written down after it. */
  #generation = 0;
  #flushing = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    for (const bulletin of parts.ledger.unfinishedBulletins()) {
      this.#unfinished.set(bulletin.stamp, bulletin);
    }
  }

  /** Writes one call's events down and starts to send them. */
  publish(happenings: readonly Happening[], request: Stripe.Event.Request, nowMs: number): void {
    if (happenings.length === 0) return;
    const { ledger } = this.#parts;
    const stamp = ledger.nextStamp();
    const deliveries = happenings.map((happening, index) => {
      const id = `evt_${stampedCore(stamp).slice(0, -1)}${index.toString(36)}`;
      return this.#plan(newEvent(id, happening, request, Math.floor(nowMs / 1000)), nowMs);
    });
    const bulletin = { stamp, deliveries };
    ledger.saveBulletin(bulletin);
    if (deliveries.every((delivery) => delivery.state !== 'pending')) return;
    this.#unfinished.set(stamp, bulletin);
    if (deliveries.some((delivery) => delivery.held)) this.#holding.add(bulletin);
    this.#enqueueDue(bulletin, nowMs);
    const due = nextDue(bulletin);
    this.#parts.wakeBy(due > nowMs ? due : nowMs + GUARD_MS);
  }

  /** Sends what is due and was not sent; returns when to look again, or null. */
  deliverDue(nowMs: number): number | null {
    for (const bulletin of this.#unfinished.values()) this.#enqueueDue(bulletin, nowMs);
    if (this.#unfinished.size === 0) return null;
    const due = Math.min(...[...this.#unfinished.values()].map(nextDue));
    return due > nowMs ? due : nowMs + GUARD_MS;
  }

  /** Sends an event again now, whatever became of it; gives the attempts made. */
  async deliverAgain(eventId: string, times: number, parallel: boolean): Promise<Attempt[] | null> {
    this.flush();
    const found = this.#parts.ledger.delivery(eventId);
    const { messenger } = this.#parts;
    if (!found || !messenger) return null;
    const live = this.#unfinished.get(found.bulletin.stamp) ?? found.bulletin;
    const delivery = live.deliveries.find((one) => one.event.id === eventId) ?? found.delivery;
    const attempts = await sendCopies(messenger, delivery.event, times, parallel);
    delivery.attempts.push(...attempts);
    if (attempts.some(taken)) delivery.state = 'delivered';
    this.#settle(live);
    this.flush();
    return attempts;
  }

  /** Waits until nothing is under way or due now, at most until a deadline. */
  async drain(deadlineMs: number): Promise<boolean> {
    for (;;) {
      this.deliverDue(Date.now());
      if (this.#sending.size === 0 && this.#queue.length === 0) {
        this.flush();
        return true;
      }
      if (Date.now() > deadlineMs) return false;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Writes what is only in memory. */
  flush(): void {
    for (const bulletin of this.#dirty) this.#parts.ledger.saveBulletin(bulletin);
    this.#dirty.clear();
  }

  clear(): void {
    this.#generation += 1;
    this.#sending.clear();
    this.#unfinished.clear();
    this.#dirty.clear();
    this.#holding.clear();
    this.#queue = [];
  }

  #plan(event: Stripe.Event, nowMs: number): Delivery {
    const { faults, messenger, enabled } = this.#parts;
    const wanted = messenger !== null && (enabled === null || enabled.has(event.type));
    const rule =
      wanted && faults.watchesEvents ? faults.strikeEvent(event.type, JSON.stringify(event)) : null;
    const held = rule?.kind === 'reorder';
    return {
      event,
      state: wanted && rule?.kind !== 'drop' ? 'pending' : 'dropped',
      dueAtMs: nowMs + (held ? (rule.delay_ms ?? HOLD_MS) : (rule?.delay_ms ?? 0)),
      copies: rule?.kind === 'duplicate' ? rule.copies : 1,
      parallel: rule?.kind === 'duplicate' && rule.parallel,
      rounds: 0,
      held,
      attempts: [],
    };
  }

  #enqueueDue(bulletin: Bulletin, nowMs: number): void {
    for (const delivery of bulletin.deliveries) {
      const { id } = delivery.event;
      if (delivery.state !== 'pending' || delivery.dueAtMs > nowMs || this.#sending.has(id))
        continue;
      this.#sending.add(id);
      this.#queue.push({ bulletin, delivery });
    }
    this.#pump();
  }

  #pump(): void {
    while (this.#sending.size - this.#queue.length < AT_ONCE) {
      const parcel = this.#queue.shift();
      if (!parcel) return;
      this.#parts.background(this.#deliver(parcel));
    }
  }

  async #deliver({ bulletin, delivery }: Parcel): Promise<void> {
    const { messenger } = this.#parts;
    const generation = this.#generation;
    if (messenger) {
      const { event, copies, parallel } = delivery;
      delivery.attempts.push(...(await sendCopies(messenger, event, copies, parallel)));
    }
    if (generation !== this.#generation) return;
    this.#sending.delete(delivery.event.id);
    this.#judge(delivery, Date.now());
    this.#settle(bulletin);
    this.#releaseHeld(bulletin);
    this.#pump();
  }

  #judge(delivery: Delivery, nowMs: number): void {
    const wait = RETRY_AFTER_MS[delivery.rounds];
    delivery.rounds += 1;
    delivery.copies = 1;
    delivery.held = false;
    if (delivery.attempts.some(taken)) delivery.state = 'delivered';
    else if (wait === undefined) delivery.state = 'failed';
    else delivery.dueAtMs = nowMs + wait;
  }

  #settle(bulletin: Bulletin): void {
    this.#dirty.add(bulletin);
    const left = bulletin.deliveries.filter((delivery) => delivery.state === 'pending');
    if (left.length === 0) this.#unfinished.delete(bulletin.stamp);
    const waiting = left.filter((delivery) => !this.#sending.has(delivery.event.id));
    for (const delivery of waiting) this.#parts.wakeBy(delivery.dueAtMs);
    if (this.#flushing) return;
    this.#flushing = true;
    this.#parts.background(this.#flushSoon());
  }

  async #flushSoon(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, FLUSH_AFTER_MS));
    this.#flushing = false;
    this.flush();
  }

  /** Once another event has gone out, those held back before it follow in the wrong order. */
  #releaseHeld(after: Bulletin): void {
    for (const bulletin of this.#holding) {
      if (bulletin.stamp > after.stamp) continue;
      this.#holding.delete(bulletin);
      for (const delivery of bulletin.deliveries) if (delivery.held) delivery.dueAtMs = 0;
      this.#enqueueDue(bulletin, Date.now());
    }
  }
}

/** When a bulletin's next delivery is due; Infinity if none is left. */
function nextDue(bulletin: Bulletin): number {
  const pending = bulletin.deliveries.filter((delivery) => delivery.state === 'pending');
  return Math.min(...pending.map((delivery) => delivery.dueAtMs));
}

async function sendCopies(
  messenger: Messenger,
  event: Stripe.Event,
  times: number,
  parallel: boolean,
): Promise<Attempt[]> {
  if (parallel) {
    return Promise.all(Array.from({ length: times }, () => messenger.send(event)));
  }
  const attempts: Attempt[] = [];
  for (let sent = 0; sent < times; sent += 1) attempts.push(await messenger.send(event));
  return attempts;
}
