/**
 * Tells the log what staff do: before it is done, so that nothing is done untold, and again where
 * it came to nothing. Reads are not told.
 */
import { isRecord } from '../kernel/record.ts';
import type { Context, Next } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { actorName } from '../staff/actor.ts';
import { detailOf } from '../staff/audit.ts';
import type { Act } from '../staff/audit.ts';
import type { Need } from '../staff/permissions.ts';
import type { AppEnv } from './app-env.ts';
import { isForm, isJson, sentForm } from './body.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A name sent once is told as itself, one sent again as all that came. */
const sentAs = (values: readonly (string | File)[]): unknown => {
  const texts = values.filter((value) => typeof value === 'string');
  return texts.length === 1 ? texts[0] : texts.length === 0 ? undefined : texts;
};

/**
 * The body as the log reads it: of whatever type the handlers take, so that nobody chooses by it
 * what is told. Files are told by the path alone.
 */
async function askedIn(c: Context<AppEnv>): Promise<string> {
  const type = c.req.header('content-type');
  try {
    if (isForm(type)) {
      const form = await sentForm(c);
      return detailOf(Object.fromEntries([...form].map(([name, sent]) => [name, sentAs(sent)])));
    }
    if (!isJson(type)) return '';
    const body: unknown = JSON.parse(await c.req.text());
    return isRecord(body) ? detailOf(body) : '';
  } catch (error) {
    // What cannot be read is refused by the handler, in its own words.
    if (error instanceof SyntaxError || error instanceof HTTPException) return UNREADABLE;
    throw error;
  }
}
const UNREADABLE = 'not readable';

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
  c.set('told', { act, sequence });
  await next();
  if (c.res.status < 400) return;
  await audit.append({ ...act, detail: `answered ${c.res.status}`, answers: sequence });
}

/** Adds to the act that is told what came of it: ids that only its handler knows. */
export async function tellDone(
  c: Context<AppEnv>,
  made: Readonly<Record<string, string | null | readonly string[]>>,
): Promise<void> {
  const told = c.get('told');
  if (told === undefined) return;
  const detail = `done: ${JSON.stringify(made)}`;
  await c.get('services').audit.append({ ...told.act, detail, answers: told.sequence });
}

/** Tells what somebody tried who may not. */
export async function tellRefused(c: Context<AppEnv>, need: Need, verdict: string): Promise<void> {
  const act = await actOf(c, need);
  if (act === null) return;
  await c.get('services').audit.append({ ...act, detail: `refused: ${verdict}` });
}
