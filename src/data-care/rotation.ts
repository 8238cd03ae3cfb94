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

export type Rotation = {
  readonly kid: string;
  readonly since: Milliseconds;
  readonly part: 'journal' | 'books' | 'done';
  /** Key of the last batch of the journal that was walked. */
  readonly key: string | null;
  readonly book: { readonly year: number; readonly after: number };
  readonly seen: number;
  readonly resealed: number;
  /** Objects that could not be sealed anew: the old key is still needed for them. */
  readonly failed: number;
};

const fresh = (kid: string, now: Milliseconds): Rotation => ({
  kid,
  since: now,
  part: 'journal',
  key: null,
  book: { year: yearOf(now) - ORDER_KEPT_YEARS, after: 0 },
  seen: 0,
  resealed: 0,
  failed: 0,
});

async function walkJournal(ports: DataCarePorts, rotation: Rotation): Promise<Rotation> {
  const { holders, last, done } = await ports.holdersAfter(rotation.key);
  const names = new Map(holders.map((holder) => [`${holder.kind} ${holder.name}`, holder]));
  const all = [...names.values()];
  let [resealed, failed] = [0, 0];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const asked = all.slice(at, at + AT_ONCE).map((holder) => resealOne(ports, holder));
    const answers = await Promise.all(asked);
    resealed += answers.filter((answer) => answer === true).length;
    failed += answers.filter((answer) => answer === null).length;
  }
  return {
    ...rotation,
    key: last,
    part: done ? 'books' : 'journal',
    seen: rotation.seen + all.length,
    resealed: rotation.resealed + resealed,
    failed: rotation.failed + failed,
  };
}

/** Null where it failed: one that cannot be opened keeps no other from being sealed. */
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
  const done = year >= yearOf(now);
  return { ...rotation, part: done ? 'done' : 'books', book: { year: year + 1, after: 0 } };
}

/** Does the next part of the rotation, if there is one to do. */
export async function rotate(ports: DataCarePorts, now: Milliseconds): Promise<Rotation> {
  const kept = await ports.progress.read<Rotation>(JOB);
  const rotation = kept?.kid === ports.kid ? kept : fresh(ports.kid, now);
  if (rotation.part === 'done') return rotation;
  const settling = now - rotation.since < SETTLE_MS;
  const next = settling
    ? rotation
    : rotation.part === 'journal'
      ? await walkJournal(ports, rotation)
      : await walkBooks(ports, rotation, now);
  await ports.progress.write(JOB, next);
  if (next.part === 'done') {
    const { kid, seen, resealed, failed } = next;
    ports.tell(failed > 0 ? 'error' : 'info', 'data_resealed', { kid, seen, resealed, failed });
  }
  return next;
}
