/**
 * The journal: every event that was ever told, in R2, from which each projection can be made anew.
 * One object per batch, in NDJSON. A key begins with the time, so a listing is in order, and ends
 * with a digest of the batch, so one that comes twice replaces itself. The same event may still
 * stand in two batches: readers go by its id or version.
 */
import { sha256 } from './crypto.ts';

export type Journal = {
  /** Writes one batch, sent at `at` (ms since the epoch); once it resolves the batch is durable. */
  append(entries: readonly object[], at: number): Promise<void>;
  /**
   * The next batches after a key, oldest first, at most `maxBytes` of them but one at least, so
   * that a reader's memory is bounded. Lines are to be parsed: what wrote them may be older code.
   */
  read(after: string | null, maxBytes?: number): Promise<JournalPart>;
  /**
   * Deletes the oldest batches that were sent before a moment, at most `maxBytes` of them but one
   * at least, once `heed` is done with their lines; how many. Where it fails, nothing is deleted.
   */
  forgetBefore(
    at: number,
    heed: (lines: readonly unknown[]) => Promise<void>,
    maxBytes: number,
  ): Promise<number>;
};

export type JournalPart = {
  readonly batches: number;
  /** Values of JSON; null for a line that is none. */
  readonly lines: readonly unknown[];
  /** Key of the last batch read, to read on from. */
  readonly last: string | null;
  /** True where nothing is left to read. */
  readonly done: boolean;
};

const PREFIX = 'events/';
/** Batches of one part: each is a request to R2, of which a Worker may make a thousand at once. */
const PART_BATCHES = 100;
/** Bytes of one part: parsed it takes some four times as much of an isolate's 128 MB. */
const PART_BYTES = 4_000_000;
/** Open connections a Worker has at once. */
const READS_AT_ONCE = 6;
/** Of the digest: enough that two batches of one millisecond never meet. */
const DIGEST_CHARACTERS = 16;

/** What the keys of a moment begin with, such as `events/2026/01/31/235959999`. */
function prefixOf(at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return `${PREFIX}${day.replaceAll('-', '/')}/${time.replaceAll(/\D/g, '')}`;
}

/** `events/2026/01/31/235959999-….ndjson`: a day is a folder, and names sort by time. */
function keyOf(at: number, body: string): string {
  const digest = sha256(body).slice(0, DIGEST_CHARACTERS);
  return `${prefixOf(at)}-${digest}.ndjson`;
}

/** The value of a line, or null for one that was cut short. */
function valueOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Keys of the first objects that fit, one at least. */
function fitting(objects: readonly { key: string; size: number }[], maxBytes: number): string[] {
  let bytes = 0;
  const many = objects.findIndex(({ size }, index) => {
    bytes += size;
    return index > 0 && bytes > maxBytes;
  });
  return objects.slice(0, many < 0 ? objects.length : many).map(({ key }) => key);
}

/** The journal kept in `bucket`. */
export function journalIn(bucket: R2Bucket): Journal {
  async function linesOf(key: string): Promise<unknown[]> {
    const object = await bucket.get(key);
    const body = object === null ? '' : await object.text();
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map(valueOf);
  }

  async function linesIn(keys: readonly string[]): Promise<unknown[]> {
    const lines: unknown[] = [];
    for (let at = 0; at < keys.length; at += READS_AT_ONCE) {
      const batches = await Promise.all(keys.slice(at, at + READS_AT_ONCE).map(linesOf));
      for (const batch of batches) lines.push(...batch);
    }
    return lines;
  }

  return {
    async forgetBefore(at, heed, maxBytes) {
      const { objects } = await bucket.list({ prefix: PREFIX, limit: PART_BATCHES });
      const end = prefixOf(at);
      const old = objects.filter(({ key }) => key < end);
      const keys = fitting(old, maxBytes);
      if (keys.length === 0) return 0;
      await heed(await linesIn(keys));
      await bucket.delete(keys);
      return keys.length;
    },

    async append(entries, at) {
      if (entries.length === 0) return;
      const body = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      await bucket.put(keyOf(at, body), body, {
        httpMetadata: { contentType: 'application/x-ndjson' },
      });
    },

    async read(after, maxBytes = PART_BYTES) {
      const { objects, truncated } = await bucket.list({
        prefix: PREFIX,
        limit: PART_BATCHES,
        ...(after === null ? {} : { startAfter: after }),
      });
      const keys = fitting(objects, maxBytes);
      const lines = await linesIn(keys);
      const done = !truncated && keys.length === objects.length;
      return { batches: keys.length, lines, last: keys.at(-1) ?? after, done };
    },
  };
}
