/** What wrangler.toml fires, what there are jobs for, and what `npm start` asks for each minute. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cronAddresses, cronsIn } from '../../scripts/start/crons.mjs';
import { CRONS } from '../../src/jobs.ts';

const root = new URL('../../', import.meta.url);

test('every cron that is deployed has its jobs, and every job a cron', () => {
  const text = readFileSync(new URL('wrangler.toml', root), 'utf8');
  expect(cronsIn(text)).toEqual(CRONS);
  const [, production = ''] = /\[env\.production\.triggers\]\ncrons = (.*)/.exec(text) ?? [];
  expect(JSON.parse(production)).toEqual(CRONS);
});

test('npm start fires each of them by its name', () => {
  const fired = cronAddresses('http://localhost:8787').map((address) => new URL(address));
  expect(fired.map(({ searchParams }) => searchParams.get('cron'))).toEqual(CRONS);
});
