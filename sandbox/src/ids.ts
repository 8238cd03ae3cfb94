/** Ids shaped like the providers' own, and a clock that gives ids an order. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `length` random letters and digits; a slight bias of the first few is of no matter here. */
export function randomText(length: number): string {
  let text = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
    text += ALPHABET[byte % ALPHABET.length] ?? 'A';
  }
  return text;
}

/** Digits of a stamp in base 36: microseconds fit in ten until the year 2085. */
const STAMP_LENGTH = 10;

/** A strictly growing microsecond stamp, so that ids made in one millisecond keep their order. */
export function nextStamp(previous: number, nowMs: number): number {
  return Math.max(previous + 1, nowMs * 1000);
}

/** The 24 characters after an object's prefix; sorts as text in the order of the stamps. */
export function stampedCore(stamp: number): string {
  return `3${stamp.toString(36).padStart(STAMP_LENGTH, '0')}${randomText(13)}`;
}

/** The stamp inside an id made of `stampedCore`, or null if it has none. */
export function stampOf(id: string): number | null {
  const match = /^[a-z]+_3([0-9a-z]{10})/.exec(id);
  return match?.[1] === undefined ? null : Number.parseInt(match[1], 36);
}
