/** The time left until something, counted by `countdown.js`; without scripts the date has to do. */
import { DAY_MS, HOUR_MS, MINUTE_MS, rfc3339, SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { useShop } from './shop.ts';

const UNITS = [
  ['days', DAY_MS],
  ['hours', HOUR_MS],
  ['minutes', MINUTE_MS],
  ['seconds', SECOND_MS],
] as const;

type CountdownProps = {
  readonly at: Milliseconds;
  readonly label: string;
  /** Now, on a page that is drawn for one shopper; a public page is drawn for any time. */
  readonly now?: Milliseconds;
  /** Leaves out the units above these. */
  readonly short?: boolean;
};

/** Days, hours, minutes and seconds until `at`. */
export function Countdown({ at, label, now, short = false }: CountdownProps) {
  const { units } = useShop().locale.t.sale;
  const shown = short ? UNITS.slice(2) : UNITS;
  let left = now === undefined ? null : Math.max(0, at - now);
  const told = shown.map(([unit, length]) => {
    const value = left === null ? null : Math.floor(left / length);
    left = left === null ? null : left % length;
    return [unit, value === null ? '––' : String(value).padStart(2, '0')] as const;
  });
  return (
    <div class="countdown" role="timer" aria-label={label} data-countdown={rfc3339(at)}>
      {told.map(([unit, value]) => (
        <span>
          <b data-unit={unit}>{value}</b> <span>{units[unit]}</span>
        </span>
      ))}
    </div>
  );
}

/** An instant in words, which machines can read as well. */
export function Instant({ at }: { readonly at: Milliseconds }) {
  const { locale } = useShop();
  return <time datetime={rfc3339(at)}>{locale.dateTime(rfc3339(at))}</time>;
}

/** The module that counts. */
export const COUNTDOWN_MODULE = 'storefront/countdown.js';
