/**
 * The last hour of a drop as four small charts of one clock: a million arrivals and two sales in
 * one frame would show the arrivals alone.
 */
import { HOUR_MS } from '../kernel/time.ts';
import type { Moment } from '../waiting-room/port.ts';
import { instant, number } from './format.ts';

const WIDTH = 320;
const HEIGHT = 96;
/** Above the highest point and below the lowest, so that the line is not cut. */
const MARGIN = 4;

type Series = 'arrived' | 'admitted' | 'bought' | 'available';

const SERIES: readonly (readonly [Series, title: string, of: string])[] = [
  ['arrived', 'Arrived', 'so far'],
  ['admitted', 'Admitted', 'so far'],
  ['bought', 'Bought', 'live orders'],
  ['available', 'Remaining', 'units nobody holds'],
];

/** The moments to show: the last hour's, the newest last. */
function shown(history: readonly Moment[], now: Moment): readonly Moment[] {
  const recent = history.filter(({ at }) => at < now.at && at > now.at - HOUR_MS);
  return [...recent, now];
}

/** A line through the points of a series, `x,y` each, and the highest value. */
export function lineThrough(moments: readonly Moment[], key: Series) {
  const [first] = moments;
  const last = moments.at(-1);
  const highest = Math.max(1, ...moments.map((moment) => moment[key]));
  if (first === undefined || last === undefined) return { points: '', highest };
  const span = Math.max(1, last.at - first.at);
  const points = moments.map((moment) => {
    const x = moments.length === 1 ? WIDTH : ((moment.at - first.at) / span) * WIDTH;
    const y = HEIGHT - MARGIN - (moment[key] / highest) * (HEIGHT - 2 * MARGIN);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const flat = moments.length === 1 ? [`0,${points[0]?.split(',')[1] ?? 0}`] : [];
  return { points: [...flat, ...points].join(' '), highest };
}

type ChartProps = {
  readonly moments: readonly Moment[];
  readonly series: Series;
  readonly title: string;
  readonly of: string;
};

function Chart({ moments, series, title, of }: ChartProps) {
  const { points, highest } = lineThrough(moments, series);
  const now = moments.at(-1)?.[series] ?? 0;
  return (
    <figure class={`chart ${series}`}>
      <figcaption>
        <span>{title}</span>
        <b class="figure">{number(now)}</b>
        <span class="muted">{of}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${number(now)} now, ${number(highest)} at most in the last hour`}
      >
        <polygon points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} />
        <polyline points={points} />
      </svg>
    </figure>
  );
}

type ChartsProps = { readonly history: readonly Moment[]; readonly now: Moment };

/** Arrived, admitted, bought and remaining over the last hour. */
export function SaleCharts({ history, now }: ChartsProps) {
  const moments = shown(history, now);
  const [first] = moments;
  return (
    <section class="panel" aria-labelledby="hour" data-live="charts">
      <h2 id="hour">The last hour</h2>
      <div class="charts">
        {SERIES.map(([series, title, of]) => (
          <Chart moments={moments} series={series} title={title} of={of} />
        ))}
      </div>
      <p class="muted chart-clock">
        <span>{instant(first?.at ?? now.at)}</span>
        <span>{instant(now.at)}</span>
      </p>
    </section>
  );
}
