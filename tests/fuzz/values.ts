/** Makes values from schemas, and spoils them: wrong types, missing, extra, huge, unicode. */
import type { Stream } from '../simulator/engine/random.ts';
import { resolved } from './document.ts';
import type { Document, Schema } from './document.ts';

/** Values that fields of a name take, whatever their schema says of them. */
export type Known = (name: string) => unknown;

const EARLY = '2026-01-01T00:00:00Z';

function textOf(schema: Schema): string {
  switch (schema.format) {
    case 'email':
      return 'somebody@example.com';
    case 'date-time':
      return EARLY;
    case 'date':
      return EARLY.slice(0, 10);
    case 'uri':
      return 'https://example.com/';
    default:
      return 'text';
  }
}

/** A value that the schema takes, or nearly: patterns are left to `known`. */
export function valueOf(
  document: Document,
  described: Schema,
  known: Known,
  random: Stream,
  name = '',
): unknown {
  const own = known(name);
  if (own !== undefined) return own;
  const schema = resolved(document, described);
  const [choice] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (choice !== undefined) return valueOf(document, choice, known, random, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[random.between(0, schema.enum.length - 1)];
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1));
    case 'boolean':
      return random.chance(0.5);
    case 'array':
      return schema.items === undefined || (schema.minItems ?? 0) === 0
        ? []
        : [valueOf(document, schema.items, known, random, name)];
    case 'null':
      return null;
    default:
      return objectOf(document, schema, known, random);
  }
}

function objectOf(document: Document, schema: Schema, known: Known, random: Stream) {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => required.has(name) || random.chance(0.3),
  );
  return Object.fromEntries(
    fields.map(([name, field]) => [name, valueOf(document, field, known, random, name)]),
  );
}

/** Texts that have broken programs. */
export const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '💡'.repeat(40),
  '\u202Egnp.exe',
  'ﷺ\u0301\uFEFF',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}',
  '%00%2e%2e%2f',
  '__proto__',
  'constructor',
  '-1',
  '1e309',
  'x'.repeat(5_000),
] as const;

const ODD_VALUES = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[[[[]]]]],
  { toString: 1 },
  ...ODD_TEXTS,
] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value with one thing wrong with it, somewhere. */
export function spoilt(value: unknown, random: Stream): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.7)) {
    const at = random.between(0, value.length - 1);
    return value.map((item, index) => (index === at ? spoilt(item, random) : item));
  }
  if (!isObject(value) || random.chance(0.1)) return random.pick(ODD_VALUES);
  const names = Object.keys(value);
  const name = names[random.between(0, names.length - 1)] ?? 'name';
  const { [name]: field, ...rest } = value;
  switch (random.pick(['missing', 'extra', 'inside', 'inside', 'odd'])) {
    case 'missing':
      return rest;
    case 'extra':
      return { ...value, [random.pick(['admin', 'price', 'id', 'role', '__proto__x'])]: 1 };
    case 'inside':
      return { ...value, [name]: spoilt(field, random) };
    case 'odd':
      return { ...value, [name]: random.pick(ODD_VALUES) };
  }
}

/** A body that is no JSON, or too much of it. */
export const brokenBody = (text: string, random: Stream): string =>
  random.pick([
    text.slice(0, Math.floor(text.length / 2)),
    `${text}}`,
    '',
    'null',
    '"text"',
    '[]',
    `{"a":${'['.repeat(2_000)}`,
    '\u0000',
  ]);
