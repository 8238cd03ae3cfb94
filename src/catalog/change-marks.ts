/**
 * Where staff change something, their data centre notes when, and where the database stood: copies
 * made there before do not count any more, and replicas read there from then on know the change.
 */
import { EDGE_FRESH_MS, EDGE_STALE_MS, PUBLISHING_MS } from '../kernel/freshness.ts';
import type { Clock } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { EdgeTexts } from './list-reads.ts';

export type ChangeMark = {
  /** Copies made before this instant do not count. 0 where nothing was changed. */
  readonly at: number;
  /** Of the catalogue's database; null where it is not known. */
  readonly bookmark: string | null;
};

export type ChangeMarks = {
  read(): Promise<ChangeMark>;
  /** Notes a change; one that is `published` already is in documents and index. */
  note(published: boolean): Promise<void>;
};

const KEY = 'changed';
const NEVER: ChangeMark = { at: 0, bookmark: null };
/** Longer than any list is in use. */
const KEPT_S = (2 * (EDGE_FRESH_MS + EDGE_STALE_MS)) / SECOND_MS;

/** The marks of this data centre. `bookmark` asks where the database stands. */
export function changeMarks(
  edge: EdgeTexts,
  bookmark: () => Promise<string | null>,
  clock: Clock,
): ChangeMarks {
  const read = async (): Promise<ChangeMark> => {
    const stored = await edge.read(KEY);
    return stored === null ? NEVER : { at: stored.version, bookmark: stored.text || null };
  };
  return {
    read,
    async note(published) {
      const [before, stands] = await Promise.all([read(), bookmark()]);
      // What the queue still has to publish is not in lists that are made meanwhile.
      const at = Math.max(before.at, clock() + (published ? 0 : PUBLISHING_MS));
      await edge.write(KEY, { text: stands ?? '', etag: '', version: at }, KEPT_S);
    },
  };
}
