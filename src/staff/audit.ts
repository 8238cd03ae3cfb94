/**
 * The log of what staff did: each entry's hash covers the one before, so that none can be changed,
 * left out or put in between without the rest showing it. It holds ids, no names and no addresses.
 */
import type { Milliseconds } from '../kernel/time.ts';

export type Act = {
  /** `shop-key`, `account:…` or `key:…`. */
  readonly actor: string;
  /** The permission it needed. */
  readonly permission: string;
  readonly method: string;
  readonly path: string;
  /** What was asked, of the fields that name nobody; how it was refused, for an answer. */
  readonly detail: string;
  /** The entry this one tells the end of; null for an act that begins. */
  readonly answers: number | null;
};

export type AuditEntry = Act & {
  readonly sequence: number;
  readonly at: Milliseconds;
  readonly previousHash: string;
  readonly hash: string;
};

export type AuditHead = { readonly sequence: number; readonly hash: string };

/** Before the first entry. */
export const GENESIS: AuditHead = { sequence: 0, hash: '0'.repeat(64) };

type Digest = (text: string) => string;

/** Links an act to the entry before it. */
export function linkAct(
  previous: AuditHead,
  act: Act,
  at: Milliseconds,
  digest: Digest,
): AuditEntry {
  const sequence = previous.sequence + 1;
  const { actor, permission, method, path, detail, answers } = act;
  const content = [previous.hash, sequence, at, actor, permission, method, path, detail, answers];
  const hash = digest(JSON.stringify(content));
  return { ...act, sequence, at, previousHash: previous.hash, hash };
}

/** The sequence of the first entry that does not follow from the one before; null for none. */
export function brokenAt(
  from: AuditHead,
  entries: readonly AuditEntry[],
  digest: Digest,
): number | null {
  let previous = from;
  for (const entry of entries) {
    const expected = linkAct(previous, entry, entry.at, digest);
    if (expected.hash !== entry.hash || expected.sequence !== entry.sequence) return entry.sequence;
    previous = entry;
  }
  return null;
}

/** Fields of a body that name nobody: an act is told with them. */
const TOLD = [
  ...['role', 'disabled', 'seller_id', 'scopes', 'label', 'delta', 'reason', 'force', 'warehouse'],
  ...['status', 'amount', 'code', 'active', 'carrier', 'attention'],
  ...['act', 'starts_at', 'draw_at', 'ends_at', 'quantity', 'price', 'rate_per_s'],
  ...['max_per_buyer', 'max_per_network'],
];
/** Of one field: more than all scopes together. No field takes another's place by its length. */
const MAX_FIELD = 1_000;

/** What a body asks, as far as the log may keep it. */
export function detailOf(body: Readonly<Record<string, unknown>>): string {
  const told = TOLD.flatMap((name) => (body[name] === undefined ? [] : [[name, cut(body[name])]]));
  return told.length === 0 ? '' : JSON.stringify(Object.fromEntries(told));
}

/** A value as it is, or as much of its text as is kept. */
function cut(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text.length <= MAX_FIELD ? value : `${text.slice(0, MAX_FIELD)}…`;
}
