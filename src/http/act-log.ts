/**
 * Tells the log what staff do: before it is done, so that nothing is done untold, and again where
 * it came to nothing. Reads are not told.
 */
import type { Context, Next } from 'hono';
import { actorName } from '../staff/actor.ts';
import { detailOf } from '../staff/audit.ts';
import type { Act } from '../staff/audit.ts';
import type { Need } from '../staff/permissions.ts';
import type { AppEnv } from './app-env.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body as the log reads it; uploads are told by their path alone. */
async function askedIn(c: Context<AppEnv>): Promise<string> {
  const type = c.req.header('content-type') ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return detailOf(await c.req.parseBody());
  }
  if (!type.startsWith('application/json')) return '';
  try {
    const body: unknown = JSON.parse(await c.req.text());
    return isRecord(body) ? detailOf(body) : '';
  } catch {
    return '';
  }
}

async function actOf(c: Context<AppEnv>, need: Need): Promise<Act | null> {
  const actor = c.get('actor');
  if (actor === undefined || SAFE_METHODS.has(c.req.method)) return null;
  const { method, path } = c.req;
  const detail = await askedIn(c);
  return { actor: actorName(actor), permission: need, method, path, detail, answers: null };
}

/** Tells an act, lets it be done, and tells when it was refused or failed. */
export async function withTold(c: Context<AppEnv>, need: Need, next: Next): Promise<void> {
  const { audit } = c.get('services');
  const act = await actOf(c, need);
  if (act === null) return next();
  const sequence = await audit.append(act);
  await next();
  if (c.res.status < 400) return;
  await audit.append({ ...act, detail: `answered ${c.res.status}`, answers: sequence });
}

/** Tells what somebody tried who may not. */
export async function tellRefused(c: Context<AppEnv>, need: Need, verdict: string): Promise<void> {
  const act = await actOf(c, need);
  if (act === null) return;
  await c.get('services').audit.append({ ...act, detail: `refused: ${verdict}` });
}
