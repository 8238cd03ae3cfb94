/** Shopify keeps descriptions as HTML, this shop as text: there and back again. */

const ESCAPES = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['\r', '&#13;'],
  ['\n', '<br>'],
] as const;

/** Text as HTML that says the same. */
export const htmlOf = (text: string): string =>
  ESCAPES.reduce((html, [character, written]) => html.replaceAll(character, written), text);

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' },
};
const LAST_CODE_POINT = 0x10ffff;

function characterOf(written: string, name: string): string {
  const code = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
  if (code === null) return NAMED[name] ?? written;
  const point = code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16);
  return point <= LAST_CODE_POINT ? String.fromCodePoint(point) : written;
}

/** Anything but a plain line break was written by a person or another program. */
const FOREIGN = /<(?!br>)/i;
const UNREAD = [
  [/<script\b/gi, /<\/script\s*>/gi],
  [/<style\b/gi, /<\/style\s*>/gi],
  [/<!--/g, /-->/g],
] as const;
const BREAKS = /<br\s*\/?>|<\/(p|div|li|ul|ol|h[1-6]|tr|table|section|blockquote)\s*>/gi;

/**
 * Leaves out what stands from each beginning to its end. Every end is looked for from where the
 * last one was: a pattern for both would go through the rest of the text once for each beginning.
 */
function without(text: string, begins: RegExp, ends: RegExp): string {
  let kept = '';
  let at = 0;
  for (;;) {
    begins.lastIndex = at;
    const begin = begins.exec(text);
    ends.lastIndex = begins.lastIndex;
    const end = begin === null ? null : ends.exec(text);
    if (begin === null || end === null) return kept + text.slice(at);
    kept += text.slice(at, begin.index);
    at = ends.lastIndex;
  }
}

const trimmed = (lines: readonly string[]): string[] => lines.map((line) => line.trim());

/** HTML as text: what ends a block ends a line, all other marks are dropped. */
export function textOf(html: string): string {
  const lines = html.split(/\r?\n/);
  const joined = lines.length === 1 ? html : trimmed(lines).join(' ');
  const read = UNREAD.reduce((rest, [begins, ends]) => without(rest, begins, ends), joined);
  const text = read
    .replaceAll(BREAKS, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&(#?\w+);/g, characterOf);
  if (!FOREIGN.test(html)) return text;
  const tidy = trimmed(text.split('\n')).join('\n');
  return tidy.replaceAll(/\n{3,}/g, '\n\n').trim();
}
