/** Sales and lines in the API's shapes. */
import { sum } from '../kernel/money.ts';
import { rfc3339, SECOND_MS } from '../kernel/time.ts';
import { LINE_FRESH_MS, pollMsOf, waitingIn } from './line.ts';
import type { Line, Place } from './line.ts';
import type { ListedSale, Moment, SaleReport } from './port.ts';
import type { Standing } from './service.ts';

const momentView = ({ at, ...counts }: Moment) => ({ at: rfc3339(at), ...counts });

/** A sale as staff see it. */
export function saleView({ settings, status, now, history }: SaleReport) {
  const { startsAt, drawAt, endsAt, checks, shards: _, ...kept } = settings;
  const { maxPerBuyer, maxPerNetwork, ratePerS, ...same } = kept;
  return {
    ...same,
    skus: [...settings.skus],
    price: settings.price === null ? null : { ...settings.price },
    tiers: settings.tiers.map((tier) => ({ ...tier })),
    denied: [...settings.denied],
    status,
    starts_at: rfc3339(startsAt),
    draw_at: rfc3339(drawAt),
    ends_at: rfc3339(endsAt),
    max_per_buyer: maxPerBuyer,
    max_per_network: maxPerNetwork,
    rate_per_s: ratePerS,
    require: { ...checks },
    now: momentView(now),
    history: history.map(momentView),
  };
}

/** A sale in staff's list. */
export const listedView = ({ id, name, skus, startsAt, endsAt, stoppedAt }: ListedSale) => ({
  ...{ id, name, skus: [...skus] },
  starts_at: rfc3339(startsAt),
  ends_at: rfc3339(endsAt),
  stopped_at: stoppedAt === null ? null : rfc3339(stoppedAt),
});

/** The serving line as anybody may read it. */
export function lineView({ settings, tiers, ...line }: Line) {
  const { account, captcha } = settings.checks;
  return {
    sale: settings.id,
    name: settings.name,
    status: line.status,
    stock: line.stock,
    sold_out: line.stock === 'sold_out' && line.status !== 'scheduled',
    sequence: line.sequence,
    at: rfc3339(line.at),
    starts_at: rfc3339(settings.startsAt),
    draw_at: rfc3339(settings.drawAt),
    ends_at: rfc3339(settings.endsAt),
    skus: [...settings.skus],
    price: settings.price === null ? null : { ...settings.price },
    max_per_buyer: settings.maxPerBuyer,
    require: { account, captcha },
    admitted: line.admitted,
    rate_per_minute: sum(Object.values(tiers).map(({ lastMinute }) => lastMinute)),
    tiers: Object.entries(tiers).map(([id, { served, waiting }]) => ({
      id,
      ...served,
      waiting: Math.round(waitingIn(waiting, served)),
    })),
    poll_after_s: LINE_FRESH_MS / SECOND_MS,
  };
}

const inSeconds = ({ from, to }: { from: number; to: number }) => ({
  from: Math.round(from / SECOND_MS),
  to: Math.round(to / SECOND_MS),
});

function placeView(place: Place) {
  const none = { told_at: null, ahead: null, wait_s: null, chance: null };
  switch (place.kind) {
    case 'drawing':
      return { ...none, told_at: rfc3339(place.at) };
    case 'waiting': {
      const wait = place.waitMs === null ? null : inSeconds(place.waitMs);
      return { ...none, ahead: { ...place.ahead }, wait_s: wait, chance: place.chance };
    }
    case 'your_turn':
      return none;
  }
}

/** Where somebody stands, and when to ask again. */
export const standingView = ({ ticket, tier, place, line }: Standing) => ({
  ticket,
  tier,
  state: place.kind,
  status: line.status,
  stock: line.stock,
  ...placeView(place),
  poll_after_s: Math.ceil(pollMsOf(place) / SECOND_MS),
});
