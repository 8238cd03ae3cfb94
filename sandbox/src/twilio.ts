/** Twilio's Messages resource: what it demands of a text message, and the answers it gives. */
import type { Reply } from './faults.ts';

export interface TextMessage {
  readonly kind: 'sms';
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly segments: number;
}

const PATH = /^\/2010-04-01\/Accounts\/(AC\w+)\/Messages\.json$/;

/** Twilio's magic number that is never valid; see its page on test credentials. */
const INVALID_NUMBER = '+15005550001';
const LONGEST_BODY = 1600;

/** Answers one request; a message it accepts is handed to `keep`. */
export function twilio(
  path: string,
  headers: Headers,
  body: string,
  now: Date,
  keep: (message: TextMessage) => void,
): Reply {
  const account = PATH.exec(path)?.[1];
  if (account === undefined) {
    return refusal(404, 20404, `The requested resource ${path} was not found`);
  }
  if (!authenticated(headers, account)) return refusal(401, 20003, 'Authenticate');
  const form = new URLSearchParams(body);
  const [to, text] = [form.get('To') ?? '', form.get('Body') ?? ''];
  const from = form.get('From') ?? form.get('MessagingServiceSid') ?? '';
  if (to === '') return refusal(400, 21604, "A 'To' phone number is required.");
  if (from === '') return refusal(400, 21603, "A 'From' phone number is required.");
  if (text === '') return refusal(400, 21602, 'Message body is required.');
  if (text.length > LONGEST_BODY) {
    return refusal(400, 21617, 'The concatenated message body exceeds the 1600 character limit.');
  }
  if (to === INVALID_NUMBER || !/^\+[1-9]\d{6,14}$/.test(to)) {
    return refusal(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
  }
  const sid = `SM${hex(32)}`;
  const segments = segmentsOf(text);
  keep({ kind: 'sms', id: sid, at: now.toISOString(), from, to, body: text, segments });
  return json(201, resource(account, sid, { to, from, text, segments }, now));
}

function resource(
  account: string,
  sid: string,
  message: { to: string; from: string; text: string; segments: number },
  now: Date,
): object {
  const uri = `/2010-04-01/Accounts/${account}/Messages/${sid}`;
  return {
    account_sid: account,
    api_version: '2010-04-01',
    body: message.text,
    date_created: now.toUTCString().replace('GMT', '+0000'),
    date_sent: null,
    date_updated: now.toUTCString().replace('GMT', '+0000'),
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.from.startsWith('MG') ? message.from : null,
    num_media: '0',
    num_segments: String(message.segments),
    price: null,
    price_unit: 'USD',
    sid,
    status: 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    tags: null,
    to: message.to,
    uri: `${uri}.json`,
  };
}

/** Basic authentication by the account's own id, or by an API key's. */
function authenticated(headers: Headers, account: string): boolean {
  const [scheme, value = ''] = headers.get('authorization')?.split(' ') ?? [];
  if (scheme !== 'Basic') return false;
  const [user = '', password = ''] = atob(value).split(':');
  return password !== '' && (user === account || user.startsWith('SK'));
}

/** 160 characters of plain text or 70 of any other fit one segment; longer ones lose a header. */
function segmentsOf(text: string): number {
  const plain = /^[\x20-\x7e\n\r€£¥èéùìòÇØøÅåÄÖÑÜäöñüà§¿¡ß]*$/.test(text);
  const [alone, chained] = plain ? [160, 153] : [70, 67];
  return text.length <= alone ? 1 : Math.ceil(text.length / chained);
}

function hex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length / 2));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An error of the shape Twilio answers with. */
export function refusal(status: number, code: number, message: string): Reply {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return json(status, { code, message, more_info, status });
}

function json(status: number, body: object): Reply {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}
