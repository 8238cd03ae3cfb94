/** The Env of a world: what wrangler.toml binds. */
import { TEST_SECRETS } from '../../secrets.ts';
import type { World } from '../world.ts';
import { partly } from './partly.ts';
import { namespaceOf } from './stores.ts';

/** The bindings and variables of a world's Worker. */
export const bindingsOf = (world: World): Env =>
  partly<Env>({
    ...world.options.settings.vars,
    ...TEST_SECRETS,
    LOG_SAMPLE_RATE: '0',
    DOCUMENTS: namespaceOf(world),
    JOURNAL: world.journal.binding(),
    CATALOG_DB: world.catalogue.binding(),
    BACKOFFICE_DB: world.backoffice.binding(),
    EVENTS: world.queue('edgewise-events').binding(),
    NOTIFICATIONS: world.queue('edgewise-notifications').binding(),
    PAYMENT_WEBHOOKS: world.queue('edgewise-payment-webhooks').binding(),
    CATALOG_CHANGES: world.queue('edgewise-catalog-changes').binding(),
    SKU_STOCK: world.spaces.SkuStock.namespace(),
    ORDER: world.spaces.Order.namespace(),
    CART: world.spaces.Cart.namespace(),
    COUPON: world.spaces.Coupon.namespace(),
    INVOICE_BOOK: world.spaces.InvoiceBook.namespace(),
    OUTSIDE: world.mails.binding(),
  });
