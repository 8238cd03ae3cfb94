/** SendGrid's v3 Mail Send API: https://www.twilio.com/docs/sendgrid/api-reference/mail-send. */
import type { Fetch } from '../../platform/outbound.ts';
import type { Messenger } from '../messenger.ts';
import { send } from './answers.ts';

export type SendGridOptions = {
  readonly apiKey: string;
  readonly from: { readonly email: string; readonly name: string };
};

const URL = 'https://api.sendgrid.com/v3/mail/send';

/** The headers by which a mail program offers to unsubscribe (RFC 8058, RFC 2369). */
const oneClick = (url: string) => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/** Mails by SendGrid. Without a key every mail is refused, by that name. */
export function sendGridMails(
  fetcher: Fetch,
  { apiKey, from }: SendGridOptions,
): Messenger['mail'] {
  return async (mail) => {
    if (apiKey === '') return { kind: 'refused', code: 'SENDGRID_API_KEY is not set' };
    const body = {
      personalizations: [{ to: [{ email: mail.to }], custom_args: { notice: mail.key } }],
      from,
      subject: mail.subject,
      ...(mail.unsubscribe === null ? {} : { headers: oneClick(mail.unsubscribe) }),
      // SendGrid asks for the plain text first.
      content: [
        { type: 'text/plain', value: mail.text },
        { type: 'text/html', value: mail.html },
      ],
      // Links carry an order's token: they must not be rewritten to pass through a tracker.
      tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
    };
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    return send('sendgrid', fetcher, { url: URL, init }, (response) =>
      Promise.resolve(response.headers.get('x-message-id') ?? ''),
    );
  };
}
