/**
 * Reads an import file a piece at a time: NDJSON or CSV, plain or gzip. Rows keep the text they had
 * and the line they began on; memory holds one chunk, however large the file.
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/**
 * The server takes 500 rows and 8 MB, but every new SKU is an object to be born, with a file of its
 * own: 50 of them take a second or two, and wrangler's proxy drops requests that take some ten.
 */
const MAX_ROWS = 50;
const MAX_LENGTH = 2_000_000;

/** The file's text in pieces; `onBytes` is told how much of the file was read. */
async function* textOf(file, onBytes) {
  const raw = createReadStream(file);
  raw.on('data', (bytes) => onBytes(bytes.length));
  const stream = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  // A broken file fails the reader at the end of the pipe.
  raw.on('error', (error) => stream.destroy(error));
  const decoder = new TextDecoder('utf-8', { fatal: false });
  for await (const bytes of stream) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

/** Lines of NDJSON that hold something. */
async function* linesOf(pieces) {
  let rest = '';
  let line = 1;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      if (text.trim() !== '') yield { line, text };
      line += 1;
    }
  }
  if (rest.trim() !== '') yield { line, text: rest };
}

/** Records of CSV: a line ends one unless a quote is open. */
async function* recordsOf(pieces) {
  let text = '';
  let begun = 1;
  let line = 1;
  let quoted = false;
  for await (const piece of pieces) {
    for (const character of piece) {
      if (character === '"') quoted = !quoted;
      if (character === '\n') line += 1;
      if (character !== '\n' || quoted) {
        text += character;
        continue;
      }
      if (text.trim() !== '') yield { line: begun, text: text.replace(/\r$/, '') };
      text = '';
      begun = line;
    }
  }
  if (text.trim() !== '') yield { line: begun, text };
}

/** The field of a CSV record at `index`, without its quotes. */
function fieldOf(record, index) {
  const fields = record.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  return (fields[index] ?? '').replace(/,$/, '').replace(/^"([\s\S]*)"$/, '$1');
}

/**
 * Chunks ready to be sent: `{ type, body, rows, lineOf }`, where `lineOf` turns a line of the body
 * into the file's. Records of one product are never split over two chunks.
 */
export async function* chunksOf(file, onBytes) {
  const csv = /\.csv(\.gz)?$/.test(file);
  const rows = (csv ? recordsOf : linesOf)(textOf(file, onBytes));
  let header = null;
  let idAt = -1;
  let chunk = [];
  let length = 0;
  let lastId = null;
  for await (const row of rows) {
    if (csv && header === null) {
      header = row.text.replace(/^\uFEFF/, '');
      idAt = header.split(',').findIndex((name) => name.replaceAll('"', '').trim() === 'id');
      continue;
    }
    const id = csv ? fieldOf(row.text, idAt) : null;
    const full = chunk.length >= MAX_ROWS || length + row.text.length > MAX_LENGTH;
    if (full && chunk.length > 0 && (id === null || id !== lastId)) {
      yield chunkOf(csv, header, chunk);
      chunk = [];
      length = 0;
    }
    chunk.push(row);
    length += row.text.length;
    lastId = id;
  }
  if (chunk.length > 0) yield chunkOf(csv, header, chunk);
}

function chunkOf(csv, header, rows) {
  const texts = rows.map((row) => row.text);
  const starts = new Map();
  let line = csv ? 1 + header.split('\n').length : 1;
  for (const row of rows) {
    starts.set(line, row.line);
    line += row.text.split('\n').length;
  }
  return {
    type: csv ? 'text/csv' : 'application/x-ndjson',
    body: (csv ? [header, ...texts] : texts).join('\n'),
    rows: rows.length,
    lineOf: (bodyLine) => starts.get(bodyLine) ?? bodyLine,
  };
}
