import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import { expect, test } from 'vitest';
import { latinOf } from './latin.ts';
import { Typeface, faceOf } from './pdf-text.ts';

const latin = (text: string): string =>
  Array.from(text, (letter) => latinOf(letter) ?? letter).join('');

test('names of other scripts are written in Latin letters, their case kept', () => {
  expect(latin('Щербаков Юлия')).toBe('Shcherbakov Iuliia');
  expect(latin('Ольга')).toBe('Olga');
  expect(latin('Θεοδωρος Ψαλτης')).toBe('Theodoros Psaltis');
  expect(latin('Łukasz Đorđe')).toBe('Lukasz Dorde');
});

test('a letter of no script that is known has no Latin one', () => {
  for (const letter of ['李', 'א', '👋', 'ㅎ']) expect(latinOf(letter)).toBeNull();
});

/** What a text comes to in the letters of a standard font. */
async function written(text: string) {
  const document = await PDFDocument.create();
  const face = faceOf(document.embedStandardFont(StandardFonts.Helvetica));
  const typeface = new Typeface([face]);
  return { text: typeface.written(text), lossy: typeface.lossy };
}

test('a file writes what its font has, and everything else as near to it as can be', async () => {
  expect(await written('Zoë Ødegård, 20 €')).toEqual({ text: 'Zoë Ødegård, 20 €', lossy: false });
  expect(await written('Příbram')).toEqual({ text: 'Príbram', lossy: true });
  expect(await written('Пётр Новиков')).toEqual({ text: 'Petr Novikov', lossy: true });
  expect(await written('Ἀθῆναι')).toEqual({ text: 'Athinai', lossy: true });
  expect(await written('Łódź')).toEqual({ text: 'Lódz', lossy: true });
  expect(await written('李 Li')).toEqual({ text: '· Li', lossy: true });
});
