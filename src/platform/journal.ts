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
  /** Every batch, oldest first. Entries are to be parsed: what wrote them may be older code. */
  batches(): AsyncGenerator<unknown[]>;
};

const PREFIX = 'events/';
/** Keys of one listing; R2 gives at most a thousand. */
const LISTING_SIZE = 1_000;
/** Of the digest: enough that two batches of one millisecond never meet. */
const DIGEST_CHARACTERS = 16;

/** `events/2026/01/31/235959999-….ndjson`: a day is a folder, and names sort by time. */
function keyOf(at: number, body: string): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  const instant = time.replaceAll(/\D/g, '');
  const digest = sha256(body).slice(0, DIGEST_CHARACTERS);
  return `${PREFIX}${day.replaceAll('-', '/')}/${instant}-${digest}.ndjson`;
}

/** The journal kept in `bucket`. */
export function journalIn(bucket: R2Bucket): Journal {
  async function readBatch(key: string): Promise<unknown[]> {
    const object = await bucket.get(key);
    if (object === null) return [];
    const body = await object.text();
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  }

  return {
    async append(entries, at) {
      if (entries.length === 0) return;
      const body = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      await bucket.put(keyOf(at, body), body, {
        httpMetadata: { contentType: 'application/x-ndjson' },
      });
    },

    async *batches() {
      let cursor: string | undefined;
      do {
        const listing = await bucket.list({
          prefix: PREFIX,
          limit: LISTING_SIZE,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { key } of listing.objects) yield await readBatch(key);
        cursor = listing.truncated ? listing.cursor : undefined;
      } while (cursor !== undefined);
    },
  };
}
