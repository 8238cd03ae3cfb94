/**
 * Text in a PDF: which of its fonts has which letters, how wide words are, where lines break. A
 * letter that no font has is written without its accents, else in Latin letters, else as a middle
 * dot, and that is remembered, so that the document can say so.
 */
import type { PDFFont, PDFPage } from '@cantoo/pdf-lib';
import { latinOf } from './latin.ts';

/** A font and the letters it has. */
export type Face = { readonly font: PDFFont; readonly letters: ReadonlySet<number> };

export const faceOf = (font: PDFFont): Face => ({ font, letters: new Set(font.getCharacterSet()) });

type Run = { readonly font: PDFFont; text: string };

const UNKNOWN = '·';

/** The typeface of a document: faces in the order they are asked for a letter. */
export class Typeface {
  readonly #faces: readonly [Face, ...Face[]];
  #lossy = false;

  constructor(faces: readonly [Face, ...Face[]]) {
    this.#faces = faces;
  }

  /** True once a letter was written that no face has. */
  get lossy(): boolean {
    return this.#lossy;
  }

  /** A text parted by the face that has its letters. */
  #runs(text: string): Run[] {
    const runs: Run[] = [];
    for (const letter of text.normalize('NFC')) {
      const written = this.#written(letter);
      const last = runs.at(-1);
      if (last?.font === written.font) last.text += written.text;
      else runs.push(written);
    }
    return runs;
  }

  #written(letter: string): Run {
    const font = this.#fontOf(letter);
    if (font !== null) return { font, text: letter };
    this.#lossy = true;
    const [base = ''] = letter.normalize('NFKD');
    const bare = this.#fontOf(base);
    if (bare !== null && base !== '') return { font: bare, text: base };
    return { font: this.#faces[0].font, text: latinOf(base) ?? UNKNOWN };
  }

  #fontOf(letter: string): PDFFont | null {
    const point = letter.codePointAt(0) ?? 0;
    return this.#faces.find(({ letters }) => letters.has(point))?.font ?? null;
  }

  /** A text in the letters it is written in. */
  written(text: string): string {
    return this.#runs(text)
      .map((run) => run.text)
      .join('');
  }

  /** Width of a text in points. */
  width(text: string, size: number): number {
    return this.#runs(text).reduce(
      (total, run) => total + run.font.widthOfTextAtSize(run.text, size),
      0,
    );
  }

  /** Writes a line at a point. */
  write(page: PDFPage, text: string, at: { x: number; y: number; size: number }): void {
    let { x } = at;
    for (const run of this.#runs(text)) {
      page.drawText(run.text, { x, y: at.y, size: at.size, font: run.font });
      x += run.font.widthOfTextAtSize(run.text, at.size);
    }
  }

  /** A text in lines of at most `width` points; a word that is longer is broken. */
  wrap(text: string, size: number, width: number): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(/\s+/)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (this.width(longer, size) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = this.#broken(word, size, width, lines);
    }
    if (line !== '') lines.push(line);
    return lines;
  }

  /** Puts the full lines of a long word into `lines` and answers what is left of it. */
  #broken(word: string, size: number, width: number, lines: string[]): string {
    let part = '';
    for (const letter of word) {
      if (part !== '' && this.width(part + letter, size) > width) {
        lines.push(part);
        part = '';
      }
      part += letter;
    }
    return part;
  }
}
