/** What shoppers search for, the words that mean the same to them, and the index's state. */
import type { ReportEntry } from '../search/log.ts';
import type { SearchState } from '../search/state.ts';
import type { SynonymGroup } from '../search/synonyms.ts';
import type { FormState } from './form.ts';
import { number } from './format.ts';
import { Page } from './layout.tsx';
import { Done, Field, When } from './ui.tsx';

const EntryRow = ({ entry }: { entry: ReportEntry }) => (
  <tr>
    <td>
      <a href={`/search?${new URLSearchParams({ q: entry.q }).toString()}`}>{entry.q}</a>
      {entry.corrected === null ? null : <p class="muted">read as {entry.corrected}</p>}
    </td>
    <td class="end figure">{number(entry.searches)}</td>
    <td class="end figure">{number(entry.found)}</td>
    <td class="end figure wide">{number(entry.slowest)} ms</td>
    <td class="wide">
      <When at={entry.lastAt} />
    </td>
  </tr>
);

type ReportProps = { title: string; none: string; entries: readonly ReportEntry[] };

const Report = ({ title, none, entries }: ReportProps) => (
  <section>
    <h2>{title}</h2>
    {entries.length === 0 ? (
      <p class="muted">{none}</p>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">Words</th>
            <th scope="col" class="end">
              Searches
            </th>
            <th scope="col" class="end">
              Found
            </th>
            <th scope="col" class="end wide">
              Slowest
            </th>
            <th scope="col" class="wide">
              Last
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow entry={entry} />
          ))}
        </tbody>
      </table>
    )}
  </section>
);

const Groups = ({ groups }: { groups: readonly SynonymGroup[] }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Searched for as one</th>
        <th scope="col">
          <span class="hidden">Remove</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {groups.map(({ id, phrases }) => (
        <tr>
          <td>{phrases.join(', ')}</td>
          <td class="end">
            <form method="post" action={`/admin/search/synonyms/${id}/remove`}>
              <button class="button quiet small">
                Remove<span class="hidden"> {phrases.join(', ')}</span>
              </button>
            </form>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Index = ({ state }: { state: SearchState }) => (
  <section>
    <h2>Index</h2>
    <p>
      {state.builtAt === null ? (
        'Not built yet: words are not corrected and nothing is suggested until then.'
      ) : (
        <>
          Built <When at={state.builtAt} /> of {number(state.products)} products,{' '}
          {number(state.changes)} changes taken in since.
        </>
      )}
    </p>
    <form method="post" action="/admin/search/rebuild">
      <button class="button quiet" disabled={state.building !== null}>
        {state.building === null ? 'Build anew' : 'Being built …'}
      </button>
    </form>
  </section>
);

type SearchPageProps = {
  readonly vain: readonly ReportEntry[];
  readonly slow: readonly ReportEntry[];
  readonly groups: readonly SynonymGroup[];
  readonly state: SearchState;
  readonly form: FormState;
  readonly done: string | null;
};

/** Search as the merchant keeps it. */
export const SearchPage = ({ vain, slow, groups, state, form, done }: SearchPageProps) => (
  <Page title="Search" section="search">
    <h1>Search</h1>
    <Done text={done} />
    <Report
      title="Searched for in vain"
      none="Every search of the last 30 days found something."
      entries={vain}
    />
    <section>
      <h2>Words that mean the same</h2>
      {groups.length === 0 ? null : <Groups groups={groups} />}
      <form method="post" action="/admin/search/synonyms">
        <Field
          form={form}
          name="phrases"
          label="New group"
          hint="Words or phrases with commas between them, such as: sofa, couch, settee"
          required
          maxlength={500}
        />
        <button class="button">Add</button>
      </form>
    </section>
    <Report title="Slow searches" none="None took 100 ms or more." entries={slow} />
    <Index state={state} />
  </Page>
);
