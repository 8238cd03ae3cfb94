/** An authenticator app, and accounts that have one. */
import { TOTP, Secret } from 'otpauth';
import { bearer, newEmail, post, register } from './people.ts';
import type { Session } from './people.ts';

/** The code that an app shows now, or `steps` half-minutes later. */
export const codeOf = (secret: string, steps = 0): string =>
  TOTP.generate({
    secret: Secret.fromBase32(secret),
    timestamp: Date.now() + steps * 30_000,
  });

const FACTOR = '/api/me/second-factor';

export type WithApp = {
  readonly email: string;
  readonly session: Session;
  readonly secret: string;
  readonly recovery: string[];
};

/** Sets an app up in a session that has just begun. Its current code is used up by this. */
export async function addApp(session: Session): Promise<{ secret: string; recovery: string[] }> {
  const begun = await post<{ secret: string }>(`${FACTOR}/app`, {}, bearer(session));
  const { secret } = begun.body;
  const code = codeOf(secret);
  const path = `${FACTOR}/app/confirm`;
  const done = await post<{ recovery_codes: string[] }>(path, { code }, bearer(session));
  if (done.status !== 200) throw new Error(`the app was not taken: ${done.status}`);
  return { secret, recovery: done.body.recovery_codes };
}

/** A new account with an app. */
export async function withApp(): Promise<WithApp> {
  const email = newEmail();
  const { body: session } = await register(email);
  return { email, session, ...(await addApp(session)) };
}
