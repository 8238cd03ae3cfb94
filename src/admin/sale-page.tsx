/** One drop: its live counts and charts, its switches, its throttle, and invitations to tiers. */
import { decimal } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { SaleReport } from '../waiting-room/port.ts';
import { acted, MAX_NAME, OPEN_TIER, SALE_ACTS, shareOf } from '../waiting-room/sale.ts';
import type { SaleAct } from '../waiting-room/sale.ts';
import type { FormState, Refused } from './form.ts';
import { fieldTime, untouched } from './form.ts';
import { number, price, words } from './format.ts';
import { Page, useMay } from './layout.tsx';
import { SaleCharts } from './sale-chart.tsx';
import { Badge, Done, Field, FormMessage, Select, Tick, When } from './ui.tsx';

export type Invited = {
  readonly email: string;
  readonly link: string;
  readonly mailed: boolean;
};

export type SaleProps = {
  readonly report: SaleReport;
  readonly done: string | null;
  readonly refused: Refused | null;
  readonly invited: readonly Invited[];
};

const pathOf = ({ settings }: SaleReport): string => `/admin/sales/${settings.id}`;

/** The form's own state where it is the one that was refused. */
const stateOf = ({ refused }: SaleProps, form: string, fresh: FormState): FormState =>
  refused?.form === form ? refused.state : fresh;

const Count = ({ label, value }: { label: string; value: number }) => (
  <div class="tile">
    <span class="tile-value">{number(value)}</span>
    <span>{label}</span>
  </div>
);

const Counts = ({ now }: SaleReport) => (
  <div class="tiles" data-live="counts">
    <Count label="Waiting" value={now.waiting} />
    <Count label="Inside, without an order" value={now.inside} />
    <Count label="Bought" value={now.bought} />
    <Count label="Remaining" value={now.available} />
  </div>
);

const ACT_WORDS: Readonly<Record<SaleAct, string>> = {
  open: 'Open now',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop for good',
};

const ActButton = ({ report, act }: { report: SaleReport; act: SaleAct }) => (
  <form method="post" action={`${pathOf(report)}/act`}>
    <button class={act === 'pause' ? 'button quiet' : 'button'} name="act" value={act}>
      {ACT_WORDS[act]}
    </button>
  </form>
);

/** Stopping cannot be undone, so it asks twice. */
const StopForm = ({ report }: { report: SaleReport }) => (
  <details>
    <summary class="button quiet">{ACT_WORDS.stop} …</summary>
    <form method="post" action={`${pathOf(report)}/act`} class="stack tight">
      <label class="tick">
        <input type="checkbox" name="sure" value="yes" required />
        Everybody who waits is sent away, and it does not open again.
      </label>
      <button class="button" name="act" value="stop">
        {ACT_WORDS.stop}
      </button>
    </form>
  </details>
);

function Acts({ report }: { report: SaleReport }) {
  if (!useMay('sales.write')) return null;
  const possible = SALE_ACTS.filter((act) => acted(report.status, act) !== null);
  if (possible.length === 0) return null;
  return (
    <div class="actions" data-live="acts">
      {possible.map((act) =>
        act === 'stop' ? <StopForm report={report} /> : <ActButton report={report} act={act} />,
      )}
    </div>
  );
}

const asTyped = (at: number): string => fieldTime(rfc3339(at));

/** What people act on once it was announced: it changes only before the start. */
function BeforeStart({ form, report }: { form: FormState; report: SaleReport }) {
  const { settings, status, now } = report;
  if (status !== 'scheduled' || now.at >= settings.startsAt) return null;
  return (
    <>
      <Field form={form} name="name" label="Name" maxlength={MAX_NAME} required />
      <div class="pair">
        <Field
          form={form}
          name="starts_at"
          label="Starts (UTC)"
          type="datetime-local"
          step="any"
          required
        />
        <Field
          form={form}
          name="draw_at"
          label="Draw (UTC)"
          hint="Empty: it moves with the start"
          type="datetime-local"
          step="any"
        />
      </div>
      <div class="pair">
        <Field
          form={form}
          name="quantity"
          label="Units of each"
          hint="Empty: all there are"
          inputmode="numeric"
        />
        <Field
          form={form}
          name="price"
          label={`Price inside, ${DEFAULT_MARKET.currency}`}
          hint="Empty: the price of the day"
          inputmode="decimal"
        />
      </div>
    </>
  );
}

