/** The system: dead letters listed, opened, sent again and discarded; rebuilds started. */
import type { Context } from 'hono';
import { LETTER_STATES } from '../events/dead-letters.ts';
import type { LetterRefusal } from '../events/replay.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { DEFAULT_PAGE_SIZE } from '../kernel/page.ts';
import type { Result } from '../kernel/result.ts';
import { typed, untouched, valuesOf } from './form.ts';
import type { FormState } from './form.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import { LetterPage, REBUILDS_PATH, SYSTEM_PATH, SystemPage } from './system-page.tsx';

const DONE: Readonly<Record<string, string>> = {
  replayed: 'Sent again.',
  discarded: 'Discarded.',
  rebuilding: 'It is under way. Look again in a minute.',
};

/** Longest reason for a discarding, as in the API. */
const MAX_REASON = 200;

export const systemRoutes = newRouter();

systemRoutes.get(SYSTEM_PATH, async (c) => {
  const { deadLetters, rebuilds } = c.get('services');
  const state = LETTER_STATES.find((name) => name === c.req.query('state')) ?? 'waiting';
  const cursor = c.req.query('cursor') ?? null;
  const asked = { queue: null, state, cursor, limit: DEFAULT_PAGE_SIZE };
  const [page, latest] = await Promise.all([deadLetters.page(asked), rebuilds.latest(5)]);
  if (page === null) return c.redirect(SYSTEM_PATH, 303);
  const done = DONE[c.req.query('done') ?? ''] ?? null;
  const props = { state, page, cursor, rebuilds: latest, done };
  return show(c, <SystemPage {...props} />);
});

async function showLetter(
  c: Context<AppEnv>,
  key: string,
  form: FormState = untouched(),
  status: 200 | 400 | 409 = 200,
) {
  const letter = await c.get('services').deadLetters.find(key);
  if (letter === null) return missing(c, 'There is no such letter.');
  return show(c, <LetterPage letter={letter} form={form} />, status);
}

function refusalText(refusal: LetterRefusal): string {
  switch (refusal.reason) {
    case 'unknown_letter':
      return 'There is no such letter.';
    case 'unknown_queue':
      return `There is no queue ${refusal.queue} any more.`;
    case 'already_replayed':
      return 'This letter was sent again already.';
  }
}

/** Goes back to the list after something was done, or shows the letter and why it was not. */
function answered(
  c: Context<AppEnv>,
  key: string,
  outcome: Result<unknown, LetterRefusal>,
  done: string,
) {
  if (outcome.ok) return c.redirect(`${SYSTEM_PATH}?done=${done}`, 303);
  if (outcome.reason === 'unknown_letter') return missing(c, refusalText(outcome));
  return showLetter(c, key, { ...untouched(), message: refusalText(outcome) }, 409);
}

systemRoutes.get(`${SYSTEM_PATH}/letters/:key`, (c) => showLetter(c, c.req.param('key')));

systemRoutes.post(`${SYSTEM_PATH}/letters/:key/replay`, async (c) => {
  const key = c.req.param('key');
  return answered(c, key, await c.get('services').letterDesk.replay(key), 'replayed');
});

systemRoutes.post(`${SYSTEM_PATH}/letters/:key/discard`, async (c) => {
  const key = c.req.param('key');
  const values = await valuesOf(c);
  const reason = typed(values, 'reason');
  if (reason === undefined || reason.length > MAX_REASON) {
    const errors = { reason: `Say why, in at most ${MAX_REASON} characters` };
    return showLetter(c, key, { values, errors, message: null }, 400);
  }
  return answered(c, key, await c.get('services').letterDesk.discard(key, reason), 'discarded');
});

systemRoutes.post(REBUILDS_PATH, async (c) => {
  const { repair } = await valuesOf(c);
  const { rebuilds } = c.get('services');
  const { id } = await rebuilds.start(repair === 'yes');
  await rebuilds.advance(id);
  return c.redirect(`${SYSTEM_PATH}?done=rebuilding`, 303);
});
