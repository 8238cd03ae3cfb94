/**
 * Structured logs: one JSON object a line. Values are ids, counts and reasons; no addresses, no
 * tokens, no bodies. The only file that may speak to the console.
 */

export type LogLevel = 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * What must not be in a log and could come with the message of an error, a library's or a
 * provider's: e-mail addresses, phone numbers, credentials.
 */
const PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/[^\s@"'<>:,;()]+@[^\s@"'<>:,;()]+\.[a-z]{2,}/gi, '[e-mail]'],
  [/\+\d[\d ]{6,}\d/g, '[phone]'],
  [/\bBearer\s+\S+/gi, 'Bearer [token]'],
  [/\b(sk|rk|whsec|pi)_\w+_secret_\w+|\b(?:sk|rk)_(?:test|live)_\w+|\bwhsec_\w+/g, '[secret]'],
];

const redacted = (_name: string, value: unknown): unknown =>
  typeof value === 'string'
    ? PERSONAL.reduce((text, [form, word]) => text.replace(form, word), value)
    : value;

/** Writes one line. `event` is a stable, snake_case name. */
export function log(level: LogLevel, event: string, fields: LogFields = {}): void {
  const line = JSON.stringify({ level, event, ...fields }, redacted);
  if (level === 'error') console.error(line);
  else if (level === 'warn') console.warn(line);
  else console.log(line);
}

/** What can be told of a thrown value without its stack reaching a client. */
export const describeError = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
