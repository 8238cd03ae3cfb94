/** The sellers' part of the composition root: who they are, their books, and their invitations. */
import { fail, ok } from './kernel/result.ts';
import type { OrderPort } from './orders/port.ts';
import { sellerBooks } from './sellers/client.ts';
import { sellerService } from './sellers/service.ts';
import type { SellerService } from './sellers/service.ts';
import { sellerStore } from './sellers/store.ts';
import type { CatalogueServices } from './services-catalog.ts';
import type { CustomerServices } from './services-customers.ts';
import { inviteStaff } from './staff/service.ts';

/** What selling needs of the other services. */
type Neighbours = {
  readonly region: string;
  readonly orders: OrderPort;
  readonly catalog: CatalogueServices;
  readonly customers: CustomerServices;
};

/** Composes selling over the bindings. */
export const sellingOf = (
  env: Env,
  { region, orders, catalog, customers }: Neighbours,
): SellerService =>
  sellerService({
    sellers: sellerStore(env.CATALOG_DB),
    books: sellerBooks(env.SELLER_BOOK, region),
    orders,
    republish: catalog.republish,
    async invite(seller, email) {
      const post = { role: 'seller', sellerId: seller } as const;
      const invited = await inviteStaff(customers, email, post, 'sellers');
      return invited.ok ? ok({ account: invited.value.id }) : fail({ reason: 'other_post' });
    },
  });
