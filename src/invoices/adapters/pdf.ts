/**
 * A document as a PDF, by pdf-lib. The library is imported with the first file that is asked for,
 * so that it costs the start of no Worker.
 */
import type { PDFDocument, PDFPage } from '@cantoo/pdf-lib';
import type { Milliseconds } from '../../kernel/time.ts';
import type { Sheet, SheetLine } from '../sheet.ts';
import { Typeface, faceOf } from './pdf-text.ts';

/** A4 in points, and where text stands on it. */
const PAGE: [number, number] = [595, 842];
const LEFT = 56;
const RIGHT = 539;
const TOP = 780;
const BOTTOM = 64;
const LEADING = 1.4;
const BODY = 9.5;
const SMALL = 8;
/** Right ends of the columns of a line: how many, each, sum. */
const QUANTITY = 370;
const UNIT = 455;
const TITLE_WIDTH = 270;

type Place = { readonly webAddress: string; readonly issuedAt: Milliseconds };

/** Writes from the top of a page down; a new page begins where one is full. */
class Writer {
  readonly #document: PDFDocument;
  readonly plain: Typeface;
  readonly bold: Typeface;
  #page: PDFPage;
  y = TOP;

  constructor(document: PDFDocument, plain: Typeface, bold: Typeface) {
    this.#document = document;
    this.plain = plain;
    this.bold = bold;
    this.#page = document.addPage(PAGE);
  }

  /** Makes room for `height` points. */
  reserve(height: number): void {
    if (this.y - height >= BOTTOM) return;
    this.#page = this.#document.addPage(PAGE);
    this.y = TOP;
  }

  text(text: string, x: number, size = BODY, face = this.plain): void {
    face.write(this.#page, text, { x, y: this.y, size });
  }

  /** Text that ends at `x`. */
  ending(text: string, x: number, size = BODY, face = this.plain): void {
    this.text(text, x - face.width(text, size), size, face);
  }

  down(size = BODY): void {
    this.y -= size * LEADING;
  }

  rule(): void {
    const at = { x: LEFT, y: this.y + BODY };
    this.#page.drawLine({ start: at, end: { ...at, x: RIGHT }, thickness: 0.5, opacity: 0.5 });
    this.y -= BODY * 0.6;
  }

  /** Blocks of lines beside each other; it goes on below the longest. */
  columns(blocks: readonly { readonly x: number; readonly lines: readonly string[] }[]): void {
    const top = this.y;
    const ends = blocks.map(({ x, lines }) => {
      this.y = top;
      for (const line of lines) {
        this.text(line, x);
        this.down();
      }
      return this.y;
    });
    this.y = Math.min(top, ...ends);
  }
}

function head(writer: Writer, sheet: Sheet): void {
  writer.text(`${sheet.title} ${sheet.number}`, LEFT, 18, writer.bold);
  writer.down(30);
  const parts = [sheet.seller, sheet.buyer].map((lines) =>
    lines.flatMap((line) => writer.plain.wrap(line, BODY, 220)),
  );
  writer.columns(parts.map((lines, index) => ({ x: index === 0 ? LEFT : 310, lines })));
  writer.down(18);
  for (const { label, value } of sheet.facts) {
    writer.reserve(BODY * LEADING);
    writer.text(label, LEFT);
    for (const line of writer.plain.wrap(value, BODY, 380)) {
      writer.text(line, LEFT + 90);
      writer.down();
    }
  }
  writer.down(18);
}

function columnHeads(writer: Writer): void {
  writer.text('Item', LEFT, SMALL, writer.bold);
  writer.ending('Quantity', QUANTITY, SMALL, writer.bold);
  writer.ending('Each', UNIT, SMALL, writer.bold);
  writer.ending('Sum', RIGHT, SMALL, writer.bold);
  writer.down();
  writer.rule();
}

function lineRow(writer: Writer, line: SheetLine): void {
  const titles = writer.plain.wrap(line.title, BODY, TITLE_WIDTH);
  const details = writer.plain.wrap(line.detail, SMALL, TITLE_WIDTH);
  writer.reserve((titles.length * BODY + details.length * SMALL) * LEADING + BODY);
  writer.ending(line.quantity, QUANTITY);
  writer.ending(line.unit, UNIT);
  writer.ending(line.amount, RIGHT);
  for (const title of titles) {
    writer.text(title, LEFT);
    writer.down();
  }
  for (const detail of details) {
    writer.text(detail, LEFT, SMALL);
    writer.down(SMALL);
  }
  writer.down(5);
}

function sums(writer: Writer, sheet: Sheet): void {
  writer.reserve((sheet.totals.length + sheet.taxes.length + 4) * BODY * LEADING);
  writer.rule();
  for (const { label, amount, grand } of sheet.totals) {
    const face = grand ? writer.bold : writer.plain;
    writer.ending(label, UNIT, BODY, face);
    writer.ending(amount, RIGHT, BODY, face);
    writer.down();
  }
  writer.down(18);
  writer.text('Tax', LEFT, SMALL, writer.bold);
  writer.ending('Net', QUANTITY, SMALL, writer.bold);
  writer.ending('Tax', UNIT, SMALL, writer.bold);
  writer.ending('Gross', RIGHT, SMALL, writer.bold);
  writer.down();
  for (const { name, net, amount, gross } of sheet.taxes) {
    writer.text(name, LEFT);
    writer.ending(net, QUANTITY);
    writer.ending(amount, UNIT);
    writer.ending(gross, RIGHT);
    writer.down();
  }
  writer.down(18);
}

/** What holds of the file itself: the page is the document wherever the two differ. */
const lossyNote = (webAddress: string): string =>
  'Some letters cannot be written in this file: they are without accents, in Latin or left out. ' +
  `The document as it was issued: ${webAddress}`;

/** The bytes of a document's file. The same document is the same file. */
export async function pdfOf(sheet: Sheet, { webAddress, issuedAt }: Place): Promise<ArrayBuffer> {
  const { PDFDocument: Document, StandardFonts } = await import('@cantoo/pdf-lib');
  const document = await Document.create();
  const when = new Date(issuedAt);
  document.setTitle(`${sheet.title} ${sheet.number}`);
  document.setCreationDate(when);
  document.setModificationDate(when);
  const faces = [StandardFonts.Helvetica, StandardFonts.HelveticaBold].map((name) =>
    faceOf(document.embedStandardFont(name)),
  );
  const [plain, bold] = faces;
  if (plain === undefined || bold === undefined) throw new Error('standard fonts are there');
  const writer = new Writer(document, new Typeface([plain]), new Typeface([bold]));
  head(writer, sheet);
  columnHeads(writer);
  for (const line of sheet.lines) lineRow(writer, line);
  sums(writer, sheet);
  const lossy = writer.plain.lossy || writer.bold.lossy;
  for (const note of [...sheet.notes, ...(lossy ? [lossyNote(webAddress)] : [])]) {
    for (const line of writer.plain.wrap(note, BODY, RIGHT - LEFT)) {
      writer.reserve(BODY * LEADING);
      writer.text(line, LEFT);
      writer.down();
    }
  }
  return (await document.save()).slice().buffer;
}
