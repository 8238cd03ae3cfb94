/** What a world takes from the project: wrangler.toml's variables and queues, the migrations. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { required } from '../../../src/kernel/assert.ts';

export type QueueSettings = {
  readonly queue: string;
  readonly batchSize: number;
  readonly batchTimeoutMs: number;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly deadLetters: string | null;
};

export type Settings = {
  readonly vars: Readonly<Record<string, string>>;
  readonly queues: readonly QueueSettings[];
  readonly migrations: Readonly<Record<'catalog' | 'backoffice', readonly string[]>>;
};

const SECOND_MS = 1_000;

/** Lines `name = value` of one table, quotes taken off. */
const tableOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/^(\w+) = "?([^"\n]*)"?$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

function queueOf(text: string): QueueSettings {
  const table = tableOf(text);
  const number = (name: string): number => Number(required(table[name], `${name} of a queue`));
  return {
    queue: required(table['queue'], 'a consumer names its queue'),
    batchSize: number('max_batch_size'),
    batchTimeoutMs: number('max_batch_timeout') * SECOND_MS,
    retries: number('max_retries'),
    retryDelayMs: number('retry_delay') * SECOND_MS,
    deadLetters: table['dead_letter_queue'] ?? null,
  };
}

const migrationsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8'));

/** The settings of the project in `root`, as `wrangler dev` has them. */
export function settingsOf(root: string): Settings {
  const [development = ''] = readFileSync(join(root, 'wrangler.toml'), 'utf8').split(/^\[env\./m);
  const tables = development.split(/^(?=\[)/m);
  const named = (name: string): string[] => tables.filter((table) => table.startsWith(name));
  return {
    vars: tableOf(named('[vars]').join('')),
    queues: named('[[queues.consumers]]').map(queueOf),
    migrations: {
      catalog: migrationsIn(join(root, 'migrations/catalog')),
      backoffice: migrationsIn(join(root, 'migrations/backoffice')),
    },
  };
}
