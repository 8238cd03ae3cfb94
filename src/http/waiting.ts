/**
 * What a browser carries through a waiting room: who it is to the room, its ticket and its pass of
 * each sale. Each cookie has a header twin: `Visitor-Token`, `Sale-Ticket`, `Sale-Pass`.
 */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { SaleId } from '../kernel/ids.ts';
import { DAY_MS } from '../kernel/time.ts';
import { macOf, randomId, verifyMac } from '../platform/crypto.ts';
import type { AppEnv } from './app-env.ts';
import { judgeCaptcha, letsOn } from './captcha.ts';
import { buyerOfRequest } from './order-access.ts';
import { visitorOf } from './session.ts';
import { readCookie, writeCookie } from './tokens.ts';

const KEPT_MS = 8 * DAY_MS;
const VISITOR = 'visitor';
const VISITOR_BYTES = 12;
/** Cookies are named by a part of the sale's id, which is random. */
const NAME_LENGTH = 12;

/** The visitor this request speaks for; null for none, or a forged one. */
export function visitorIdOf(c: Context<AppEnv>): string | null {
  const token = c.req.header('visitor-token') ?? readCookie(c, VISITOR) ?? '';
  const dot = token.indexOf('.');
  const id = token.slice(0, dot);
  const { tokenKeys } = c.get('services');
  return dot > 0 && verifyMac(tokenKeys, VISITOR, id, token.slice(dot + 1)) ? id : null;
}

/** The visitor, or a new one, whose token is set on the answer. */
function visitorIdOrNew(c: Context<AppEnv>): string {
  const known = visitorIdOf(c);
  if (known !== null) return known;
  const id = randomId(VISITOR_BYTES);
  const token = `${id}.${macOf(c.get('services').tokenKeys, VISITOR, id)}`;
  c.header('Visitor-Token', token);
  writeCookie(c, VISITOR, token, KEPT_MS);
  return id;
}

/** Who asks, as a waiting room knows people. */
export async function shopperOf(c: Context<AppEnv>) {
  const visitor = visitorIdOrNew(c);
  const account = await buyerOfRequest(c);
  return { visitor, account, network: visitorOf(c).network, passes: passesOf(c) };
}

/**
 * Where a ticket stands. Its own browser is answered without asking who is signed in, so that
 * nobody's waiting costs an object anything.
 */
export async function standingOf(c: Context<AppEnv>, sale: SaleId, ticket: string) {
  const { rooms } = c.get('services').sales;
  const browser = {
    visitor: visitorIdOf(c) ?? '',
    account: null,
    network: visitorOf(c).network,
    passes: [],
  };
  const found = await rooms.place(sale, browser, ticket);
  if (found.ok || found.reason !== 'ticket_of_another') return found;
  return rooms.place(sale, await shopperOf(c), ticket);
}

const ticketCookie = (sale: SaleId): string => `ticket-${sale.slice(0, NAME_LENGTH)}`;
const passCookie = (sale: SaleId): string => `pass-${sale.slice(0, NAME_LENGTH)}`;

/** The ticket this request carries. */
export const ticketOf = (c: Context<AppEnv>, sale: SaleId): string | null =>
  c.req.header('sale-ticket') ?? readCookie(c, ticketCookie(sale)) ?? null;

/** Lets a browser keep its ticket: it survives a reload, another tab and the way back. */
export const keepTicket = (c: Context<AppEnv>, sale: SaleId, ticket: string): void =>
  writeCookie(c, ticketCookie(sale), ticket, KEPT_MS);

/** Lets a browser keep its pass for as long as it is good. */
export const keepPass = (c: Context<AppEnv>, sale: SaleId, pass: string, forMs: number): void =>
  writeCookie(c, passCookie(sale), pass, forMs);

/** The prices of sales that the passes of this request give, to who holds them. */
export function salePricesOf(c: Context<AppEnv>) {
  const passes = passesOf(c);
  const holder = { passes, visitor: visitorIdOf(c), account: () => buyerOfRequest(c) };
  return c.get('services').sales.door.prices(holder);
}

/** The pass of a sale that this browser keeps. */
export const passOf = (c: Context<AppEnv>, sale: SaleId): string | null =>
  readCookie(c, passCookie(sale)) ?? null;

/** A request is looked through for no more passes than people hold at once. */
const MOST_PASSES = 5;

/** The passes this request carries. */
export function passesOf(c: Context<AppEnv>): string[] {
  const header = c.req.header('sale-pass');
  if (header !== undefined) return [header];
  const cookies = Object.entries(getCookie(c));
  const passes = cookies.filter(([name]) => /^(__Host-)?pass-/.test(name));
  return passes.map(([, pass]) => pass).slice(0, MOST_PASSES);
}

/** What is shown in place of trust: work done for a challenge, or a captcha's token. */
type Proof = {
  readonly work: { readonly challenge: string; readonly nonce: string } | undefined;
  readonly token: string | undefined;
};

/** True where this visitor has solved a captcha, or has done the work. */
export async function hasProved(
  c: Context<AppEnv>,
  sale: SaleId,
  visitor: string,
  { work, token }: Proof,
): Promise<boolean> {
  if (work !== undefined && c.get('services').sales.work.isDone(work, sale, visitor)) return true;
  const verdict = await judgeCaptcha(c, 'ticket', token);
  return verdict !== 'off' && letsOn(verdict);
}
