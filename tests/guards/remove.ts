/** Takes a guard out of a file's text. */
import type { Guard } from './guards.ts';

const escaped = (text: string): string => text.replaceAll(/[.?+*^$[\](){}|\\]/g, '\\$&');

/** The text without the guard, or null where its code is not there exactly once. */
export function remove(text: string, { code, without }: Guard): string | null {
  const words = code.trim().split(/\s+/).map(escaped);
  const parts = text.split(new RegExp(words.join('\\s+')));
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined) return null;
  return `${before}${without}${after}`;
}
