/** The sandbox's own routes: the inbox as a page and as JSON, a mail's HTML, and the style. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { control, postbox } from './control.ts';
import type { Env } from './env.ts';
import { InboxPage } from './inbox-page.tsx';
import { inboxItems, readInbox } from './inbox.ts';
import style from './sandbox.css';

const CONTROL = '/sandbox/control';

/** The pages run no script at all; frames hold only mails. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'";

/** A mail may show pictures and its own styles, and open links in new windows; nothing else. */
const MAIL_POLICY =
  'sandbox allow-popups allow-popups-to-escape-sandbox; ' +
  "default-src 'none'; img-src * data:; style-src 'unsafe-inline'";

export const pages = new Hono<{ Bindings: Env }>();

pages.get('/sandbox', (context) => context.redirect('/sandbox/'));

pages.get('/sandbox/', async (context) => {
  const to = context.req.query('to') ?? '';
  const inbox = await readInbox(context.env, to);
  context.header('content-security-policy', PAGE_POLICY);
  return context.html(html`<!doctype html>${<InboxPage inbox={inbox} to={to} />}`);
});

pages.get('/sandbox/inbox.json', async (context) => {
  const { to = '', kind } = context.req.query();
  const inbox = await readInbox(context.env, to);
  return context.json({ items: inboxItems(inbox, kind) });
});

pages.get('/sandbox/mail/:id', async (context) => {
  const mail = await postbox(context.env).mail(context.req.param('id'));
  if (!mail?.html) return context.notFound();
  context.header('content-security-policy', MAIL_POLICY);
  // Links open outside of the frame, which has no window of its own to show them in.
  return context.html(mail.html.replace(/<head[^>]*>/i, '$&<base target="_blank">'));
});

pages.get('/sandbox/sandbox.css', (context) =>
  context.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }),
);

pages.all(`${CONTROL}/*`, (context) =>
  control(context.env, context.req.raw, context.req.path.slice(CONTROL.length)),
);

pages.notFound((context) => {
  const { hostname, pathname } = new URL(context.req.url);
  const detail = `The sandbox stands in for no ${hostname}${pathname}.`;
  return context.json({ title: 'Not found', status: 404, detail }, 404);
});
