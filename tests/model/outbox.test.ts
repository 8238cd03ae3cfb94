/**
 * The outbox itself explored to the end, over its real rows: events are written, sent, lost, taken
 * twice; consumers and owners die; acknowledgements come late and doubled. What it holds cannot be
 * copied, so each state is reached by doing all that led to it anew.
 */
import { expect, test, vi } from 'vitest';
import { OUTBOX_TABLE, Outbox } from '../../src/platform/outbox.ts';
import type { EventMessage } from '../../src/platform/outbox.ts';
import { Actor } from '../simulator/engine/actor.ts';
import { partly } from '../simulator/platform/partly.ts';
import { Storage } from '../simulator/platform/storage.ts';
import { explore } from './explore.ts';
import type { Step } from './explore.ts';

/** Two events of one slot, the second in place of the first, and one that stands by itself. */
const EVENTS = ['slot 1', 'slot 2', 'alone'] as const;
type Event = (typeof EVENTS)[number];
const RETRY_MS = 1_000;
const MOST_SENDS = 3;
const MOST_CRASHES = 1;

/** What the owner, the queue and the consumer have, as far as it tells two states apart. */
type View = {
  readonly written: readonly Event[];
  readonly rows: readonly { readonly receipt: string; readonly tries: number }[];
  readonly wait: number | null;
  readonly messages: readonly (readonly string[])[];
  readonly acted: readonly string[];
  /** Acknowledgements on their way. */
  readonly receipts: readonly (readonly string[])[];
  readonly sends: number;
  readonly crashes: number;
  /** Receipts this instance has sent. */
  readonly sent: readonly string[];
};

type World = { readonly deeds: readonly string[]; readonly view: View };

class Run {
  readonly #storage = new Storage({ set: () => {} });
  readonly #sql = this.#storage.for(new Actor('object', 'Order', 'a')).sql;
  #outbox = this.#awake();
  #now = 0;
  #queue: 'takes' | 'fails' | 'takes and fails' = 'takes';
  readonly #messages = new Map<string, readonly string[]>();
  readonly #receipts = new Map<string, readonly string[]>();
  readonly #acted = new Set<string>();
  readonly #written: Event[] = [];
  readonly #sent = new Set<string>();
  #sends = 0;
  #crashes = 0;

  constructor(deeds: readonly string[]) {
    this.#sql.exec(`${OUTBOX_TABLE};`);
    for (const deed of deeds) this.do(deed);
  }

  close(): void {
    this.#storage.close();
  }

  #awake(): Outbox {
    const queue = partly<Queue<EventMessage>>({
      send: (message: EventMessage) => this.#take(message),
    });
    const options = { retryMs: RETRY_MS };
    return new Outbox(this.#sql, queue, { kind: 'order', name: 'a' }, options);
  }

  #take({ receipts }: EventMessage): Promise<void> {
    for (const receipt of receipts) this.#sent.add(receipt);
    if (this.#queue !== 'fails') this.#messages.set(receipts.join(), receipts);
    return this.#queue === 'takes' ? Promise.resolve() : Promise.reject(new Error('no queue'));
  }

  #write(id: Event): void {
    const event = { id, type: 'x', version: this.#written.push(id), at: this.#now, data: null };
    const writing = id === 'alone' ? {} : { slot: 'slot' };
    this.#outbox.write([event], this.#now, writing);
  }

  /** Does one of `deeds()`. */
  do(deed: string): void {
    const [verb = '', name = ''] = deed.split(': ');
    const event = EVENTS.find((known) => known === name);
    const receipts = this.#messages.get(name) ?? this.#receipts.get(name) ?? [];
    switch (verb) {
      case 'write':
        if (event !== undefined) this.#write(event);
        return;
      case 'send':
        this.#queue = name === 'fails' ? 'fails' : name === 'throws' ? 'takes and fails' : 'takes';
        this.#sends += 1;
        void this.#outbox.flush(this.#now);
        return;
      case 'wait':
        this.#now = this.#outbox.dueAt ?? this.#now;
        return;
      case 'crash':
        this.#crashes += 1;
        this.#sent.clear();
        this.#outbox = this.#awake();
        this.#outbox.wake(this.#now);
        return;
      case 'act':
        // A consumer that dies now is one whose acknowledgement never arrives.
        for (const receipt of receipts) this.#acted.add(receipt);
        this.#receipts.set(name, receipts);
        return;
      case 'acknowledge':
        this.#outbox.acknowledge(receipts);
    }
  }

  view(): View {
    const { dueAt } = this.#outbox;
    return {
      written: [...this.#written],
      rows: this.#storage.rows('SELECT receipt, tries FROM outbox ORDER BY receipt'),
      wait: dueAt === null ? null : dueAt - this.#now,
      messages: [...this.#messages.values()],
      acted: [...this.#acted].toSorted(),
      receipts: [...this.#receipts.values()],
      sends: this.#sends,
      crashes: this.#crashes,
      sent: [...this.#sent].toSorted(),
    };
  }
}

function reached(deeds: readonly string[]): World {
  const run = new Run(deeds);
  const view = run.view();
  run.close();
  return { deeds, view };
}

/** Everything that can be done next. */
function deedsIn({ written, wait, messages, receipts, sends, crashes }: View): string[] {
  const next = EVENTS[written.length];
  return [
    ...(next === undefined ? [] : [`write: ${next}`]),
    ...(wait !== null && wait <= 0 && sends < MOST_SENDS
      ? ['send', 'send: fails', 'send: throws']
      : []),
    ...(wait !== null && wait > 0 ? ['wait'] : []),
    ...(crashes < MOST_CRASHES && written.length > 0 ? ['crash'] : []),
    ...messages.map((message) => `act: ${message.join()}`),
    ...receipts.map((message) => `acknowledge: ${message.join()}`),
  ];
}

const stepsOf = ({ deeds, view }: World): Step<World>[] =>
  deedsIn(view).map((name) => ({ name, world: reached([...deeds, name]) }));

/** An event is kept until somebody has acted on it, or on the one that took its slot. */
function broken({ view: { written, rows, acted } }: World): string | null {
  const kept = new Set([...rows.map(({ receipt }) => receipt), ...acted]);
  const lost = written.find((event) => {
    const replaced = event === 'slot 1' && written.includes('slot 2');
    return !replaced && !kept.has(event);
  });
  return lost === undefined ? null : `I11: ${lost} is lost`;
}

/** Lets the queue and its consumer do well from here on: is everything delivered and forgotten? */
function settled(world: World): View {
  const run = new Run(world.deeds);
  for (let round = 0; round < 4; round++) {
    run.do('wait');
    run.do('send');
    for (const receipts of run.view().messages) {
      run.do(`act: ${receipts.join()}`);
      run.do(`acknowledge: ${receipts.join()}`);
    }
  }
  const view = run.view();
  run.close();
  return view;
}

test(
  'no event is lost before it was acted on, and every one is delivered in the end',
  { timeout: 60_000 },
  () => {
    // A queue that takes nothing is logged, and here it is one of the things that happen.
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const explored = explore(reached([]), {
      keyOf: ({ view }) => JSON.stringify(view),
      steps: stepsOf,
      broken,
    });
    expect(explored.size).toBe(2_237);
    for (const { world, trace } of explored.states()) {
      const { rows, acted, written } = settled(world);
      const told = written.filter((event) => event !== 'slot 1' || !written.includes('slot 2'));
      expect({ trace, rows, told: told.every((event) => acted.includes(event)) }).toEqual({
        ...{ trace, rows: [], told: true },
      });
    }
  },
);
