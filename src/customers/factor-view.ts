/** Second factors in the API's shape. */
import { rfc3339 } from '../kernel/time.ts';
import type { FactorFacts } from './second-factor.ts';

export type FactorView = {
  enabled: boolean;
  app: boolean;
  recovery_codes_left: number;
  passkeys: { id: string; label: string; created_at: string; used_at: string | null }[];
};

export const factorView = ({ on, app, recoveryCodes, passkeys }: FactorFacts): FactorView => ({
  enabled: on,
  app,
  recovery_codes_left: recoveryCodes,
  passkeys: passkeys.map(({ id, label, createdAt, usedAt }) => ({
    id,
    label,
    created_at: rfc3339(createdAt),
    used_at: usedAt === null ? null : rfc3339(usedAt),
  })),
});
