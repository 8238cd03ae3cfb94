/** All that the shop holds of who is signed in, with their orders (GDPR, articles 15 and 20). */
import { createRoute, z } from '@hono/zod-openapi';
import { FactorSchema } from '../customers/factor-wire.ts';
import { factorView } from '../customers/factor-view.ts';
import { accountView, bookView, sessionView } from '../customers/view.ts';
import { AccountSchema, AddressSchema, DeviceSchema } from '../customers/wire.ts';
import { newRouter } from '../http/app-env.ts';
import { provedBuyer } from '../http/order-access.ts';
import { jsonResponse, problemResponse } from '../http/problem.ts';
import { signedIn, signInFirst } from '../http/session.ts';
import { MAX_PAGE_SIZE } from '../kernel/page.ts';
import { rfc3339 } from '../kernel/time.ts';
import { ownOrder } from './listing.ts';
import { OwnOrdersSchema } from './wire.ts';

export const exportRoutes = newRouter();

const instant = z.iso.datetime();

const ExportSchema = z
  .object({
    account: AccountSchema,
    role: z.string(),
    seller_id: z.string().nullable(),
    news: z.object({ state: z.enum(['none', 'asked', 'given']), since: instant }),
    addresses: z.array(AddressSchema),
    devices: z.array(DeviceSchema),
    second_factor: FactorSchema,
    identities: z.array(z.object({ provider: z.string(), label: z.string(), since: instant })),
    former_emails: z.array(z.object({ email: z.string(), until: instant })),
    orders: OwnOrdersSchema.openapi({
      description: 'The newest hundred; older ones are at `/api/orders`, from `next_cursor` on.',
    }),
  })
  .openapi('AccountExport');

exportRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/me/export',
    summary: 'Everything the shop holds of an account, with its orders',
    responses: {
      200: jsonResponse(ExportSchema, 'The data.'),
      401: problemResponse('Not signed in.'),
    },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { facts, customer } = signed;
    const { customers, orderList } = c.get('services');
    const buyer = provedBuyer(c, facts);
    const all = { limit: MAX_PAGE_SIZE, cursor: null };
    const [sessions, page] = await Promise.all([
      customers.accounts.sessions(customer.account),
      buyer === null ? null : orderList.ofBuyer(buyer, all),
    ]);
    const { items, next_cursor } = page ?? { items: [], next_cursor: null };
    const held: z.input<typeof ExportSchema> = {
      ...{ account: accountView(facts), role: facts.role, seller_id: facts.sellerId },
      news: { state: facts.marketing.state, since: rfc3339(facts.marketing.at) },
      addresses: bookView(facts.book),
      devices: sessions.map((session) => sessionView(session, customer.session)),
      second_factor: factorView(facts.secondFactor),
      identities: facts.identities.map(({ provider, label, at }) => ({
        ...{ provider, label, since: rfc3339(at) },
      })),
      former_emails: facts.formerEmails.map(({ email, at }) => ({ email, until: rfc3339(at) })),
      orders: { items: items.map(ownOrder), next_cursor },
    };
    return c.json(held, 200, { 'content-disposition': 'attachment; filename="account.json"' });
  },
);
