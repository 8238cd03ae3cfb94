/**
 * Forms: what was typed, what is wrong with it by field, and the key under which it was sent, so
 * that a second click does nothing. Values are kept as typed, to be shown again beside the error.
 */
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { formFields } from '../http/body.ts';
import { pointerOf } from '../http/problem.ts';
import { randomId, sha256 } from '../platform/crypto.ts';

export type Values = Readonly<Record<string, string>>;

export type FormState = {
  readonly values: Values;
  /** What is wrong, by field. */
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong with the whole. */
  readonly message: string | null;
};

/** Which of a page's forms was sent and refused, with what was typed. */
export type Refused = { readonly form: string; readonly state: FormState };

/** A form nobody has sent yet. */
export const untouched = (values: Values = {}): FormState => ({
  values,
  errors: {},
  message: null,
});

/** The fields of a form that was sent; of a name sent twice the last one, and no files. */
export async function valuesOf(c: Context<AppEnv>): Promise<Values> {
  return Object.fromEntries(await formFields(c));
}

export type FormKey = { readonly key: string; readonly fingerprint: string };

const FORM_KEY = /^[A-Za-z0-9_-]{8,64}$/;

/** The hidden field that names one showing of a form. */
export const KEY_FIELD = 'form_key';

/** A new key for a form that is about to be shown. */
export const newFormKey = (): string => randomId(12);

/** The Idempotency-Key of a sent form and the digest of what it says; null where it has none. */
export function formKeyOf(c: Context<AppEnv>, values: Values): FormKey | null {
  const key = values[KEY_FIELD] ?? '';
  if (!FORM_KEY.test(key)) return null;
  const content = JSON.stringify(Object.entries(values).toSorted(byName));
  return { key: sha256(`form\n${key}`), fingerprint: sha256(`${c.req.path}\n${content}`) };
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : 1;

/** A typed field, trimmed; undefined where it was left empty. */
export function typed(values: Values, name: string): string | undefined {
  const text = values[name]?.trim() ?? '';
  return text === '' ? undefined : text;
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** Errors by field; a field of a list is named by its path, such as `variants/0/sku`. */
export const errorsOf = (issues: readonly Issue[]): Record<string, string> =>
  Object.fromEntries(issues.map(({ path, message }) => [pointerOf(path).slice(1), message]));

/** The same of faults that already carry pointers. */
export const errorsAt = (
  faults: readonly { readonly pointer: string; readonly detail: string }[],
): Record<string, string> =>
  Object.fromEntries(faults.map(({ pointer, detail }) => [pointer.slice(1), detail]));

/** A `datetime-local` value, which has no zone; the pages say that times are in UTC. */
export function inUtc(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const withTime = text.replace(' ', 'T');
  return /T\d{2}:\d{2}$/.test(withTime) ? `${withTime}:00Z` : `${withTime}Z`;
}

/** An instant as such a field shows it. */
export const fieldTime = (instant: string | null | undefined): string =>
  instant?.replace(/(:00)?(\.000)?Z$/, '') ?? '';
