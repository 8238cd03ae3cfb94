/**
 * Composition root: Env in, Services out. Nothing else constructs a store, a client or an adapter.
 */
import { cartClient } from './cart/client.ts';
import type { CartPort } from './cart/port.ts';
import { cartService } from './cart/service.ts';
import type { CartService } from './cart/service.ts';
import { mediaStore } from './catalog/media-store.ts';
import type { MediaStore } from './catalog/media-store.ts';
import type { StockIntake } from './catalog/ports.ts';
import { Backpressure } from './checkout/backpressure.ts';
import { checkoutService } from './checkout/service.ts';
import type { CheckoutService } from './checkout/service.ts';
import { standardRates } from './pricing/tax.ts';
import { tariffTable } from './shipping/methods.ts';
import { escrowClient, stockClient } from './inventory/client.ts';
import type { EscrowPort } from './inventory/escrow.ts';
import type { AskVerdict } from './inventory/leases.ts';
import { DEFAULT_WAREHOUSE } from './inventory/stock.ts';
import type { StockLanes, StockPort } from './inventory/stock.ts';
import { pdfOf } from './invoices/adapters/pdf.ts';
import type { IdentityPorts } from './customers/identity.ts';
import { identityPorts } from './services-identity.ts';
import { invoiceBooks } from './invoices/client.ts';
import { invoicePath } from './invoices/invoice.ts';
import type { Invoice } from './invoices/invoice.ts';
import { invoiceService } from './invoices/service.ts';
import type { InvoiceService } from './invoices/service.ts';
import { sheetOf } from './invoices/sheet.ts';
import { orderClient } from './orders/client.ts';
import type { EffectPorts } from './orders/effects.ts';
import type { OrderPort } from './orders/port.ts';
import type { SellerService } from './sellers/service.ts';
import { orderOfPayment, readStripeWebhook } from './payments/adapters/stripe-webhook.ts';
import type { WebhookNotice } from './payments/adapters/stripe-webhook.ts';
import { stripeGateway, stripeLedger, stripeSdk } from './payments/adapters/stripe.ts';
import type { NoticePorts } from './payments/consumer.ts';
import { countUses, couponUses } from './pricing/client.ts';
import type { CouponStore } from './pricing/ports.ts';
import { couponService } from './pricing/service.ts';
import type { CouponService } from './pricing/service.ts';
import { couponStore } from './pricing/store.ts';
import { turnstile } from './platform/captcha.ts';
import type { Captcha } from './platform/captcha.ts';
import { configOf } from './platform/config.ts';
import type { Purge } from './platform/purge.ts';
import type { Config } from './platform/config.ts';
import { parseKeys, sealUnder, sha256 } from './platform/crypto.ts';
import type { TokenKeys } from './platform/crypto.ts';
import { eventServices } from './services-events.ts';
import type { EventServices } from './services-events.ts';
import type { Fetch } from './platform/outbound.ts';
import { providersOf, purgeOf } from './services-providers.ts';
import { reconciliationOf } from './services-reconciliation.ts';
import type { ReconciliationService } from './reconciliation/service.ts';
import { monitoringServices } from './services-monitoring.ts';
import type { MonitoringServices } from './services-monitoring.ts';
import { customerServices } from './services-customers.ts';
import type { CustomerServices } from './services-customers.ts';
import { bulkServices } from './services-bulk.ts';
import type { BulkServices } from './services-bulk.ts';
import { catalogueServices } from './services-catalog.ts';
import type { CatalogueServices } from './services-catalog.ts';
import { later } from './services-reads.ts';
import { saleServices } from './services-sales.ts';
import type { SaleServices } from './services-sales.ts';
import { sellingOf } from './services-selling.ts';
import { searchServices } from './services-search.ts';
import type { SearchServices } from './services-search.ts';

export type Services = Goods &
  BulkServices &
  CustomerServices &
  EventServices &
  SaleServices &
  MonitoringServices & {
    readonly config: Config;
    readonly tokenKeys: TokenKeys;
    readonly stock: StockPort & StockLanes;
    readonly escrow: EscrowPort;
    readonly orders: OrderPort;
    readonly invoices: InvoiceService;
    readonly selling: SellerService;
    readonly identities: IdentityPorts;
    /** A document as a file. */
    readonly invoicePdf: (invoice: Invoice) => Promise<ArrayBuffer>;
    readonly cart: CartService;
    readonly carts: CartPort;
    readonly coupons: CouponStore;
    readonly couponAdmin: CouponService;
    readonly effects: EffectPorts;
    readonly checkout: CheckoutService;
    readonly reconciliation: ReconciliationService;
    readonly verdictOf: AskVerdict;
    readonly orderOfPayment: NoticePorts['orderOfPayment'];
    /** Verifies a webhook of Stripe's; null for one that Stripe did not sign. */
    readonly readWebhook: ReadWebhook;
    /** Null where nobody is asked for a captcha. */
    readonly captcha: Captcha | null;
  };

