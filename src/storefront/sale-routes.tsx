/**
 * A drop's page and its forms. Whoever waits is answered from the serving line's copy; an object is
 * asked only by who goes in, and for who is inside.
 */
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { CAPTCHA_FIELD } from '../http/captcha.ts';
import { mayTakeTicket } from '../http/guards.ts';
import { customerOf } from '../http/session.ts';
import {
  hasProved,
  keepPass,
  keepTicket,
  passOf,
  shopperOf,
  standingOf,
  ticketOf,
} from '../http/waiting.ts';
import { asSaleId } from '../kernel/ids.ts';
import type { SaleId } from '../kernel/ids.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { Line } from '../waiting-room/line.ts';
import type { PassRefusal, TicketRefusal } from '../waiting-room/service.ts';
import { SIGN_IN_PATH } from './account-forms.tsx';
import { salePath, withQuery } from './addresses.ts';
import { widgetFor } from './captcha.tsx';
import { fieldsOf } from './cart-routes.tsx';
import { notFoundPage } from './error-routes.tsx';
import { english } from './locale.ts';
import { privatePage, shopOf, shopWith } from './render.ts';
import { SalePage } from './sale.tsx';
import { Room } from './sale-room.tsx';
import type { Invitation, Need, RoomProps } from './sale-room.tsx';
import { stageOf, stageWithout } from './sale-stage.ts';
import type { Stage } from './sale-stage.ts';

export const salePageRoutes = newRouter();

const { problems } = english.t.sale;

/** Where somebody with a live pass stands: inside, or done. */
async function insideOf(c: Context<AppEnv>, sale: SaleId, ticket: string): Promise<Stage | null> {
  const pass = passOf(c, sale);
  const { rooms, passEnds } = c.get('services').sales;
  const endsAt = pass === null ? null : passEnds(sale, pass);
  if (endsAt === null || endsAt <= Date.now()) return null;
  const claimed = await rooms.claim(sale, await shopperOf(c), ticket);
  const bought = !claimed.ok && claimed.reason === 'bought';
  return bought ? { kind: 'bought' } : { kind: 'inside', endsAt };
}

async function stageFor(c: Context<AppEnv>, sale: SaleId, line: Line): Promise<Stage> {
  const ticket = ticketOf(c, sale);
  const standing = ticket === null ? null : await standingOf(c, sale, ticket);
  if (ticket === null || standing?.ok !== true) return stageWithout(line, Date.now());
  const stage = stageOf(standing.value);
  return stage.kind === 'turn' ? ((await insideOf(c, sale, ticket)) ?? stage) : stage;
}

const signInFor = (id: SaleId, words: string): string => {
  const path = salePath(id);
  const next = words === '' ? path : withQuery(path, { invitation: words });
  return withQuery(SIGN_IN_PATH, { next });
};

/** What a ticket asks of this visitor, as far as it can be told without asking an object. */
async function needOf(c: Context<AppEnv>, line: Line, words: string): Promise<Need> {
  const { account, captcha } = line.settings.checks;
  const signIn = signInFor(line.settings.id, words);
  if (account && (await customerOf(c)) === null) return { kind: 'account', signIn };
  if (!captcha) return { kind: 'nothing' };
  const widget = widgetFor(c, 'ticket');
  return widget === null ? { kind: 'work' } : { kind: 'captcha', widget };
}

async function invitationOf(
  c: Context<AppEnv>,
  sale: SaleId,
  words: string,
): Promise<Invitation | null> {
  if (words === '') return null;
  const known = (await customerOf(c)) !== null;
  return { words, signIn: known ? null : signInFor(sale, words) };
}

type Said = { readonly reason: keyof typeof problems; readonly invitation: string };

/** What the room shows this visitor; null for a sale there is not. */
async function roomOf(c: Context<AppEnv>, said: Said | null): Promise<RoomProps | null> {
  const id = asSaleId(c.req.param('id') ?? '');
  const line = id === null ? null : await c.get('services').sales.rooms.line(id);
  if (id === null || line === null) return null;
  const bought = said?.reason === 'bought';
  const stage: Stage = bought ? { kind: 'bought' } : await stageFor(c, id, line);
  const words = said?.invitation ?? c.req.query('invitation') ?? '';
  const joins = stage.kind === 'join';
  return {
    line,
    stage,
    need: joins ? await needOf(c, line, words) : { kind: 'nothing' },
    invitation: joins ? await invitationOf(c, id, words) : null,
    problem: said === null || bought ? null : problems[said.reason],
    now: Date.now(),
  };
}

async function showSale(c: Context<AppEnv>, said: Said | null = null): Promise<Response> {
  const room = await roomOf(c, said);
  if (room === null) return notFoundPage(c);
  const { catalogue } = c.get('services');
  const { skus } = room.line.settings;
  const [shop, offers] = await Promise.all([
    shopOf(c),
    catalogue.offers(skus, DEFAULT_MARKET).catch(() => null),
  ]);
  const goods = skus.flatMap((sku) => offers?.get(sku) ?? []);
  const page = <SalePage {...room} shop={shop} goods={goods} />;
  return privatePage(c, page, said === null ? 200 : 409);
}

const refused = (
  c: Context<AppEnv>,
  { reason }: TicketRefusal | PassRefusal,
  invitation = '',
): Promise<Response> => showSale(c, { reason, invitation });

salePageRoutes.get('/sales/:id', (c) => showSale(c));

/** The room alone, for the page that asks again. */
salePageRoutes.get('/sales/:id/place', async (c) => {
  const room = await roomOf(c, null);
  if (room === null) return notFoundPage(c);
  return privatePage(c, <Room {...room} shop={shopWith(c, [])} />);
});

salePageRoutes.post('/sales/:id/ticket', async (c) => {
  const id = asSaleId(c.req.param('id'));
  if (id === null) return notFoundPage(c);
  const fields = await fieldsOf(c);
  const invitation = fields.get('invitation') ?? '';
  const { rooms } = c.get('services').sales;
  const shopper = await shopperOf(c);
  const work = { challenge: fields.get('challenge') ?? '', nonce: fields.get('nonce') ?? '' };
  const taken = await rooms.ticket(id, {
    shopper,
    held: ticketOf(c, id),
    invitation: invitation === '' ? null : invitation,
    proved: () => hasProved(c, id, shopper.visitor, { work, token: fields.get(CAPTCHA_FIELD) }),
    slowEnough: () => mayTakeTicket(c),
  });
  if (!taken.ok) return refused(c, taken, invitation);
  keepTicket(c, id, taken.value.ticket);
  return c.redirect(salePath(id), 303);
});

salePageRoutes.post('/sales/:id/claim', async (c) => {
  const id = asSaleId(c.req.param('id'));
  if (id === null) return notFoundPage(c);
  const ticket = ticketOf(c, id);
  if (ticket === null) return c.redirect(salePath(id), 303);
  const claimed = await c.get('services').sales.rooms.claim(id, await shopperOf(c), ticket);
  if (!claimed.ok) return refused(c, claimed);
  const { pass, expiresAt } = claimed.value;
  keepPass(c, id, pass, expiresAt - Date.now());
  return c.redirect(salePath(id), 303);
});
