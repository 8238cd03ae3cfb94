/** The page about search, and what its forms send. */
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { untouched, valuesOf } from './form.ts';
import type { FormState } from './form.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import { SearchPage } from './search-page.tsx';

const DAYS = 30;

const DONE: Readonly<Record<string, string>> = {
  added: 'They are searched for as one within some seconds.',
  removed: 'They are searched for by themselves again.',
  building: 'The index is being built; the old one serves meanwhile.',
};

export const searchPageRoutes = newRouter();

async function showPage(c: Context<AppEnv>, form: FormState, status: 200 | 400 = 200) {
  const { searchUpkeep, synonyms } = c.get('services');
  const [vain, groups, state] = await Promise.all([
    searchUpkeep.report('zero_results', DAYS),
    synonyms.all(),
    searchUpkeep.state(),
  ]);
  const slow = await searchUpkeep.report('slow', DAYS);
  const done = status === 200 ? (DONE[c.req.query('done') ?? ''] ?? null) : null;
  return show(c, <SearchPage {...{ vain, slow, groups, state, form, done }} />, status);
}

searchPageRoutes.get('/admin/search', (c) => showPage(c, untouched()));

searchPageRoutes.post('/admin/search/synonyms', async (c) => {
  const values = await valuesOf(c);
  const phrases = (values['phrases'] ?? '').split(',');
  const made = await c.get('services').synonyms.add(phrases);
  if (made.ok) return c.redirect('/admin/search?done=added', 303);
  const told = {
    too_few: 'Expected two to twenty different words or phrases',
    too_many: 'The shop has all the groups it may; remove one first',
  };
  const errors = { phrases: told[made.reason] };
  return showPage(c, { values, errors, message: null }, 400);
});

searchPageRoutes.post('/admin/search/synonyms/:id/remove', async (c) => {
  const removed = await c.get('services').synonyms.remove(c.req.param('id'));
  if (!removed) return missing(c, 'There is no such group.');
  return c.redirect('/admin/search?done=removed', 303);
});

searchPageRoutes.post('/admin/search/rebuild', async (c) => {
  await c.get('services').searchUpkeep.build();
  return c.redirect('/admin/search?done=building', 303);
});
