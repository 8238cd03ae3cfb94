/**
 * Lists through their copies. There are too many to build beforehand, so a list goes from memory to
 * the Cache API of this data centre, then to the database. A data centre where staff changed
 * something notes when: lists it has made before that are not used again. Lists that browsing
 * begins with are also kept in KV, for when the database is down.
 */
import {
  EDGE_FRESH_MS,
  EDGE_KEPT_MS,
  EDGE_STALE_MS,
  LASTING_AGE_MS,
  LASTING_KEPT_MS,
  MEMORY_FRESH_MS,
  MEMORY_STALE_MS,
} from '../kernel/freshness.ts';
import type { Clock, Digest } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import { Collapsed, Memory, Unavailable, copyOfText } from './copies.ts';
import type { Answer, Copy, Pause } from './copies.ts';
import { SHAPE } from './document.ts';
import type { DocumentTexts } from './reads.ts';

/** Texts under a key, kept in this data centre (Cache API). */
export type EdgeTexts = {
  read(key: string): Promise<Copy | null>;
  write(key: string, copy: Copy, keepSeconds: number): Promise<void>;
};

/**
 * How far a list's copies go: only this isolate, where hardly anyone asks the same again; this data
 * centre; or everywhere and for long, where the shop's own pages begin.
 */
export type Reach = 'isolate' | 'place' | 'lasting';

/** What a list was built of; one that holds nothing is kept in memory only. */
export type Built = { readonly text: string; readonly empty: boolean };

export type ListPorts = {
  readonly edge: EdgeTexts;
  readonly documents: DocumentTexts;
  /** When staff last changed something here: lists from before do not count. 0 for never. */
  readonly changedAt: () => Promise<number>;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly pause: Pause;
  /** Lets work go on after the answer was sent. */
  readonly later: (work: Promise<unknown>) => void;
};

const LISTS = {
  ...{ maxEntries: 1_000, maxLength: 16_000_000 },
  ...{ freshMs: MEMORY_FRESH_MS, staleMs: MEMORY_STALE_MS },
} as const;
/** Lasting copies this isolate remembers to have seen to. */
const MAX_LASTING = 2_000;

/** A data centre's lists end within minutes: those of another shape may as well lie beside them. */
const placeKey = (key: string): string => `${SHAPE}/${key}`;
const lastingKey = (key: string): string => `list/${key}`;

type Wanted = {
  readonly key: string;
  readonly build: () => Promise<Built>;
  readonly reach: Reach;
};

export class ListReads {
  readonly #ports: ListPorts;
  readonly #lists = new Memory(LISTS);
  readonly #collapsed: Collapsed<Answer>;
  readonly #lastingSince = new Map<string, number>();

  constructor(ports: ListPorts) {
    this.#ports = ports;
    this.#collapsed = new Collapsed(ports.pause);
  }

  /** The answer under `key` if memory holds it fresh. */
  held(key: string): Answer | null {
    const copy = this.#lists.fresh(key, this.#ports.clock());
    return copy === undefined ? null : { copy, tier: 'memory' };
  }

  /**
   * The answer under `key`: a list, the category tree, suggestions. `build` asks the database.
   * Throws `Unavailable` when no copy is left and the database is down.
   */
  list(key: string, build: () => Promise<Built>, reach: Reach): Promise<Answer> {
    const wanted: Wanted = { key, build, reach };
    const now = this.#ports.clock();
    const begin = () => {
      const found = this.#find(wanted);
      // Others wait for it too: it goes on when who has asked first does not.
      this.#ports.later(found.catch(() => null));
      return found;
    };
    const find = () => this.#collapsed.run(key, begin, now);
    const usable = this.#lists.usable(key, now);
    if (usable === undefined) return find();
    if (!usable.fresh) this.#ports.later(find());
    return Promise.resolve({ copy: usable.copy, tier: 'memory' });
  }

  async #find(wanted: Wanted): Promise<Answer> {
    const { key, reach } = wanted;
    const { clock, later } = this.#ports;
    const stored = await this.#atEdge(key, reach);
    const age = stored === null ? Infinity : clock() - stored.version;
    if (stored !== null && age < EDGE_FRESH_MS + EDGE_STALE_MS) {
      if (age >= EDGE_FRESH_MS) later(this.#build(wanted));
      return { copy: this.#lists.put(key, stored, clock()), tier: 'edge' };
    }
    try {
      return { copy: await this.#build(wanted), tier: 'd1' };
    } catch (error) {
      const left = this.#lists.last(key) ?? (await this.#left(key));
      if (left !== null) return { copy: left, tier: 'stale' };
      throw new Unavailable('no copy is left', { cause: error });
    }
  }

  /**
   * This data centre's copy, if nothing has changed here since it was made. What has changed is
   * asked for in any case: replicas are read from there on.
   */
  async #atEdge(key: string, reach: Reach): Promise<Copy | null> {
    const { edge, changedAt } = this.#ports;
    const [stored, changed] = await Promise.all([
      reach === 'isolate' ? null : edge.read(placeKey(key)).catch(() => null),
      changedAt().catch(() => 0),
    ]);
    return stored !== null && stored.version > changed ? stored : null;
  }

  /** What is left when the database is down, however old. */
  async #left(key: string): Promise<Copy | null> {
    const { edge, documents } = this.#ports;
    const here = await edge.read(placeKey(key)).catch(() => null);
    const lasting = here ?? (await documents.read(lastingKey(key)).catch(() => null));
    return lasting === 'newer' ? null : lasting;
  }

  async #build({ key, build, reach }: Wanted): Promise<Copy> {
    const { clock, digest, edge, later } = this.#ports;
    // As of when it was asked for: what changes while it is being made may be missing.
    const begun = clock();
    const { text, empty } = await build();
    const copy = copyOfText(text, begun, digest);
    if (reach !== 'isolate' && !empty) {
      later(edge.write(placeKey(key), copy, EDGE_KEPT_MS / SECOND_MS));
    }
    if (reach === 'lasting' && !empty) later(this.#keepLasting(key, copy));
    return this.#lists.put(key, copy, clock());
  }

  /** Puts a list into KV, unless it has one that is not old. */
  async #keepLasting(key: string, copy: Copy): Promise<void> {
    const { documents } = this.#ports;
    if (copy.version - (this.#lastingSince.get(key) ?? 0) < LASTING_AGE_MS) return;
    if (this.#lastingSince.size >= MAX_LASTING) this.#lastingSince.clear();
    this.#lastingSince.set(key, copy.version);
    const kept = await documents.read(lastingKey(key));
    if (kept === 'newer') return;
    if (kept !== null && copy.version - kept.version < LASTING_AGE_MS) return;
    await documents.write(lastingKey(key), copy, LASTING_KEPT_MS / SECOND_MS);
  }
}
