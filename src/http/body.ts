/** Reads a request's body by its media type, the same way for whoever reads it. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { AppEnv } from './app-env.ts';

/** As validators tell JSON: `application/json` and all that is written as it. */
const JSON_TYPE = /^application\/([\w.-]+\+)?json$/;
const FORM_TYPES: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
]);

/** The media type of a `Content-Type`, without its parameters. */
const mediaType = (header: string | undefined): string =>
  (header?.split(';')[0] ?? '').trim().toLowerCase();

export const isJson = (header: string | undefined): boolean => JSON_TYPE.test(mediaType(header));
export const isForm = (header: string | undefined): boolean => FORM_TYPES.has(mediaType(header));

/** A form as it was sent: of each name all that came, in order. Empty for what is no form. */
export type SentForm = ReadonlyMap<string, readonly (string | File)[]>;

/** Reads a form, 400 for one that cannot be read, as a multipart body without a boundary. */
export async function sentForm(c: Context<AppEnv>): Promise<SentForm> {
  try {
    const form = await c.req.parseBody({ all: true });
    return new Map(Object.entries(form).map(([name, value]) => [name, [value].flat()]));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new HTTPException(400, { message: 'The form cannot be read.' });
  }
}

/** The fields of a form: of a name sent twice the last one, and no files. */
export async function formFields(c: Context<AppEnv>): Promise<Map<string, string>> {
  const fields = [...(await sentForm(c))].flatMap(([name, values]) => {
    const last = values.at(-1);
    return typeof last === 'string' ? [[name, last] as const] : [];
  });
  return new Map(fields);
}
