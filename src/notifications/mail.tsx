/**
 * The HTML of a mail: one table of 600 px with the styles on the elements, since mail programs know
 * neither style sheets nor flexbox, and no picture, since most of them ask before they load one.
 */
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { plainText, shortText } from './content.ts';
import type { Content } from './content.ts';
import type { Letter } from './letters.ts';
import type { Mail, TextMessage } from './messenger.ts';

const FONT = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const INK = '#1c1b19';
const SOFT = '#6b675f';
const LINE = '#e6e1d8';
const PAPER = '#f6f3ee';
const ACCENT = '#1f4d3f';

const text = (rest: string): string => `font-family:${FONT};color:${INK};${rest}`;
const CARD = `padding:32px;background:#ffffff;border:1px solid ${LINE};border-radius:12px`;
const ROW = `border-bottom:1px solid ${LINE};font-size:15px`;

/** A table that only arranges: read out, it is no table. */
function Arranged({ style, children }: { style: string; children: Child }) {
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={style}>
      <tbody>{children}</tbody>
    </table>
  );
}

function Lines({ lines }: { lines: Content['lines'] }) {
  if (lines.length === 0) return <></>;
  return (
    <Arranged style={`margin:24px 0 0;border-top:1px solid ${LINE}`}>
      {lines.map(({ title, detail, amount }) => (
        <tr>
          <td style={text(`padding:14px 0;${ROW}`)}>
            {title}
            {detail !== '' && <div style={`color:${SOFT};font-size:13px`}>{detail}</div>}
          </td>
          <td
            align="right"
            valign="top"
            style={text(`padding:14px 0 14px 16px;${ROW};white-space:nowrap`)}
          >
            {amount}
          </td>
        </tr>
      ))}
    </Arranged>
  );
}

function Totals({ totals }: { totals: Content['totals'] }) {
  if (totals.length === 0) return <></>;
  return (
    <Arranged style="margin:12px 0 0">
      {totals.map(({ label, amount, grand }) => {
        const style = grand ? 'font-size:18px;font-weight:700' : `font-size:14px;color:${SOFT}`;
        return (
          <tr>
            <td style={text(`padding:4px 0;${style}`)}>{label}</td>
            <td align="right" style={text(`padding:4px 0 4px 16px;${style}`)}>
              {amount}
            </td>
          </tr>
        );
      })}
    </Arranged>
  );
}

function Facts({ facts }: { facts: Content['facts'] }) {
  return (
    <Arranged style="margin:28px 0 0">
      {facts.map(({ label, lines }) => (
        <tr>
          <td
            valign="top"
            width="96"
            style={text(`padding:4px 16px 4px 0;font-size:13px;color:${SOFT}`)}
          >
            {label}
          </td>
          <td style={text('padding:4px 0;font-size:14px;line-height:1.5;word-break:break-word')}>
            {lines.map((line) => (
              <div>{line}</div>
            ))}
          </td>
        </tr>
      ))}
    </Arranged>
  );
}

function Action({ action }: { action: Content['action'] }) {
  return (
    <p style="margin:28px 0 0">
      <a
        href={action.url}
        style={
          `display:inline-block;padding:13px 24px;border-radius:8px;background:${ACCENT};` +
          `font-family:${FONT};font-size:15px;font-weight:600;color:#ffffff;text-decoration:none`
        }
      >
        {action.label}
      </a>
    </p>
  );
}

function Stop({ stop }: { stop: Content['stop'] }) {
  if (stop === null) return <>It needs no answer.</>;
  return (
    <a href={stop.url} style={`color:${SOFT}`}>
      {stop.label}
    </a>
  );
}

function MailPage({ content }: { content: Content }) {
  const { shop, subject, heading, paragraphs, lines, totals, facts, action } = content;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{subject}</title>
      </head>
      <body style={`margin:0;padding:0;background:${PAPER}`}>
        <div style="display:none;max-height:0;overflow:hidden">{paragraphs[0]}</div>
        <Arranged style={`background:${PAPER}`}>
          <tr>
            <td align="center" style="padding:32px 16px">
              <Arranged style="max-width:600px">
                <tr>
                  <td style={text('padding:0 0 16px;font-size:20px;font-weight:700')}>{shop}</td>
                </tr>
                <tr>
                  <td style={CARD}>
                    <h1 style={text('margin:0;font-size:26px;line-height:1.25')}>{heading}</h1>
                    {paragraphs.map((paragraph) => (
                      <p style={text('margin:12px 0 0;font-size:16px;line-height:1.55')}>
                        {paragraph}
                      </p>
                    ))}
                    <Lines lines={lines} />
                    <Totals totals={totals} />
                    <Action action={action} />
                    <Facts facts={facts} />
                  </td>
                </tr>
                <tr>
                  <td style={text(`padding:16px 0 0;font-size:12px;color:${SOFT}`)}>
                    {shop} sent you this because{' '}
                    {content.stop === null ? 'it concerns you.' : 'you asked for it.'}{' '}
                    <Stop stop={content.stop} />
                  </td>
                </tr>
              </Arranged>
            </td>
          </tr>
        </Arranged>
      </body>
    </html>
  );
}

/** The mail of a letter: the same content as HTML and as plain text. */
export async function mailOf({ key, to }: Letter, content: Content): Promise<Mail> {
  const page = await html`<!doctype html>${<MailPage content={content} />}`;
  return {
    ...{ key, to, subject: content.subject },
    ...{ html: page.toString(), text: plainText(content) },
    unsubscribe: content.stop?.url ?? null,
  };
}

/** The text message of a letter. */
export const textOf = ({ to }: Letter, content: Content): TextMessage => ({
  to,
  body: shortText(content),
});
