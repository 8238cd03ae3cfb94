/** Every mail and text message the shop sent, the last 2,000 of them. */
import type { Env } from './env.ts';
import { linger, type Reply, type RequestFault, throughTheNetwork } from './faults.ts';
import { FaultyObject } from './faulty-object.ts';
import { errors, type Mail, sendGrid } from './sendgrid.ts';
import { refusal, type TextMessage, twilio } from './twilio.ts';

export type Message = Mail | TextMessage;

/** Enough for any test; what is older is dropped. */
const KEPT = 2_000;

const NEWEST_FIRST = `SELECT message FROM message ORDER BY seq DESC LIMIT ${KEPT}`;

export class Postbox extends FaultyObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql.exec(
      'CREATE TABLE IF NOT EXISTS message (seq INTEGER PRIMARY KEY, message TEXT NOT NULL)',
    );
  }

  /** A request to api.sendgrid.com or api.twilio.com. */
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const body = await request.text();
    const target = {
      host: url.hostname,
      method: request.method,
      path: url.pathname,
      text: `${url.search} ${body}`,
    };
    const rule = this.faults.strikeRequest(target);
    const reply = await throughTheNetwork(rule, async () => {
      if (rule?.kind === 'slow') await linger(rule);
      return this.#answer(request, url, body, rule);
    });
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  }

  /** The messages kept, newest first, whose recipients have this text in them. */
  list(to: string): Message[] {
    const messages: Message[] = [];
    for (const row of this.sql.exec<{ message: string }>(NEWEST_FIRST)) {
      const message = parseMessage(row.message);
      if ([message.to].flat().join(' ').includes(to)) messages.push(message);
    }
    return messages;
  }

  mail(id: string): Mail | null {
    const found = this.list('').find((message) => message.id === id);
    return found?.kind === 'mail' ? found : null;
  }

  reset(): void {
    this.faults.clear();
    this.sql.exec('DELETE FROM message');
  }

  #answer(request: Request, url: URL, body: string, rule: RequestFault | null): Reply {
    const mail = url.hostname === 'api.sendgrid.com';
    if (rule?.kind === 'rate_limit') return failure(mail, 429, 'too many requests', 20429);
    if (rule?.kind === 'fail' && rule.effect === 'none') return this.#fail(mail, rule);
    const keep = (message: Message): void => this.#keep(message);
    const provider = mail ? sendGrid : twilio;
    const reply = provider(url.pathname, request.headers, body, new Date(), keep);
    return rule?.kind === 'fail' ? this.#fail(mail, rule) : reply;
  }

  #fail(mail: boolean, rule: RequestFault): Reply {
    return failure(mail, rule.status, rule.message ?? 'Internal Server Error', 20500);
  }

  #keep(message: Message): void {
    const { seq } = this.sql
      .exec<{ seq: number }>(
        'INSERT INTO message (message) VALUES (?) RETURNING seq',
        JSON.stringify(message),
      )
      .one();
    if (seq % 100 === 0) this.sql.exec('DELETE FROM message WHERE seq <= ?', seq - KEPT);
  }
}

function failure(mail: boolean, status: number, message: string, code: number): Reply {
  if (mail) return errors(status, [{ message, field: null, help: null }]);
  return refusal(status, code, message);
}

function parseMessage(text: string): Message {
  const message: Message = JSON.parse(text);
  return message;
}
