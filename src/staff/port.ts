/** How the rest of the shop reaches the objects that own the list of staff and the log. */
import type { AccountId } from '../kernel/ids.ts';
import type { Failure, Ok } from '../kernel/result.ts';
import type { ApiKey, ApiKeyFacts } from './api-key.ts';
import type { Act, AuditEntry } from './audit.ts';

/** Accounts of the list, and the place to go on from; null at its end. */
export type MemberPage = { readonly ids: readonly AccountId[]; readonly next: number | null };

export type StaffBookPort = {
  /**
   * Accounts that are or were staff, or were asked to be, the newest first, from below a place;
   * what each is says the account. Sellers have people too, so they may be many.
   */
  members(below: number | null, limit: number): Promise<MemberPage>;
  /** Those of some accounts that are in the list. */
  known(accounts: readonly AccountId[]): Promise<readonly AccountId[]>;
  enter(account: AccountId): Promise<void>;
  keys(): Promise<readonly ApiKeyFacts[]>;
  addKey(key: ApiKey): Promise<Ok<null> | Failure<{ reason: 'too_many_keys' }>>;
  /** False where there is no such key. */
  revokeKey(id: string): Promise<boolean>;
  /** The key of a digest while it is not revoked; takes note of its use. */
  useKey(id: string, digest: string): Promise<ApiKeyFacts | null>;
};

export type AuditPort = {
  /** Answers the entry's sequence. */
  append(act: Act): Promise<number>;
  /** At most `limit` entries below a sequence, the newest first. */
  below(sequence: number | null, limit: number): Promise<readonly AuditEntry[]>;
  /** At most `limit` entries above a sequence, the oldest first. */
  above(sequence: number, limit: number): Promise<readonly AuditEntry[]>;
};
