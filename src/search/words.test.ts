import { expect, test } from 'vitest';
import { codeOf, codesOf, termsOf, wordsOf } from './words.ts';

const codes = (query: string) => termsOf(query).map(({ words, code }) => code ?? words.join(' '));

test.each([
  ['27 inch monitor', ['27inch', 'monitor']],
  ['27" monitor', ['27inch', 'monitor']],
  ['8gb ram', ['8gb', 'ram']],
  ['8 GB', ['8gb']],
  ['3,5" drive', ['3d5inch', 'drive']],
  ['cat5e', ['cat5e']],
  ['Cat. 5e patch', ['cat5e', 'patch']],
  ['Category 6', ['cat6']],
  ['Wi-Fi 5', ['wifi', '5']],
  ['CF-237X', ['cf237x']],
  ['3.5 jack', ['3.5', 'jack'].map((word) => word.replace('.', ' '))],
  ['Écran', ['ecran']],
])('%s is looked for as %j', (query, expected) => {
  expect(codes(query)).toEqual(expected);
});

test('a text has the codes that its words would not find', () => {
  expect(codesOf('Monitor 68.6 cm (27") Wi-Fi 8GB, AT-FS708/POE')).toEqual([
    '68d6cm',
    '27inch',
    'wifi',
    'atfs708poe',
  ]);
});

test('whatever is neither letter nor digit only separates', () => {
  expect(wordsOf('"NEAR(a b)" OR col:* -x 你好 مرحبا 🙂')).toEqual([
    ...['near', 'a', 'b', 'or', 'col', 'x', '你好', 'مرحبا'],
  ]);
  expect(codeOf('CF-237 X')).toBe('cf237x');
  expect(termsOf('🙂 "*"')).toEqual([]);
});
