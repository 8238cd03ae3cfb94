/** A drop's waiting room, from the countdown to "your turn". */
import type { Child } from 'hono/jsx';
import { sum } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { waitingIn } from '../waiting-room/line.ts';
import type { Line } from '../waiting-room/line.ts';
import { CART_PATH, salePath, SEARCH_PATH, withQuery } from './addresses.ts';
import { Captcha } from './captcha.tsx';
import type { Widget } from './captcha.tsx';
import { Countdown, Instant } from './countdown.tsx';
import { Icon } from './icons.tsx';
import { lookAgainS, stepOf } from './sale-stage.ts';
import type { Stage } from './sale-stage.ts';
import { ShopContext, useShop } from './shop.ts';
import type { Shop } from './shop.ts';

/** What stands between somebody and a ticket. */
export type Need =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'account'; readonly signIn: string }
  | { readonly kind: 'captcha'; readonly widget: Widget }
  | { readonly kind: 'work' };

export type Invitation = { readonly words: string; readonly signIn: string | null };

export type RoomProps = {
  readonly line: Line;
  readonly stage: Stage;
  readonly need: Need;
  readonly invitation: Invitation | null;
  readonly problem: string | null;
  readonly now: Milliseconds;
};

const waitingFor = ({ tiers }: Line): number =>
  Math.round(sum(Object.values(tiers).map(({ waiting, served }) => waitingIn(waiting, served))));

/** True while nobody new comes in: staff paused it, or all that is left is being paid. */
const isShut = ({ status, stock }: Line): boolean =>
  status === 'paused' || (status === 'open' && stock === 'held');

function Heading({ title, children }: { title: string; children?: Child }) {
  return (
    <>
      <h2 tabindex={-1}>{title}</h2>
      {children}
    </>
  );
}

function Early({ line, stage, now }: RoomProps & { stage: Extract<Stage, { kind: 'early' }> }) {
  const { sale } = useShop().locale.t;
  return (
    <Heading title={sale.early.title}>
      <Countdown at={line.settings.startsAt} label={sale.untilStart} now={now} />
      <p class="lead">
        {sale.early.lead} <Instant at={stage.opensAt} />.
      </p>
      <p class="muted">{sale.early.fair}</p>
    </Heading>
  );
}

function Proof({ need }: { need: Need }) {
  const { join } = useShop().locale.t.sale;
  if (need.kind === 'captcha') return <Captcha widget={need.widget} />;
  if (need.kind !== 'work') return null;
  return (
    <>
      <input type="hidden" name="challenge" />
      <input type="hidden" name="nonce" />
      <p class="muted">{join.work}</p>
      <noscript>
        <p class="notice">{join.workScript}</p>
      </noscript>
    </>
  );
}

function TicketForm({ line, need, invitation }: RoomProps) {
  const { join } = useShop().locale.t.sale;
  const path = salePath(line.settings.id);
  if (need.kind === 'account') {
    return (
      <>
        <p>{join.account}</p>
        <p class="actions">
          <a class="button" href={need.signIn}>
            {join.signIn}
          </a>
        </p>
      </>
    );
  }
  return (
    <form
      method="post"
      action={`${path}/ticket`}
      data-ticket
      data-work={need.kind === 'work' ? `/api${path}/work` : undefined}
    >
      {invitation === null ? null : (
        <>
          <input type="hidden" name="invitation" value={invitation.words} />
          <p class="notice good">
            {invitation.signIn === null ? (
              join.invited
            ) : (
              <a href={invitation.signIn}>{join.invitedSignIn}</a>
            )}
          </p>
        </>
      )}
      <Proof need={need} />
      <button class="button" data-busy={join.taking}>
        {join.take}
      </button>
    </form>
  );
}

function Join(props: RoomProps) {
  const { join, untilDraw } = useShop().locale.t.sale;
  const { line, now } = props;
  const { drawAt } = line.settings;
  if (now >= drawAt) {
    const waiting = waitingFor(line);
    return (
      <Heading title={join.titleLate}>
        <p class="lead">{join.leadLate}</p>
        {waiting < 1 ? null : <p class="muted">{join.waiting(waiting)}</p>}
        <TicketForm {...props} />
      </Heading>
    );
  }
  return (
    <Heading title={join.title}>
      <Countdown at={drawAt} label={untilDraw} now={now} />
      <p class="lead">
        {join.lead} <Instant at={drawAt} />.
      </p>
      <TicketForm {...props} />
    </Heading>
  );
}

function Drawing({ line, stage, now }: RoomProps & { stage: Extract<Stage, { kind: 'drawing' }> }) {
  const { sale } = useShop().locale.t;
  const late = now >= line.settings.drawAt;
  return (
    <Heading title={sale.drawing.title}>
      <Countdown at={stage.toldAt} label={sale.untilTold} now={now} short={late} />
      <p class="lead">
        {late ? sale.drawing.late : sale.drawing.lead} <Instant at={stage.toldAt} />.
      </p>
      <p class="muted">{sale.saved}</p>
    </Heading>
  );
}

