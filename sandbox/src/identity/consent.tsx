/** What a provider asks its person: who they are, and whether the shop may know it. */
import { html } from 'hono/html';
import type { Grant } from './grants.ts';

type Field = { readonly name: string; readonly label: string; readonly value: string };

const FIELDS: readonly Field[] = [
  { name: 'sub', label: 'Subject', value: 'person-1' },
  { name: 'email', label: 'E-mail', value: 'ada@example.com' },
  { name: 'name', label: 'Name', value: 'Ada Lovelace' },
];

/** Ways a provider may misbehave, each of which the shop must notice. */
const FAULTS = ['none', 'nonce', 'audience', 'issuer', 'expired', 'signature'] as const;

/** The consent page; without scripts, so that it runs under any policy. */
export const consentPage = (host: string, request: URLSearchParams) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${host}</title>
        <link rel="stylesheet" href="/sandbox/sandbox.css" />
      </head>
      <body>
        <main>
          <h1>${host}</h1>
          <p>${request.get('client_id') ?? ''} would like to know who you are.</p>
          <form method="post">
            ${[...request].map(
              ([name, value]) =>
                html`<input type="hidden" name="request.${name}" value="${value}" />`,
            )}
            ${FIELDS.map(
              ({ name, label, value }) =>
                html`<p>
                  <label for="${name}">${label}</label>
                  <input id="${name}" name="${name}" value="${value}" />
                </p>`,
            )}
            <p>
              <label>
                <input type="checkbox" name="email_verified" value="true" checked /> The address is
                verified
              </label>
            </p>
            <p>
              <label for="fault">Fault</label>
              <select id="fault" name="fault">
                ${FAULTS.map((fault) => html`<option>${fault}</option>`)}
              </select>
            </p>
            <button name="answer" value="allow">Allow</button>
            <button name="answer" value="deny">Deny</button>
          </form>
        </main>
      </body>
    </html>`;

/** A page whose button posts the answer: what `response_mode=form_post` asks for. */
export const postedAnswer = (target: string, answer: URLSearchParams) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Continue</title>
      </head>
      <body>
        <form method="post" action="${target}">
          ${[...answer].map(
            ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
          )}
          <button>Continue</button>
        </form>
      </body>
    </html>`;

/** What was allowed, as the page's form sends it. */
export const grantIn = (fields: URLSearchParams): Grant => ({
  clientId: fields.get('request.client_id') ?? '',
  redirectUri: fields.get('request.redirect_uri') ?? '',
  nonce: fields.get('request.nonce'),
  challenge: fields.get('request.code_challenge'),
  sub: fields.get('sub') ?? '',
  email: fields.get('email') ?? '',
  emailVerified: fields.get('email_verified') === 'true',
  name: fields.get('name') ?? '',
  fault: fields.get('fault') ?? 'none',
});