/** Opening stock as a movement whose id is the SKU's: the second import of it changes nothing. */
const openingStock = (stock: StockPort): StockIntake => ({
  async setInitial(sku, quantity) {
    const id = `import:${sku}`;
    const movement = { id, delta: quantity, reason: 'import', warehouse: DEFAULT_WAREHOUSE };
    await stock.adjust(sku, { ...movement, force: false, opening: true });
  },
});

const PRICE_TABLES = { taxes: standardRates, carriage: tariffTable };

/** Looked up at each call, so that a test's clock is seen. */
const clock = () => Date.now();

type ReadWebhook = (body: string, signature: string) => Promise<WebhookNotice | null>;

/** Stripe's part: payments, the account's books, and what its webhooks say. */
function stripeOf({ stripe, shopId, environment }: Config, fetcher: Fetch) {
  const sdk = stripeSdk(stripe.secretKey, fetcher);
  const { webhookSecrets } = stripe;
  const marks = { shopId, environment };
  const readWebhook: ReadWebhook = (body, signature) =>
    readStripeWebhook(sdk, { ...marks, webhookSecrets }, body, signature);
  return {
    gateway: stripeGateway(sdk, marks),
    ledger: stripeLedger(sdk, marks),
    webhooks: {
      readWebhook,
      orderOfPayment: (paymentId: string) => orderOfPayment(sdk, marks, paymentId),
    },
  };
}

type Goods = CatalogueServices & SearchServices & { readonly media: MediaStore };

function catalogueAndSearch(env: Env, stock: StockPort, purge: Purge): Goods {
  const catalog = catalogueServices(env, { stock: openingStock(stock), purge });
  const search = searchServices(env, { ...catalog, later });
  return { ...catalog, ...search, media: mediaStore(env.MEDIA) };
}

function compose(env: Env): Services {
  const config = configOf(env);
  const { region } = config;
  const providers = providersOf(env, config);
  const { gateway, ledger, webhooks } = stripeOf(config, providers.stripe.fetch);
  const tokenKeys = parseKeys('TOKEN_KEYS', env.TOKEN_KEYS);
  const stock = stockClient(env.SKU_STOCK, region);
  const orders = orderClient(env.ORDER, region);
  const carts = cartClient(env.CART, region);
  const coupons = couponStore(env.BACKOFFICE_DB);
  const catalog = catalogueAndSearch(env, stock, purgeOf(config, providers));
  const { catalogue } = catalog;
  const uses = couponUses(env.COUPON, region, coupons);
  const books = invoiceBooks(env.INVOICE_BOOK, region);
  const invoices = invoiceService({ orders, books, seller: config.seller, clock });
  const customers = customerServices(env, config, tokenKeys);
  const selling = sellingOf(env, { region, orders, catalog, customers });
  const { accountReader, buyerOf } = customers;
  const { sales } = saleServices(env, { config, tokenKeys, stock, catalogue, customers });
  const readers = { accountReader, saleReader: sales.reader, buyerOf };
  const sold = { catalogue, stock, orders, invoices, selling };
  const neighbours = { config, providers, tokenKeys, ...sold, ...readers };
  const events = eventServices(env, neighbours);
  const { orderList } = events;
  const tellers = { region, gateway, ledger, stock, orders, orderList };
  const reconciliation = reconciliationOf(env, tellers);
  return {
    ...catalog,
    ...bulkServices(env, catalog),
    ...customers,
    ...events,
    ...monitoringServices(env, { ...events, reconciliation, providers }),
    reconciliation,
    sales,
    config,
    tokenKeys,
    ...{ selling, identities: identityPorts(env, config, providers.identity) },
    ...{ stock, orders, invoices, escrow: escrowClient(env.SKU_STOCK, region) },
    invoicePdf: (invoice) =>
      pdfOf(sheetOf(invoice), {
        webAddress: config.publicUrl + invoicePath(invoice),
        issuedAt: invoice.issuedAt,
      }),
    cart: cartService({ carts, catalogue, stock, coupons, clock }),
    carts,
    coupons,
    couponAdmin: couponService({ store: coupons, countUses: countUses(env.COUPON, region), clock }),
    effects: {
      ...{ stock, gateway, carts },
      returns: stock,
      coupons: uses,
      entries: sales.entries,
    },
    checkout: checkoutService({
      ...{ carts, catalogue, coupons, orders, buyerOf, clock },
      ...{ tables: PRICE_TABLES, seal: sealUnder(tokenKeys), digest: sha256, random: Math.random },
      ...{ door: sales.door, addressOf: sales.addressOf, holdTtlMs: config.holdTtlMs },
      pressure: new Backpressure(clock),
      returnWindowMs: config.returnWindowMs,
    }),
    ...webhooks,
    captcha: config.captcha && turnstile(providers.turnstile.fetch, config.captcha.secretKey),
    verdictOf: (key) => orders.verdict(key),
  };
}

const composed = new WeakMap<Env, Services>();

/** The services of this isolate, composed at first use. */
export function servicesOf(env: Env): Services {
  const known = composed.get(env);
  if (known !== undefined) return known;
  const services = compose(env);
  composed.set(env, services);
  return services;
}
