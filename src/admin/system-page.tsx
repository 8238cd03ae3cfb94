/** The system as staff see it: what queues gave up on, and rebuilds of the list of orders. */
import type { DeadLetter, LetterState } from '../events/dead-letters.ts';
import { LETTER_STATES } from '../events/dead-letters.ts';
import type { Rebuild } from '../events/rebuild.ts';
import type { Page as ListPage } from '../kernel/page.ts';
import { DIFFERENCE_KINDS } from '../orders/scratch.ts';
import type { FormState } from './form.ts';
import { counted, number, words } from './format.ts';
import { Page } from './layout.tsx';
import { RECONCILIATIONS_PATH } from './reconciliation-pages.tsx';
import { Badge, Done, Field, FormMessage, Pager, When, listPath } from './ui.tsx';

export const SYSTEM_PATH = '/admin/system';
export const letterPath = (key: string): string => `${SYSTEM_PATH}/letters/${key}`;
export const REBUILDS_PATH = `${SYSTEM_PATH}/rebuilds`;

const LetterTable = ({ letters }: { letters: readonly DeadLetter[] }) => (
  <table data-rows>
    <thead>
      <tr>
        <th scope="col">Queue</th>
        <th scope="col">Why</th>
        <th scope="col" class="wide">
          Last
        </th>
        <th scope="col" class="end wide">
          Times
        </th>
        <th scope="col">State</th>
      </tr>
    </thead>
    <tbody>
      {letters.map((letter) => (
        <tr>
          <td>
            <a class="strong" href={letterPath(letter.key)}>
              {letter.queue}
            </a>
          </td>
          <td class="clip">{letter.reason}</td>
          <td class="wide">
            <When at={letter.lastAt} />
          </td>
          <td class="end figure wide">{number(letter.times)}</td>
          <td>
            <Badge status={letter.state} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Filter = ({ state }: { state: LetterState }) => (
  <form class="filter" action={SYSTEM_PATH}>
    <label class="hidden" for="state">
      State
    </label>
    <select id="state" name="state">
      {LETTER_STATES.map((name) => (
        <option value={name} selected={name === state}>
          {words(name)}
        </option>
      ))}
    </select>
    <button class="button quiet">Show</button>
  </form>
);

type LettersProps = {
  readonly state: LetterState;
  readonly page: ListPage<DeadLetter>;
  readonly cursor: string | null;
};

const Letters = ({ state, page, cursor }: LettersProps) => {
  const here = (next: string | null) => listPath(SYSTEM_PATH, { state, cursor: next });
  return (
    <section aria-labelledby="letters">
      <div class="head">
        <h2 id="letters">Dead letters</h2>
        <Filter state={state} />
      </div>
      {page.items.length > 0 ? (
        <LetterTable letters={page.items} />
      ) : (
        <p class="empty">
          {state === 'waiting' ? 'Every message was acted on.' : 'There are none.'}
        </p>
      )}
      <Pager
        first={cursor === null ? null : here(null)}
        next={page.next_cursor === null ? null : here(page.next_cursor)}
      />
    </section>
  );
};

/** What a rebuild has found, in a few words. */
function findings({ differences, mended, phase }: Rebuild): string {
  const found = DIFFERENCE_KINDS.filter((kind) => kind !== 'newer' && differences[kind] > 0);
  if (found.length === 0) return phase === 'done' ? 'No difference' : 'No difference so far';
  const kinds = found.map((kind) => `${number(differences[kind])} ${kind}`).join(', ');
  return `${kinds}; ${number(mended)} mended`;
}

const Rebuilds = ({ rebuilds }: { rebuilds: readonly Rebuild[] }) => (
  <section class="panel" aria-labelledby="rebuilds">
    <h2 id="rebuilds">The list of orders and the journal</h2>
    <p class="muted">
      Makes the list anew from the journal beside it, and compares the two. It goes on by itself, a
      slice a minute or more.
    </p>
    <form method="post" action={REBUILDS_PATH} class="filter">
      <button class="button quiet" name="repair" value="no">
        Compare
      </button>
      <button class="button quiet" name="repair" value="yes">
        Compare and mend
      </button>
    </form>
    {rebuilds.length === 0 ? null : (
      <table>
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">State</th>
            <th scope="col" class="end wide">
              Read
            </th>
            <th scope="col" class="end wide">
              Compared
            </th>
            <th scope="col">Found</th>
          </tr>
        </thead>
        <tbody>
          {rebuilds.map((rebuild) => (
            <tr>
              <td>
                <When at={rebuild.startedAt} />
              </td>
              <td>
                <Badge status={rebuild.phase} />
              </td>
              <td class="end wide">{counted(rebuild.events, 'event')}</td>
              <td class="end wide">{counted(rebuild.rows, 'row')}</td>
              <td>{findings(rebuild)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);

type SystemProps = LettersProps & {
  readonly rebuilds: readonly Rebuild[];
  readonly done: string | null;
};

/** The page of the system. */
export const SystemPage = (props: SystemProps) => (
  <Page title="System" section="system">
    <h1>System</h1>
    <Done text={props.done} />
    <div class="stack">
      <section class="panel" aria-labelledby="reconciliation">
        <h2 id="reconciliation">Reconciliation</h2>
        <p class="muted">
          Payments, orders, stock and lists are held against each other every five minutes.
        </p>
        <p class="actions">
          <a class="button quiet" href={RECONCILIATIONS_PATH}>
            See what was found
          </a>
        </p>
      </section>
      <Letters {...props} />
      <Rebuilds rebuilds={props.rebuilds} />
    </div>
  </Page>
);

/** JSON as people read it. */
const spread = (json: string): string => JSON.stringify(JSON.parse(json), null, 2);

const Actions = ({ letter, form }: { letter: DeadLetter; form: FormState }) => (
  <div class="columns">
    <form method="post" action={`${letterPath(letter.key)}/replay`} class="panel stack">
      <h2>Send it again</h2>
      <p class="muted">Once the cause is gone. Its consumer acts once, however often it comes.</p>
      <button class="button">Send again</button>
    </form>
    {letter.state === 'discarded' ? null : (
      <form method="post" action={`${letterPath(letter.key)}/discard`} class="panel stack">
        <h2>Discard it</h2>
        <FormMessage form={form} />
        <Field form={form} name="reason" label="Why" maxlength={200} required />
        <button class="button quiet">Discard</button>
      </form>
    )}
  </div>
);

/** The page of one letter. */
export const LetterPage = ({ letter, form }: { letter: DeadLetter; form: FormState }) => (
  <Page title={`Letter of ${letter.queue}`} section="system">
    <p class="crumb">
      <a href={SYSTEM_PATH}>System</a>
    </p>
    <div class="head">
      <h1>
        {letter.queue} <Badge status={letter.state} />
      </h1>
      <p class="muted">
        First <When at={letter.firstAt} />, last <When at={letter.lastAt} />,{' '}
        {counted(letter.times, 'time')}
      </p>
    </div>
    <p class="notice bad">{letter.reason}</p>
    {letter.note === null ? null : <p>Discarded: {letter.note}</p>}
    <section class="panel" aria-labelledby="body">
      <h2 id="body">Message</h2>
      <pre tabindex={0}>{spread(letter.body)}</pre>
    </section>
    {letter.state === 'replayed' ? null : <Actions letter={letter} form={form} />}
  </Page>
);
