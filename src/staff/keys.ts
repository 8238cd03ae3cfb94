/** Making API keys. */
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { writeApiKey } from './api-key.ts';
import type { ApiKey } from './api-key.ts';
import type { Permission } from './permissions.ts';
import type { StaffBookPort } from './port.ts';

export type KeyTools = {
  readonly newId: () => string;
  readonly newSecret: () => string;
  readonly digest: (text: string) => string;
};

/** Makes a key; its text is answered this once, and only its digest kept. */
export async function makeKey(
  staffBook: StaffBookPort,
  wanted: { readonly label: string; readonly scopes: readonly Permission[] },
  now: Milliseconds,
  { newId, newSecret, digest }: KeyTools,
): Promise<Result<{ readonly key: ApiKey; readonly text: string }, { reason: 'too_many_keys' }>> {
  const id = newId();
  const text = writeApiKey(id, newSecret());
  const scopes = [...new Set(wanted.scopes)];
  const times = { createdAt: now, usedAt: null };
  const key: ApiKey = { id, label: wanted.label, scopes, digest: digest(text), ...times };
  const added = await staffBook.addKey(key);
  return added.ok ? ok({ key, text }) : fail({ reason: 'too_many_keys' });
}
