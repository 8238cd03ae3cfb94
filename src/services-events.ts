/** The events' part of the composition root: journal, projections, dead letters, notifications. */
import type { Digest } from './kernel/random.ts';
import type { AccountReader, SaleReader } from './notifications/letters.ts';
import type { Catalogue } from './catalog/catalogue.ts';
import { eventOwners } from './events/client.ts';
import type { DeadLetters } from './events/dead-letters.ts';
import { letterDesk } from './events/replay.ts';
import type { LetterDesk, LetterPorts } from './events/replay.ts';
import { rebuildLog } from './events/rebuild-store.ts';
import { rebuildsOver } from './events/rebuilds.ts';
import type { Rebuilds } from './events/rebuilds.ts';
import type { Acknowledge, EventPorts } from './events/service.ts';
import { deadLetterStore } from './events/store.ts';
import { journalEntry } from './events/wire.ts';
import { orderTokenOf } from './http/tokens.ts';
import type { InvoiceService } from './invoices/service.ts';
import type { StockPort } from './inventory/stock.ts';
import { sendGridMails } from './notifications/adapters/sendgrid.ts';
import { twilioTexts } from './notifications/adapters/twilio.ts';
import { contentOf } from './notifications/content.ts';
import type { Shop } from './notifications/content.ts';
import { mailOf, textOf } from './notifications/mail.tsx';
import type { NotificationMessage } from './notifications/notice.ts';
import type { NotificationPorts } from './notifications/service.ts';
import { noticeStore } from './notifications/store.ts';
import type { OrderProjection } from './orders/listing.ts';
import type { OrderPort } from './orders/port.ts';
import { orderScratch } from './orders/scratch-store.ts';
import { orderStore } from './orders/store.ts';
import type { Config } from './platform/config.ts';
import { randomId, sha256 } from './platform/crypto.ts';
import type { TokenKeys } from './platform/crypto.ts';
import { journalIn } from './platform/journal.ts';
import { largeMessages } from './platform/large-messages.ts';
import type { LargeMessages } from './platform/large-messages.ts';
import { log } from './platform/log.ts';
import type { DataCarePorts } from './data-care/ports.ts';
import { dataCareOf } from './services-data-care.ts';
import type { SellerService } from './sellers/service.ts';
import type { Providers } from './services-providers.ts';

export type EventServices = {
  readonly events: EventPorts;
  readonly dataCare: DataCarePorts;
  /** What one batch of notifications needs. */
  readonly notifications: () => NotificationPorts;
  readonly deadLetters: DeadLetters;
  readonly large: LargeMessages;
  /** Replays and discards dead letters. */
  readonly letterDesk: LetterDesk;
  /** The back office's orders. */
  readonly orderList: OrderProjection;
  /** Makes the back office's orders anew from the journal. */
  readonly rebuilds: Rebuilds;
};

/** What the events need of the other services. */
type Neighbours = {
  readonly config: Config;
  readonly providers: Providers;
  readonly tokenKeys: TokenKeys;
  readonly catalogue: Catalogue;
  readonly stock: StockPort;
  readonly orders: OrderPort;
  readonly invoices: InvoiceService;
  readonly selling: SellerService;
  readonly accountReader: AccountReader;
  readonly saleReader: SaleReader;
  readonly buyerOf: Digest;
};

/** `sendBatch` takes a hundred messages; a batch of EVENTS has fifty. */
const notifyThrough =
  (queue: Queue<NotificationMessage>): EventPorts['notify'] =>
  async (messages) => {
    await queue.sendBatch(messages.map((body) => ({ body })));
  };

function notificationPorts(
  env: Env,
  { config, providers, tokenKeys, orders, accountReader, saleReader }: Neighbours,
  own: { acknowledge: Acknowledge; deadLetters: DeadLetters },
): () => NotificationPorts {
  const { sendgrid, twilio, publicUrl, shopName, mailFrom } = config;
  const shop: Shop = {
    name: shopName,
    publicUrl,
    orderToken: (id) => orderTokenOf(tokenKeys, id),
  };
  const ports: Omit<NotificationPorts, 'ledger'> = {
    orders,
    accounts: accountReader,
    sales: saleReader,
    messenger: {
      mail: sendGridMails(providers.sendgrid.fetch, {
        ...sendgrid,
        from: { email: mailFrom, name: shopName },
      }),
      text: twilioTexts(providers.twilio.fetch, twilio),
    },
    merchant: { email: config.merchantEmail, phone: config.merchantPhone },
    write: {
      mail: (letter) => mailOf(letter, contentOf(letter, shop)),
      text: (letter) => textOf(letter, contentOf(letter, shop)),
    },
    acknowledge: own.acknowledge,
    bury: (message, letter, reason) => {
      log('error', 'notification_given_up', { key: letter, reason });
      return own.deadLetters.keep('edgewise-notifications', message, reason);
    },
    clock: Date.now,
  };
  return () => ({ ...ports, ledger: noticeStore(env.BACKOFFICE_DB) });
}

/** Sends to a queue by its name. */
function sendTo(env: Env): LetterPorts['send'] {
  const queues: Readonly<Record<string, Queue>> = {
    'edgewise-events': env.EVENTS,
    'edgewise-notifications': env.NOTIFICATIONS,
    'edgewise-payment-webhooks': env.PAYMENT_WEBHOOKS,
    'edgewise-catalog-changes': env.CATALOG_CHANGES,
    'edgewise-catalog-jobs': env.CATALOG_JOBS,
  };
  return async (name, body) => {
    const queue = queues[name];
    await queue?.send(body);
    return queue !== undefined;
  };
}

/** Composes the taking in of events over the bindings. */
export function eventServices(env: Env, neighbours: Neighbours): EventServices {
  const { config, catalogue, stock } = neighbours;
  const journal = journalIn(env.JOURNAL);
  const orderList = orderStore(env.BACKOFFICE_DB, neighbours.buyerOf);
  const deadLetters = deadLetterStore(env.BACKOFFICE_DB, { digest: sha256, clock: Date.now });
  const acknowledge = eventOwners(env, config.region);
  return {
    events: {
      journal,
      orders: orderList,
      billed: (id) => neighbours.orders.billed(id),
      invoices: neighbours.invoices,
      selling: neighbours.selling,
      catalogue,
      stock,
      notify: notifyThrough(env.NOTIFICATIONS),
      acknowledge,
      flag: (id, attention) => neighbours.orders.flag(id, attention),
      report: (event, fields) => log('error', event, fields),
    },
    notifications: notificationPorts(env, neighbours, { acknowledge, deadLetters }),
    dataCare: dataCareOf(env, config, journal),
    deadLetters,
    large: largeMessages(env.JOURNAL),
    letterDesk: letterDesk({
      letters: deadLetters,
      send: sendTo(env),
      audit: (event, fields) => log('info', event, { by: 'staff', ...fields }),
      clock: Date.now,
    }),
    orderList,
    rebuilds: rebuildsOver({
      journal,
      parse: (line) => journalEntry.safeParse(line).data ?? null,
      scratch: orderScratch(env.BACKOFFICE_DB),
      isKnown: async (id) => (await neighbours.orders.view(id)) !== null,
      log: rebuildLog(env.BACKOFFICE_DB),
      clock: Date.now,
      newId: () => randomId(12),
    }),
  };
}
