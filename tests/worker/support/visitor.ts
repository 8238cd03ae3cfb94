/** Someone with a browser without scripts: keeps cookies, sends forms, is told where to go. */
import { exports } from 'cloudflare:workers';

const ORIGIN = 'http://localhost';

export type Visit = {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Path of a redirect; empty without one. */
  readonly location: string;
};

export class Visitor {
  readonly #cookies = new Map<string, string>();

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #send(path: string, init: RequestInit): Promise<Visit> {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    if (this.#cookies.size > 0) headers.set('cookie', this.cookies);
    const response = await exports.default.fetch(`${ORIGIN}${path}`, {
      ...init,
      headers,
      redirect: 'manual',
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      this.#cookies.set(name, value);
    }
    return {
      status: response.status,
      headers: response.headers,
      html: await response.text(),
      location: response.headers.get('location') ?? '',
    };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Visit> {
    return this.#send(path, { headers });
  }

  /** Sends a form as a browser on one of our pages does. */
  post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Visit> {
    return this.#send(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: ORIGIN, 'sec-fetch-site': 'same-origin', ...headers },
    });
  }
}

/** The text of a page: no tags, entities as characters, single spaces. */
export const textOf = (html: string): string =>
  html
    .replaceAll(/<script[\s\S]*?<\/script>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');

/** The value of the first field of that name. */
export function fieldOf(html: string, name: string): string | undefined {
  const [tag = ''] = new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(html) ?? [];
  return / value="([^"]*)"/.exec(tag)?.[1];
}
