/** The inbox's page: what the shop sent and was paid, to be looked at by a person. */
import type { Child } from 'hono/jsx';
import type { Inbox, PaymentReport } from './inbox.ts';
import type { Mail } from './sendgrid.ts';
import type { TextMessage } from './twilio.ts';

/** How many of each are shown; the JSON has them all. */
const SHOWN = 50;

export function InboxPage({ inbox, to }: { inbox: Inbox; to: string }) {
  const { mails, texts, payments } = inbox;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sandbox inbox</title>
        <link rel="stylesheet" href="/sandbox/sandbox.css" />
      </head>
      <body>
        <header>
          <h1>Sandbox inbox</h1>
          <p>What the shop sent to the outside world, none of which left this machine.</p>
          <form method="get" action="/sandbox/" role="search">
            <label for="to">Address or number</label>
            <input id="to" name="to" value={to} autocomplete="off" />
            <button type="submit">Filter</button>
          </form>
        </header>
        <main>
          <Section title="Mails" count={mails.length} empty="No mail yet.">
            {mails.slice(0, SHOWN).map((mail) => (
              <MailRow mail={mail} />
            ))}
          </Section>
          <Section title="Text messages" count={texts.length} empty="No text message yet.">
            {texts.slice(0, SHOWN).map((text) => (
              <TextRow text={text} />
            ))}
          </Section>
          <Section title="Payments" count={payments.length} empty="No payment yet.">
            {payments.slice(0, SHOWN).map((payment) => (
              <PaymentRow payment={payment} />
            ))}
          </Section>
        </main>
        <footer>
          <a href="/sandbox/inbox.json">The same as JSON</a>
        </footer>
      </body>
    </html>
  );
}

interface SectionProps {
  title: string;
  count: number;
  empty: string;
  children?: Child;
}

function Section({ title, count, empty, children }: SectionProps) {
  return (
    <section aria-label={title}>
      <h2>
        {title} <span class="count">{count}</span>
      </h2>
      {count === 0 ? <p class="empty">{empty}</p> : children}
    </section>
  );
}

function MailRow({ mail }: { mail: Mail }) {
  return (
    <details class="row">
      <summary>
        <strong>{mail.subject}</strong>
        <span>{mail.to.join(', ')}</span>
        <time datetime={mail.at}>{shortTime(mail.at)}</time>
        {mail.status === 'bounced' && <span class="chip bad">bounced</span>}
      </summary>
      <p class="meta">From {mail.from}</p>
      {mail.html !== null && (
        <iframe
          title={`HTML part of “${mail.subject}”`}
          src={`/sandbox/mail/${mail.id}`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          loading="lazy"
        />
      )}
      {mail.text !== null && (
        <details>
          <summary>Text part</summary>
          <pre>{mail.text}</pre>
        </details>
      )}
    </details>
  );
}

function TextRow({ text }: { text: TextMessage }) {
  return (
    <div class="row flat">
      <p>{text.body}</p>
      <p class="meta">
        To {text.to} from {text.from}, {text.segments}{' '}
        {text.segments === 1 ? 'segment' : 'segments'},{' '}
        <time datetime={text.at}>{shortTime(text.at)}</time>
      </p>
    </div>
  );
}

function PaymentRow({ payment }: { payment: PaymentReport }) {
  const { intent, refunds, disputes, events } = payment;
  const refunded = payment.charges.reduce((sum, charge) => sum + charge.amount_refunded, 0);
  const at = new Date(intent.created * 1000).toISOString();
  return (
    <details class="row">
      <summary>
        <strong>{money(intent.amount, intent.currency)}</strong>
        <span class={`chip ${toneOf(intent.status)}`}>{intent.status.replaceAll('_', ' ')}</span>
        {disputes.length > 0 && <span class="chip bad">disputed</span>}
        <code>{intent.id}</code>
        <time datetime={at}>{shortTime(at)}</time>
      </summary>
      <dl>
        <Fact name="Capturable" value={money(intent.amount_capturable, intent.currency)} />
        <Fact name="Received" value={money(intent.amount_received, intent.currency)} />
        <Fact name="Refunded" value={money(refunded, intent.currency)} />
        {refunds.length > 0 && (
          <Fact name="Refunds" value={refunds.map(({ id }) => id).join(' ')} />
        )}
        {Object.entries(intent.metadata).map(([name, value]) => (
          <Fact name={name} value={value} />
        ))}
      </dl>
      <div class="scroll">
        <table>
          <caption>Events and their deliveries</caption>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">State</th>
              <th scope="col">Attempts</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr>
                <td>
                  {event.type}
                  <br />
                  <code>{event.id}</code>
                </td>
                <td>
                  <span class={`chip ${toneOf(event.state)}`}>{event.state}</span>
                </td>
                <td>{event.attempts.map(attemptText).join(', ') || 'none'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function attemptText({ status, tookMs }: PaymentReport['events'][number]['attempts'][number]) {
  return status === 0 ? `no answer in ${tookMs} ms` : `${status} in ${tookMs} ms`;
}

const TONES: Record<string, string> = {
  succeeded: 'good',
  delivered: 'good',
  requires_capture: 'good',
  canceled: 'bad',
  failed: 'bad',
  dropped: 'bad',
};

function toneOf(state: string): string {
  return TONES[state] ?? 'open';
}

function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function shortTime(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')} UTC`;
}
