/** API keys: programs act with them, within their scopes. Only a digest of each is kept. */
import type { Milliseconds } from '../kernel/time.ts';
import type { Permission } from './permissions.ts';

export type ApiKey = {
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly Permission[];
  readonly digest: string;
  readonly createdAt: Milliseconds;
  readonly usedAt: Milliseconds | null;
};

export type ApiKeyFacts = Omit<ApiKey, 'digest'>;

const PREFIX = 'ew';
const FORM = /^ew_([A-Za-z0-9-]{8,16})_([\w-]{40,64})$/;

/** A key as it is shown once: its beginning may be kept to tell it by, the rest is the secret. */
export const writeApiKey = (id: string, secret: string): string => `${PREFIX}_${id}_${secret}`;

/** What of a key may be shown later. */
export const prefixOf = ({ id }: Pick<ApiKey, 'id'>): string => `${PREFIX}_${id}_`;

/** The id of a key, or null for what is none. */
export const apiKeyId = (key: string): string | null => FORM.exec(key)?.[1] ?? null;
