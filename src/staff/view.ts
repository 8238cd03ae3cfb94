/** Staff, keys and the log in the API's shape. */
import type { AccountFacts } from '../customers/port.ts';
import type { Role } from '../customers/roles.ts';
import { rfc3339 } from '../kernel/time.ts';
import { prefixOf } from './api-key.ts';
import type { ApiKeyFacts } from './api-key.ts';
import type { AuditEntry } from './audit.ts';

export type MemberView = {
  id: string;
  email: string;
  name: string;
  role: Role;
  seller_id: string | null;
  disabled: boolean;
  second_factor: boolean;
  /** What they will be once they accept. */
  invited_as: Role | null;
};

export type ApiKeyView = {
  id: string;
  prefix: string;
  label: string;
  scopes: string[];
  created_at: string;
  used_at: string | null;
};

export type AuditView = {
  sequence: number;
  at: string;
  actor: string;
  permission: string;
  method: string;
  path: string;
  detail: string;
  answers: number | null;
  previous_hash: string;
  hash: string;
};

export const memberView = (facts: AccountFacts): MemberView => ({
  id: facts.id,
  email: facts.email,
  name: facts.name,
  role: facts.role,
  seller_id: facts.sellerId,
  disabled: facts.disabled,
  second_factor: facts.secondFactor.on,
  invited_as: facts.invitation?.role ?? null,
});

export const apiKeyView = (key: ApiKeyFacts): ApiKeyView => ({
  id: key.id,
  prefix: prefixOf(key),
  label: key.label,
  scopes: [...key.scopes],
  created_at: rfc3339(key.createdAt),
  used_at: key.usedAt === null ? null : rfc3339(key.usedAt),
});

export const auditView = ({ at, previousHash, ...entry }: AuditEntry): AuditView => ({
  ...entry,
  at: rfc3339(at),
  previous_hash: previousHash,
});