function InLine({ line, stage }: RoomProps & { stage: Extract<Stage, { kind: 'waiting' }> }) {
  const { t } = useShop().locale;
  const { waiting, saved } = t.sale;
  const { ahead, waitMs, chance } = stage.place;
  return (
    <Heading title={waiting.title}>
      <p class="room-ahead">
        {ahead.to === 0 ? (
          <b>{waiting.first}</b>
        ) : (
          <>
            <b>{waiting.ahead(ahead.from, ahead.to)}</b> <span>{waiting.aheadWords(ahead.to)}</span>
          </>
        )}
      </p>
      <dl class="room-facts">
        <div>
          <dt>{waiting.time}</dt>
          <dd>
            {isShut(line)
              ? waiting.shut
              : waitMs === null
                ? waiting.unknown
                : waiting.span(waitMs.from / 1_000, waitMs.to / 1_000)}
          </dd>
        </div>
        <div>
          <dt>{waiting.pace}</dt>
          <dd>{waiting.paceWords(stage.lastMinute, Math.round(stage.moved))}</dd>
        </div>
        <div>
          <dt>{waiting.chance}</dt>
          <dd class={chance}>{waiting.chances[chance]}</dd>
        </div>
      </dl>
      <p class="muted">
        {waiting.basis} {saved}
      </p>
    </Heading>
  );
}

function Turn({ line }: RoomProps) {
  const { turn } = useShop().locale.t.sale;
  return (
    <Heading title={turn.title}>
      <p class="lead">{isShut(line) ? turn.shut : turn.lead}</p>
      {isShut(line) ? null : (
        <form method="post" action={`${salePath(line.settings.id)}/claim`} data-claim>
          <button class="button" data-busy={turn.entering}>
            {turn.enter}
            <Icon name="arrow" />
          </button>
        </form>
      )}
    </Heading>
  );
}

function Inside({ line, stage, now }: RoomProps & { stage: Extract<Stage, { kind: 'inside' }> }) {
  const { locale } = useShop();
  const { sale } = locale.t;
  const { price } = line.settings;
  return (
    <Heading title={sale.inside.title}>
      <Countdown at={stage.endsAt} label={sale.passLeft} now={now} short />
      <p class="lead">{sale.inside.lead}</p>
      {price === null ? null : <p>{sale.priceInside(locale.price(price))}</p>}
      <p class="actions">
        <a class="button" href="#goods">
          {sale.choose}
        </a>
        <a class="quiet-link" href={CART_PATH}>
          {sale.inside.toCart}
          <Icon name="arrow" />
        </a>
      </p>
    </Heading>
  );
}

function Ended({ kind }: { kind: 'bought' | 'sold_out' | 'over' }) {
  const { sale } = useShop().locale.t;
  const words = { bought: sale.bought, sold_out: sale.soldOut, over: sale.over }[kind];
  return (
    <Heading title={words.title}>
      <p class="lead">{words.lead}</p>
      <p class="actions">
        <a class="button quiet" href={withQuery(SEARCH_PATH, { sort: 'newest' })}>
          {sale.soldOut.more}
        </a>
      </p>
    </Heading>
  );
}

function StageView(props: RoomProps) {
  const { stage } = props;
  switch (stage.kind) {
    case 'early':
      return <Early {...props} stage={stage} />;
    case 'join':
      return <Join {...props} />;
    case 'drawing':
      return <Drawing {...props} stage={stage} />;
    case 'waiting':
      return <InLine {...props} stage={stage} />;
    case 'turn':
      return <Turn {...props} />;
    case 'inside':
      return <Inside {...props} stage={stage} />;
    case 'bought':
    case 'sold_out':
    case 'over':
      return <Ended kind={stage.kind} />;
  }
}

function Steps({ stage }: { stage: Stage }) {
  const { steps } = useShop().locale.t.sale;
  const reached = stepOf(stage);
  if (reached === 0) return null;
  return (
    <ol class="progress">
      {steps.map((step, index) => (
        <li
          class={index < reached ? 'done' : undefined}
          aria-current={index === reached - 1 ? 'step' : undefined}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}

const OVER: readonly Stage['kind'][] = ['early', 'bought', 'sold_out', 'over'];

/** What holds everybody up, if anything does; not said twice where a try was refused for it. */
function Held({ line, stage, problem }: RoomProps) {
  const { sale } = useShop().locale.t;
  if (OVER.includes(stage.kind) || !isShut(line)) return null;
  const paused = stage.kind === 'join' ? sale.pausedJoin : sale.paused;
  const words = line.status === 'paused' ? paused : sale.held;
  return words === problem ? null : <p class="notice">{words}</p>;
}

/** What a screen reader is told when the stage has changed, or the numbers after a while. */
function saidOf({ stage }: RoomProps, shop: Shop): string {
  const { sale } = shop.locale.t;
  switch (stage.kind) {
    case 'waiting':
      return sale.waiting.said(stage.place.ahead.from, stage.place.ahead.to);
    case 'turn':
    case 'inside':
    case 'bought':
      return sale[stage.kind].title;
    case 'sold_out':
      return sale.soldOut.title;
    case 'over':
      return sale.over.title;
    case 'early':
    case 'join':
    case 'drawing':
      return '';
  }
}

/** The part of the page that changes while one waits: it is swapped for a newer one of its kind. */
export function Room(props: RoomProps & { readonly shop: Shop }) {
  const { line, stage, problem, now, shop } = props;
  return (
    <ShopContext.Provider value={shop}>
      <section
        class={`room ${stage.kind}`}
        data-room={[stage.kind, line.status, line.stock, now < line.settings.drawAt].join(' ')}
        data-look={lookAgainS(stage, line, now) ?? undefined}
        data-now={rfc3339(now)}
        data-say={saidOf(props, shop)}
      >
        <Steps stage={stage} />
        {problem === null ? null : (
          <p class="notice bad" role="alert">
            {problem}
          </p>
        )}
        <Held {...props} />
        <StageView {...props} />
      </section>
    </ShopContext.Provider>
  );
}
