/** Whose order it is: who holds its token, or whose proved e-mail address it was placed with. */
import type { Context } from 'hono';
import type { AccountFacts } from '../customers/port.ts';
import { asOrderId } from '../kernel/ids.ts';
import type { OrderId } from '../kernel/ids.ts';
import { buyerDigest } from '../orders/buyer.ts';
import type { AppEnv } from './app-env.ts';
import { signedIn } from './session.ts';
import { orderByToken } from './tokens.ts';

/** An account as orders name their buyers; null before its address is proved. */
export const provedBuyer = (c: Context<AppEnv>, facts: AccountFacts): string | null =>
  facts.verifiedAt === null ? null : buyerDigest(facts.email, c.get('services').buyerOf);

/** The signed-in customer as orders name their buyers. */
export async function buyerOfRequest(c: Context<AppEnv>): Promise<string | null> {
  const signed = await signedIn(c);
  return signed === null ? null : provedBuyer(c, signed.facts);
}

/** The order of a path, if this request may see it; null is answered 404: ids tell nothing. */
export async function orderOf(c: Context<AppEnv>, text: string): Promise<OrderId | null> {
  const id = asOrderId(text);
  if (id === null || orderByToken(c, id)) return id;
  const buyer = await buyerOfRequest(c);
  if (buyer === null) return null;
  return (await c.get('services').orders.isOf(id, buyer)) ? id : null;
}
