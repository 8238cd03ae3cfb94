import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eventImporters, fileImporters, importers, pureImporters } from '../tidy/layout.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** The right-hand names of the table row that begins with `left`. */
function shownFor(left: string): string[] {
  const row = page.split('\n').find((line) => line.startsWith(`| ${left}`));
  const names = row?.split('|')[2]?.matchAll(/`([\w-]+)`/g) ?? [];
  return Array.from(names, ([, name = '']) => name);
}

test.each(Object.entries(importers))('the page shows who may import %s', (slice, by) => {
  expect(shownFor(`\`${slice}\` |`)).toEqual(by);
});

test('the page shows the narrower edges', () => {
  expect(shownFor('pure files of `orders`')).toEqual(pureImporters['orders']);
  expect(shownFor('pure files of any slice')).toEqual(pureImporters['*']);
  expect(shownFor('`events.ts` of any slice')).toEqual(eventImporters);
  for (const { files, by } of fileImporters) {
    const row = page.split('\n').find((line) => {
      const shown = [...line.matchAll(/`([\w-]+\/[\w-]+\.ts)`/g)].map(([, file]) => `src/${file}`);
      return line.startsWith('|') && shown.length > 0 && shown.every((file) => files.test(file));
    });
    expect(shownFor(row?.slice(2) ?? 'nothing')).toEqual(by);
  }
});

test('the page is at most 250 lines', () => {
  expect(page.split('\n').length).toBeLessThanOrEqual(250);
});