function Throttle(props: SaleProps) {
  const { settings, status } = props.report;
  const over = acted(status, 'stop') === null;
  if (!useMay('sales.write') || over) return null;
  const fresh = untouched({
    rate_per_s: String(settings.ratePerS),
    max_per_buyer: String(settings.maxPerBuyer),
    ends_at: asTyped(settings.endsAt),
    max_per_network: settings.maxPerNetwork === null ? '' : String(settings.maxPerNetwork),
    name: settings.name,
    starts_at: asTyped(settings.startsAt),
    quantity: settings.quantity === null ? '' : String(settings.quantity),
    price: settings.price === null ? '' : decimal(settings.price),
    denied: settings.denied.join('\n'),
  });
  const form = stateOf(props, 'change', fresh);
  return (
    <form method="post" action={pathOf(props.report)} class="panel stack">
      <h2>Throttle and limits</h2>
      {props.refused?.form === 'change' ? <FormMessage form={form} /> : null}
      <BeforeStart form={form} report={props.report} />
      <div class="pair">
        <Field form={form} name="rate_per_s" label="Let in a second" inputmode="numeric" required />
        <Field form={form} name="max_per_buyer" label="Units each" inputmode="numeric" required />
      </div>
      <Field
        form={form}
        name="ends_at"
        label="Ends (UTC)"
        type="datetime-local"
        step="any"
        required
      />
      <Field
        form={form}
        name="max_per_network"
        label="People let in from one network address"
        hint="Empty: any number"
        inputmode="numeric"
      />
      <Field form={form} name="denied" label="Networks that get no ticket" rows={3} />
      <button class="button quiet">Save</button>
    </form>
  );
}

const InvitedList = ({ invited }: { invited: readonly Invited[] }) =>
  invited.length === 0 ? null : (
    <div class="stack tight" role="status">
      <p>
        {invited.some(({ mailed }) => mailed) ? 'Mails go to those marked so. ' : ''}
        Who got none is to be sent their own link; it is good for the account of that address alone.
      </p>
      <ul class="invited">
        {invited.map(({ email, link, mailed }) => (
          <li>
            <span class="strong">{email}</span>{' '}
            {mailed ? <Badge status="active">Mailed</Badge> : null}
            <code>{link}</code>
          </li>
        ))}
      </ul>
    </div>
  );

function Invitations(props: SaleProps) {
  const { tiers } = props.report.settings;
  const invitable = tiers.filter(({ id }) => id !== OPEN_TIER);
  if (!useMay('sales.write') || invitable.length === 0) return null;
  const form = stateOf(props, 'invite', untouched({ mail: 'yes' }));
  return (
    <form method="post" action={`${pathOf(props.report)}/invitations`} class="panel stack">
      <h2>Invitations</h2>
      {props.refused?.form === 'invite' ? <FormMessage form={form} /> : null}
      <Select
        form={form}
        name="tier"
        label="To the tier"
        options={invitable.map(({ id, label }) => [id, label])}
      />
      <Field form={form} name="emails" label="E-mail addresses" hint="One a line" rows={4} />
      <Tick form={form} name="mail" label="Mail it to those who have an account" />
      <button class="button quiet">Invite</button>
      <InvitedList invited={props.invited} />
    </form>
  );
}

function Settings({ settings }: SaleReport) {
  const { account, captcha, velocity } = settings.checks;
  const asked = [
    ...(account ? ['an account'] : []),
    ...(captcha ? ['a captcha or work'] : []),
    ...(velocity ? ['human speed'] : []),
  ];
  const rows = [
    ['SKUs', settings.skus.join(', ')],
    ['Units of each', settings.quantity === null ? 'All there are' : number(settings.quantity)],
    ['Price inside', settings.price === null ? 'That of the day' : price(settings.price)],
    ['Order', settings.mode === 'lottery' ? 'Lottery' : 'First come'],
    ['Asked for a ticket', asked.length === 0 ? 'Nothing' : asked.join(', ')],
    ...settings.tiers.map(({ id, label }) => [
      label,
      `${Math.round(shareOf(settings.tiers, id) * 100)} % of the places while all wait`,
    ]),
  ];
  return (
    <section class="panel" aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <dl class="sale-settings">
        {rows.map(([term, text]) => (
          <div>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div>
          <dt>Starts</dt>
          <dd>
            <When at={settings.startsAt} />
          </dd>
        </div>
        <div>
          <dt>Draw</dt>
          <dd>
            <When at={settings.drawAt} />
          </dd>
        </div>
        <div>
          <dt>Ends</dt>
          <dd>
            <When at={settings.endsAt} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

const TONE: Readonly<Record<string, string>> = { open: 'active', paused: 'waiting' };

/** A drop's page; `sale.js` swaps the live parts every few seconds. */
export const SalePage = (props: SaleProps) => {
  const { report, done } = props;
  const { settings, status, now, history } = report;
  return (
    <Page title={settings.name} section="sales" module="admin/sale.js">
      <p class="crumb">
        <a href="/admin/sales">Drops</a>
      </p>
      <div class="head">
        <h1>
          {settings.name}{' '}
          <span data-live="status">
            <Badge status={TONE[status] ?? status}>{words(status)}</Badge>
          </span>
        </h1>
        <a href={`/sales/${settings.id}`}>As shoppers see it</a>
      </div>
      <Done text={done} />
      <Acts report={report} />
      <Counts {...report} />
      <SaleCharts history={history} now={now} />
      <div class="columns even">
        <div class="stack">
          <Throttle {...props} />
          <Invitations {...props} />
        </div>
        <div class="stack">
          <Settings {...report} />
        </div>
      </div>
    </Page>
  );
};
