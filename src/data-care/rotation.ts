/**
 * Seals everything anew once a new key stands first in DATA_KEYS. Objects cannot be listed, so they
 * are found by what they told: the journal is walked from its beginning, then the books of invoices
 * by their years. Where it has come to is kept, so that each run goes on where the last one ended.
 */
import { MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { DataCarePorts, Holder } from './ports.ts';
import { ORDER_KEPT_YEARS, yearOf } from './rules.ts';

const JOB = 'rotation';
/** For a while after a deployment older code still seals under the key before. */
const SETTLE_MS = 10 * MINUTE_MS;
/** Objects asked at once. */
const AT_ONCE = 20;
/** Kept to be asked again; where more fail, something is away, and the walk waits for it. */
const MAX_LEFT = 200;
/** Until what could not be sealed anew is asked again. */
const AGAIN_MS = 10 * MINUTE_MS;

export type Rotation = {
  readonly kid: string;
  readonly since: Milliseconds;
  readonly part: 'journal' | 'books' | 'left' | 'done';
  /** Key of the last batch of the journal that was walked. */
  readonly key: string | null;
  readonly book: { readonly year: number; readonly after: number };
  readonly seen: number;
  readonly resealed: number;
  /** Objects that could not be sealed anew: the old key is still needed for them. */
  readonly left: readonly Holder[];
  /** When those were asked again last. */
  readonly askedAt: Milliseconds;
};

const fresh = (kid: string, now: Milliseconds): Rotation => ({
  kid,
  since: now,
  part: 'journal',
  key: null,
  book: { year: yearOf(now) - ORDER_KEPT_YEARS, after: 0 },
  seen: 0,
  resealed: 0,
  left: [],
  askedAt: now,
});

async function walkJournal(ports: DataCarePorts, rotation: Rotation): Promise<Rotation> {
  const { holders, last, done } = await ports.holdersAfter(rotation.key);
  const { asked, resealed, failed } = await resealAll(ports, holders);
  const left = distinct([...rotation.left, ...failed]);
  if (left.length > MAX_LEFT) return rotation;
  return {
    ...rotation,
    ...{ key: last, left },
    part: done ? 'books' : 'journal',
    seen: rotation.seen + asked,
    resealed: rotation.resealed + resealed,
  };
}

const distinct = (holders: readonly Holder[]): Holder[] => [
  ...new Map(holders.map((holder) => [`${holder.kind} ${holder.name}`, holder])).values(),
];

/** Seals each object anew; one that cannot be opened keeps no other from being sealed. */
async function resealAll(ports: DataCarePorts, holders: readonly Holder[]) {
  const all = distinct(holders);
  const failed: Holder[] = [];
  let resealed = 0;
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const asked = all.slice(at, at + AT_ONCE);
    const answers = await Promise.all(asked.map((holder) => resealOne(ports, holder)));
    resealed += answers.filter((answer) => answer === true).length;
    failed.push(...asked.filter((_, index) => answers[index] === null));
  }
  return { asked: all.length, resealed, failed };
}

/** Asks again what failed: an error may have passed, and the old key goes once none is left. */
async function walkLeft(
  ports: DataCarePorts,
  rotation: Rotation,
  now: Milliseconds,
): Promise<Rotation> {
  if (now - rotation.askedAt < AGAIN_MS) return rotation;
  const { resealed, failed } = await resealAll(ports, rotation.left);
  return {
    ...rotation,
    ...{ left: failed, askedAt: now, part: failed.length === 0 ? 'done' : 'left' },
    resealed: rotation.resealed + resealed,
  };
}

/** Null where it failed. */
async function resealOne(ports: DataCarePorts, { kind, name }: Holder): Promise<boolean | null> {
  try {
    return await (kind === 'order' ? ports.order(name, 'reseal') : ports.resealAccount(name));
  } catch (error) {
    ports.tell('error', 'data_not_resealed', { kind, name, error: String(error) });
    return null;
  }
}

async function walkBooks(
  ports: DataCarePorts,
  rotation: Rotation,
  now: Milliseconds,
): Promise<Rotation> {
  const { year, after } = rotation.book;
  const place = await ports.book(year, 'reseal', after);
  if (place !== null) return { ...rotation, book: { year, after: place } };
  if (year < yearOf(now)) return { ...rotation, book: { year: year + 1, after: 0 } };
  return { ...rotation, part: rotation.left.length === 0 ? 'done' : 'left', askedAt: now };
}

/** Does the next part of the rotation, if there is one to do. */
export async function rotate(ports: DataCarePorts, now: Milliseconds): Promise<Rotation> {
  const kept = await ports.progress.read<Rotation>(JOB);
  // A run of an older release did not keep what had failed: it is walked anew.
  const known = kept?.kid === ports.kid && 'left' in kept ? kept : null;
  const rotation = known ?? fresh(ports.kid, now);
  if (rotation.part === 'done') return rotation;
  const next = await nextPart(ports, rotation, now);
  await ports.progress.write(JOB, next);
  const { part, kid, seen, resealed, left, askedAt } = next;
  if (part === 'done' || (part === 'left' && askedAt === now)) {
    const failed = left.length;
    ports.tell(failed > 0 ? 'error' : 'info', 'data_resealed', { kid, seen, resealed, failed });
  }
  return next;
}

async function nextPart(
  ports: DataCarePorts,
  rotation: Rotation,
  now: Milliseconds,
): Promise<Rotation> {
  if (now - rotation.since < SETTLE_MS) return rotation;
  switch (rotation.part) {
    case 'journal':
      return walkJournal(ports, rotation);
    case 'books':
      return walkBooks(ports, rotation, now);
    case 'left':
      return walkLeft(ports, rotation, now);
    case 'done':
      return rotation;
  }
}
