/** One of a drop's crowd over HTTP: a ticket, polls as often as it is told, a pass, an order. */
import { setTimeout as pause } from 'node:timers/promises';
import type { StormShop } from '../shop.ts';
import type { Checkout } from '../shop.ts';
import { cartOf, checkout, pay, restOf } from './buying.ts';
import type { Door, Replied } from './door.ts';
import { bucketOf } from './notes.ts';
import type { End, Notes, Story } from './notes.ts';

/**
 * `refresher` asks for the ticket again and again, `forger` edits it and shows that of another,
 * `tabs` claims three times at once and orders twice, `unpaid` lets the first order lapse.
 */
export const HABITS = ['plain', 'refresher', 'forger', 'tabs', 'no_show', 'unpaid'] as const;
export type Habit = (typeof HABITS)[number];

export type Person = {
  readonly number: number;
  readonly habit: Habit;
  /** Polls that say "unlikely" until they leave. */
  readonly doubts: number;
  /** In [0, 1): how long they take for what they do. */
  readonly pace: number;
  readonly account: {
    readonly headers: Record<string, string>;
    readonly invitation: string;
  } | null;
};

export type Drop = {
  readonly shop: StormShop;
  readonly door: Door;
  readonly notes: Notes;
  readonly sale: string;
  readonly sku: string;
  /** A ticket somebody else was given, for those who try one. */
  lastTicket: string;
};

/** What a sale's routes answer, as far as the crowd looks at it. */
type Answered = {
  type?: string;
  ticket?: string;
  state?: 'drawing' | 'waiting' | 'your_turn';
  tier?: string;
  stock?: string;
  chance?: string | null;
  poll_after_s?: number;
  pass?: string;
};

const REFRESHES = 10;
const TABS = 3;
/** Longest that somebody inside looks at the goods, and at the card. */
const THINKS_MS = 3_000;
const AGAIN_MS = 3_000;
const REFUSED = new Set([0, 429, 503]);
const OVER = new Set(['sold_out', 'sale_over']);
/** Who reads "sold out" at once looks twice more, as people do. */
const DISBELIEF = 2;

export class DropShopper {
  readonly #drop: Drop;
  readonly #person: Person;
  readonly #who: string;
  #visitor = '';
  #ticket = '';
  #pass = '';
  #story: Story;

  constructor(drop: Drop, person: Person) {
    this.#drop = drop;
    this.#person = person;
    this.#who = `who-${person.number}`;
    this.#story = {
      ...{ who: this.#who, tier: 'open', arrivedAt: performance.now(), bucket: -1 },
      ...{ requests: 0, claimedAt: null, end: null },
    };
  }

  /** From arrival to the end, which the notes keep. */
  async run(): Promise<void> {
    const end = (await this.#take()) ? await this.#wait() : 'sold_out';
    this.#story.end = end;
    this.#drop.notes.stories.push(this.#story);
  }

  #headers(): Record<string, string> {
    return {
      ...this.#person.account?.headers,
      ...(this.#visitor === '' ? {} : { 'visitor-token': this.#visitor }),
      ...(this.#ticket === '' ? {} : { 'sale-ticket': this.#ticket }),
      ...(this.#pass === '' ? {} : { 'sale-pass': this.#pass }),
    };
  }

  async #ask(method: 'GET' | 'POST', word: string, body: object = {}): Promise<Replied<Answered>> {
    const path = `/api/sales/${this.#drop.sale}/${word}`;
    const { door } = this.#drop;
    const headers = this.#headers();
    const reply =
      method === 'GET'
        ? await door.get<Answered>(path, headers)
        : await door.post<Answered>(path, body, headers);
    this.#count(reply.status);
    return reply;
  }

  #count(status: number): void {
    this.#story.requests += 1;
    if (!REFUSED.has(status)) return;
    if (this.#pass === '') this.#drop.notes.refusedOutside += 1;
    else this.#drop.notes.refusedInside += 1;
  }

  /** Takes a ticket; false where there is none to be had. */
  async #take(): Promise<boolean> {
    const { account, habit } = this.#person;
    const body = account === null ? {} : { invitation: account.invitation };
    const taken = await this.#ask('POST', 'ticket', body);
    this.#visitor = taken.headers.get('visitor-token') ?? '';
    const { ticket, tier = 'open' } = taken.body;
    if (ticket === undefined) {
      await this.#disbelieve(taken.body.type ?? String(taken.status));
      return false;
    }
    const { arrivedAt, requests } = this.#story;
    this.#story = { ...this.#story, tier, bucket: bucketOf(ticket), arrivedAt, requests };
    const other = this.#drop.lastTicket;
    this.#drop.lastTicket = ticket;
    this.#ticket = ticket;
    if (habit === 'refresher') await this.#refresh();
    if (habit === 'forger') await this.#forge(other);
    return true;
  }

  async #disbelieve(type: string): Promise<void> {
    if (!OVER.has(type)) this.#drop.notes.broken(`a ticket was refused: ${type}`);
    for (let look = 0; look < DISBELIEF; look++) {
      await pause(AGAIN_MS);
      await this.#ask('GET', 'line');
    }
  }

