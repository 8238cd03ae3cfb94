import { expect, test } from 'vitest';
import { bindingFaults } from '../tidy/bindings.ts';
import { faultsOf } from '../tidy/rules.ts';
import { parse } from '../tidy/source.ts';

const told = (path: string, text: string) => faultsOf(parse(path, text)).map((fault) => fault.says);
const opened = (code: string) => `/** Planted. */\n${code}\n`;
const lines = (count: number) => '  step();\n'.repeat(count);

test('a file of 401 lines is too long and one of 400 is not', () => {
  expect(told('src/http/a.ts', opened('const a = 1;\n'.repeat(398)))).toEqual([]);
  expect(told('src/http/a.ts', opened('const a = 1;\n'.repeat(400)))).toEqual(['402 lines']);
});

test('a function of 71 lines is too long and one of 70 is not', () => {
  expect(told('src/http/a.ts', opened(`function a() {\n${lines(68)}}`))).toEqual([]);
  expect(told('src/http/a.ts', opened(`function a() {\n${lines(69)}}`))).toEqual([
    'a function of 71 lines',
  ]);
});

test('a describe groups functions and is not one', () => {
  const group = `describe('a', () => {\n${lines(90)}});`;
  expect(told('tests/unit/a.test.ts', group)).toEqual([]);
});

test('a Durable Object class of 201 lines is too long', () => {
  const method = `  a() {\n${lines(38)}  }\n`;
  const grown = `class Order extends DurableObject {\n${method.repeat(5)}}`;
  expect(told('durable-objects/order.ts', opened(grown))).toEqual(['an object class of 202 lines']);
  const plain = grown.replace(' extends DurableObject', '');
  expect(told('durable-objects/order.ts', opened(plain))).toEqual([]);
  expect(told('sandbox/order.ts', opened(grown))).toEqual([]);
});

test('a line of 101 columns is too wide', () => {
  expect(told('src/http/a.ts', opened(`// ${'x'.repeat(98)}`))).toEqual(['101 columns']);
});

test('a file opens with a comment of at most five lines', () => {
  expect(told('src/http/a.ts', 'const a = 1;\n')).toEqual([
    'the file does not open with a /** comment */',
  ]);
  expect(told('src/http/a.ts', `/**\n${' * word\n'.repeat(6)} */\n`)).toEqual([
    'an opening comment of 6 lines',
  ]);
});

test.each([
  ['// TODO: later', 'a note to do something'],
  ['// FIXME', 'a note to do something'],
  ['// @ts-ignore', 'a type error silenced'],
  ["test.only('a', run);", 'a test that does not run, or alone'],
  ["describe.skip('a', run);", 'a test that does not run, or alone'],
  ['// oxlint-disable-next-line no-console', 'a disabled rule without `-- reason`'],
  ['const a: any = 1;', '`any`'],
  ['const a = b!;', '`!` asserts what nobody checked'],
  ['const a = b as string;', '`as` asserts what nobody checked'],
  ["console.log('a');", 'console: use platform/log.ts'],
])('%s is a fault', (code, says) => {
  expect(told('src/http/a.ts', opened(code))).toEqual([says]);
});

test('`as const`, a reasoned disable and the log are no faults', () => {
  expect(told('src/http/a.ts', opened("const a = ['b'] as const;"))).toEqual([]);
  expect(told('src/http/a.ts', opened('// oxlint-disable-next-line x -- the type lies'))).toEqual(
    [],
  );
  expect(told('src/platform/log.ts', opened("console.log('a');"))).toEqual([]);
});

test('a binding or variable that production lacks, and a stand-in it has, are faults', () => {
  const development = {
    kv_namespaces: [{ binding: 'DOCUMENTS' }],
    services: [{ binding: 'OUTSIDE' }],
    queues: {
      producers: [{ binding: 'EVENTS', queue: 'events' }],
      consumers: [{ queue: 'events' }],
    },
    vars: { SHOP_ID: 'a' },
  };
  const queues = development.queues;
  expect(bindingFaults(development, { ...development, services: [] })).toEqual([]);
  expect(bindingFaults(development, { queues, services: [], vars: {} })).toEqual([
    'production lacks kv_namespaces:DOCUMENTS',
    'production lacks vars:SHOP_ID',
  ]);
  expect(bindingFaults(development, development)).toEqual(['production binds services:OUTSIDE']);
  expect(bindingFaults({}, { vars: { DEBUG: '1' } })).toEqual(['only production has vars:DEBUG']);
});
