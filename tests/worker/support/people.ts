/** People with accounts, as tests make them: by the API, and by the mails they get. */
import { mailsTo } from './inbox.ts';
import { call, until } from './shop.ts';
import type { Refusal, Reply } from './shop.ts';

/** Of everybody here who does not say otherwise. */
export const PASSWORD = 'a lamp and a chair';

export type Session = {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  account: { id: string; email: string };
};

export const post = <T>(path: string, body: unknown, headers: Record<string, string> = {}) =>
  call<T>('POST', path, { body, headers });

let people = 0;
export const newEmail = (): string => `person-${++people}@example.com`;

export const register = (
  email: string,
  password = PASSWORD,
  headers = {},
): Promise<Reply<Session>> =>
  post<Session>('/api/auth/register', { email, password, name: 'Ada' }, headers);

export const login = <T = Session>(
  email: string,
  password = PASSWORD,
  code?: string,
): Promise<Reply<T>> => post<T>('/api/auth/login', { email, password, code });

export const bearer = ({ access_token }: Session) => ({ authorization: `Bearer ${access_token}` });
export const me = <T = { email_verified: boolean }>(session: Session, path = '') =>
  call<T>('GET', `/api/me${path}`, { headers: bearer(session) });

/** The token of the newest letter's link to `path`. */
export async function linkIn(email: string, path: string): Promise<string> {
  const form = new RegExp(`${path}\\?token=([\\w.%-]+)`);
  const letters = await until(
    () => mailsTo(email),
    (found) => found.some((letter) => form.test(letter.text)),
  );
  const tokens = letters.flatMap((letter) => form.exec(letter.text)?.[1] ?? []);
  return decodeURIComponent(tokens.at(-1) ?? '');
}

export const verify = (token: string, session: Session) =>
  post<Refusal>('/api/auth/verify-email', { token }, bearer(session));

export async function verified(email: string): Promise<Session> {
  const { body } = await register(email);
  const token = await linkIn(email, '/account/verify');
  const { status } = await verify(token, body);
  if (status !== 204) throw new Error(`proving ${email} answered ${status}`);
  return body;
}
