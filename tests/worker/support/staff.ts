/** A member of staff at a browser without scripts: signs in, opens pages and sends their forms. */
import { exports } from 'cloudflare:workers';

const ORIGIN = 'http://localhost';

export type Shown = {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Where a redirect leads. */
  readonly location: string | null;
};

export type Fields = Readonly<Record<string, string>>;

/** Sends a request as a browser does: forms are encoded, redirects are seen. */
async function send(path: string, cookie: string, fields?: Fields | FormData): Promise<Shown> {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const response = await exports.default.fetch(`${ORIGIN}${path}`, {
    method: fields === undefined ? 'GET' : 'POST',
    headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }) },
    body: fields === undefined ? null : body,
    redirect: 'manual',
  });
  return {
    status: response.status,
    html: await response.text(),
    headers: response.headers,
    location: response.headers.get('location'),
  };
}

/** The hidden key of the page's first form, or of the one sent to `action`. */
export function formKeyIn(html: string, action = ''): string {
  const form = html.slice(Math.max(0, html.indexOf(`action="${action}"`)));
  const key = /name="form_key" value="([^"]+)"/.exec(form)?.[1];
  if (key === undefined) throw new Error(`no form ${action} in the page`);
  return key;
}

/** The value of a text field as the page shows it. */
export const valueIn = (html: string, name: string): string | undefined =>
  new RegExp(`<input[^>]* name="${name}"[^>]* value="([^"]*)"`).exec(html)?.[1];

/** What the page says is wrong with a field. */
export const errorIn = (html: string, name: string): string | undefined =>
  new RegExp(`id="${name}-error">([^<]*)<`).exec(html)?.[1];

/** Someone without a key, or with one once signed in. */
export class Staff {
  cookie = '';

  open(path: string): Promise<Shown> {
    return send(path, this.cookie);
  }

  send(path: string, fields: Fields | FormData): Promise<Shown> {
    return send(path, this.cookie, fields);
  }

  async signIn(key = 'test-admin-key', next = '/admin'): Promise<Shown> {
    const answer = await this.send('/admin/sign-in', { key, next });
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.cookie;
    return answer;
  }

  /** Opens a page, fills in its form and sends it. */
  async fill(page: string, action: string, fields: Fields): Promise<Shown> {
    const { html } = await this.open(page);
    return this.send(action, { form_key: formKeyIn(html, action), ...fields });
  }
}

/** Staff that is signed in. */
export async function staff(): Promise<Staff> {
  const person = new Staff();
  const answer = await person.signIn();
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  return person;
}
