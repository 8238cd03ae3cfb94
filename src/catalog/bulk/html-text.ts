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
const UNREAD = /<(script|style)\b[^]*?<\/\1\s*>|<!--[^]*?-->/gi;
const BREAKS = /<br\s*\/?>|<\/(p|div|li|ul|ol|h[1-6]|tr|table|section|blockquote)\s*>/gi;

const trimmed = (lines: readonly string[]): string[] => lines.map((line) => line.trim());

/** HTML as text: what ends a block ends a line, all other marks are dropped. */
export function textOf(html: string): string {
  const lines = html.split(/\r?\n/);
  const joined = lines.length === 1 ? html : trimmed(lines).join(' ');
  const text = joined
    .replaceAll(UNREAD, '')
    .replaceAll(BREAKS, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#?\w+);/g, characterOf);
  if (!FOREIGN.test(html)) return text;
  const tidy = trimmed(text.split('\n')).join('\n');
  return tidy.replaceAll(/\n{3,}/g, '\n\n').trim();
}
