/** Reading the log: page by page, as a whole, and whether its chain is whole. */
import { brokenAt, GENESIS } from './audit.ts';
import type { AuditEntry, AuditHead } from './audit.ts';
import type { AuditPort } from './port.ts';

/** Entries asked for at once when the whole log is read. */
const READ_AT_ONCE = 500;

/** The whole log, the oldest entries first. */
export async function* allEntries(audit: AuditPort): AsyncGenerator<readonly AuditEntry[]> {
  let last = 0;
  for (;;) {
    const entries = await audit.above(last, READ_AT_ONCE);
    const newest = entries.at(-1);
    if (newest === undefined) return;
    yield entries;
    last = newest.sequence;
  }
}

export type AuditCheck = { readonly head: AuditHead; readonly brokenAt: number | null };

/** Follows the chain from its beginning; stops where it breaks. */
export async function checkLog(
  audit: AuditPort,
  digest: (text: string) => string,
): Promise<AuditCheck> {
  let head: AuditHead = GENESIS;
  for await (const entries of allEntries(audit)) {
    const broken = brokenAt(head, entries, digest);
    if (broken !== null) return { head, brokenAt: broken };
    head = entries.at(-1) ?? head;
  }
  return { head, brokenAt: null };
}