  /** W6: the same ticket, however often it is asked for. */
  async #refresh(): Promise<void> {
    const { notes } = this.#drop;
    for (let again = 0; again < REFRESHES; again++) {
      const { body } = await this.#ask('POST', 'ticket');
      notes.refreshes += 1;
      if (body.ticket !== this.#ticket && !OVER.has(body.type ?? '')) {
        notes.broken(`W6: ${this.#who} was given another ticket`);
      }
    }
  }

  /** W5: neither an edited ticket nor somebody else's opens anything. */
  async #forge(other: string): Promise<void> {
    const own = this.#ticket;
    const at = Math.floor(own.length / 3);
    const edited = `${own.slice(0, at)}${own[at] === 'A' ? 'B' : 'A'}${own.slice(at + 1)}`;
    for (const ticket of [edited, other]) {
      if (ticket === '') continue;
      this.#ticket = ticket;
      for (const [method, word] of [
        ['GET', 'place'],
        ['POST', 'claim'],
      ] as const) {
        const { status, body } = await this.#ask(method, word);
        this.#drop.notes.forgeries += 1;
        if (status !== 403 && !OVER.has(body.type ?? '')) {
          this.#drop.notes.broken(`W5: a forged ticket was answered ${status} by ${word}`);
        }
      }
    }
    this.#ticket = own;
  }

  async #wait(): Promise<End> {
    const { notes } = this.#drop;
    const { habit, doubts, pace } = this.#person;
    let [nextMs, doubted] = [pace * AGAIN_MS, 0];
    for (;;) {
      await pause(nextMs);
      const served = notes.servedOf(this.#story.tier);
      const { status, body } = await this.#ask('GET', 'place');
      notes.polls += 1;
      if (OVER.has(body.type ?? '')) return 'sold_out';
      if (status !== 200 && !REFUSED.has(status)) {
        notes.broken(`a poll was answered ${status} ${body.type ?? ''}`);
      }
      nextMs = (body.poll_after_s ?? 5) * 1_000;
      if (body.state === 'waiting') notes.waiting(this.#story, served);
      if (body.state === 'waiting' && body.chance === 'unlikely') doubted += 1;
      if (doubted > doubts) return 'left';
      if (body.state !== 'your_turn') continue;
      notes.turn(this.#story);
      if (habit === 'no_show') return 'no_show';
      if (body.stock === 'held') continue;
      const end = await this.#claim();
      if (end !== null) return end;
    }
  }

  /** Claims the pass and buys; null where it is not to be had yet. */
  async #claim(): Promise<End | null> {
    const { notes } = this.#drop;
    const tabs = this.#person.habit === 'tabs' ? TABS : 1;
    const asked = Array.from({ length: tabs }, () => this.#ask('POST', 'claim'));
    const claims = await Promise.all(asked);
    for (const { status, body } of claims) {
      if (body.pass !== undefined) {
        notes.pass(this.#who, body.pass);
        this.#pass = body.pass;
      } else if (OVER.has(body.type ?? '')) return 'sold_out';
      else if (status !== 409) notes.broken(`a claim was answered ${status} ${body.type ?? ''}`);
    }
    if (this.#pass === '') return null;
    this.#story.claimedAt = performance.now();
    return this.#buy();
  }

  async #buy(): Promise<End> {
    const { door, sku } = this.#drop;
    let cart: string | null = null;
    let lapses = this.#person.habit === 'unpaid';
    for (let attempt = 1; ; attempt++) {
      await this.#think();
      cart ??= await cartOf(door, sku, this.#headers());
      this.#story.requests += 1;
      const key = `${this.#who}-${attempt}`;
      const placed = cart === null ? await this.#whatIsLeft() : await this.#order(cart, key);
      if (placed === 'sold_out' || placed === 'too_late') return placed;
      if (placed === 'again') continue;
      if (!lapses && (await this.#pays(placed))) return 'bought';
      if (lapses) await restOf(door, placed.order);
      lapses = false;
    }
  }

  async #think(): Promise<void> {
    await pause((0.2 + this.#person.pace) * THINKS_MS);
  }

  async #order(cart: string, key: string): Promise<Checkout | 'again' | 'sold_out' | 'too_late'> {
    const { door, notes, shop } = this.#drop;
    const { number, habit } = this.#person;
    const { status, body, ms } = await checkout(
      door,
      { number, headers: this.#headers() },
      cart,
      key,
    );
    this.#count(status);
    if (body.order !== undefined && body.payment !== undefined) {
      notes.checkouts.push(ms);
      shop.orders.push({ id: body.order.id, token: body.order.token });
      if (habit === 'tabs') await this.#orderTwice();
      return { order: body.order, payment: body.payment };
    }
    if (body.type === 'pass_over') return 'too_late';
    if (body.type !== 'out_of_stock' && !REFUSED.has(status)) {
      notes.broken(`a checkout inside was answered ${status} ${body.type ?? ''}`);
      return 'too_late';
    }
    return this.#whatIsLeft();
  }

  /** More are let in than there are units; what is not paid for comes back. */
  async #whatIsLeft(): Promise<'again' | 'sold_out'> {
    const { body } = await this.#ask('GET', 'place');
    return OVER.has(body.type ?? '') ? 'sold_out' : 'again';
  }

  /** W8: one order a pass, whoever's cart, address and e-mail it comes with. */
  async #orderTwice(): Promise<void> {
    const { door, notes, sku, shop } = this.#drop;
    const headers = this.#headers();
    const cart = await cartOf(door, sku, headers);
    if (cart === null) return;
    const buyer = { number: this.#person.number + 10_000_000, headers };
    const { status, body } = await checkout(door, buyer, cart, `${this.#who}-twin`);
    this.#story.requests += 2;
    notes.twins += 1;
    if (status === 403 && body.type === 'pass_used') return;
    notes.broken(`W8: a second order was answered ${status} ${body.type ?? ''}`);
    if (body.order !== undefined) shop.orders.push(body.order);
  }

  async #pays({ order, payment }: Checkout): Promise<boolean> {
    await this.#think();
    const { door, notes } = this.#drop;
    this.#count(await pay(door, payment));
    const status = await restOf(door, order);
    this.#story.requests += 1;
    if (status !== 'confirmed') notes.broken(`a paid order came to ${status}`);
    return status === 'confirmed';
  }
}
