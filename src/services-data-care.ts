/** Composes the care for data over the objects that hold some. */
import { dueStore, progressStore } from './data-care/store.ts';
import type { DataCarePorts, Holder, Told } from './data-care/ports.ts';
import { journalOwner } from './events/wire.ts';
import { bookName } from './invoices/invoice.ts';
import type { Config } from './platform/config.ts';
import type { Journal } from './platform/journal.ts';
import { log } from './platform/log.ts';
import { answerOf, objectNamed } from './platform/objects.ts';
import { vaultOf } from './platform/vault.ts';

/** Bytes of the journal in one run: some hundred events, each of which may name an object. */
const JOURNAL_BYTES_A_RUN = 200_000;
/** Documents of a book in one request. */
const DOCUMENTS_AT_ONCE = 200;

/** The account that told a line of the journal, if one did. */
function accountsIn(line: unknown): Told[] {
  const { owner, version } = journalOwner.safeParse(line).data ?? {};
  if (owner?.kind !== 'account' || version === undefined) return [];
  return [{ account: owner.name, version }];
}

/** The ports of `data-care`, over the bindings. */
export function dataCareOf(env: Env, { region, seller }: Config, journal: Journal): DataCarePorts {
  return {
    order: (id, what) => answerOf(objectNamed(env.ORDER, id, region).care(what)),
    resealAccount: (id) => answerOf(objectNamed(env.ACCOUNT, id, region).reseal()),
    book: (year, what, after) =>
      answerOf(
        objectNamed(env.INVOICE_BOOK, bookName(seller.id, year), region).care(
          what,
          after,
          DOCUMENTS_AT_ONCE,
        ),
      ),
    async holdersAfter(key) {
      const { lines, last, done } = await journal.read(key, JOURNAL_BYTES_A_RUN);
      const holders = lines.flatMap((line): Holder[] => {
        const owner = journalOwner.safeParse(line).data?.owner;
        return owner === undefined || owner.kind === 'stock'
          ? []
          : [{ kind: owner.kind, name: owner.name }];
      });
      return { holders, last, done };
    },
    lists: dueStore(env.BACKOFFICE_DB),
    keepAccount: (id, version) => answerOf(objectNamed(env.ACCOUNT, id, region).keep(version)),
    async forgetJournal(at, heed) {
      const told = (lines: readonly unknown[]) => heed(lines.flatMap(accountsIn));
      await journal.forgetBefore(at, told, JOURNAL_BYTES_A_RUN);
    },
    progress: progressStore(env.BACKOFFICE_DB),
    kid: vaultOf(env).kid,
    tell: log,
  };
}
