/** A drop told of elsewhere: the band on the home page, and the note beside a piece of it. */
import { salePath } from './addresses.ts';
import { PICTURE_PX } from './card.tsx';
import type { DropShown } from './coming-drops.ts';
import { Countdown, Instant } from './countdown.tsx';
import { Icon } from './icons.tsx';
import { useShop } from './shop.ts';

/** The next drop, beneath the hero. */
export function DropBand({ drop }: { readonly drop: DropShown | null }) {
  const { sale } = useShop().locale.t;
  if (drop === null) return null;
  const { id, name, startsAt, running, image } = drop;
  return (
    <section class="wrap" aria-labelledby="drop">
      <div class="drop-band">
        {image === null ? null : (
          <img src={image} alt="" width={PICTURE_PX} height={PICTURE_PX} loading="lazy" />
        )}
        <div>
          <p class="eyebrow">{running ? `${sale.drop} · ${sale.onNow}` : sale.drop}</p>
          <h2 id="drop">{name}</h2>
          <p>
            {running ? (
              sale.lead
            ) : (
              <>
                {sale.when} <Instant at={startsAt} />
              </>
            )}
          </p>
        </div>
        <div class="drop-go">
          {running ? null : <Countdown at={startsAt} label={sale.untilStart} />}
          <a class="button" href={salePath(id)}>
            {running ? sale.joinNow : sale.toRoom}
            <Icon name="arrow" />
          </a>
        </div>
      </div>
    </section>
  );
}

/** On the page of a product that a drop sells. */
export function DropNote({ drop }: { readonly drop: DropShown | null }) {
  const { locale } = useShop();
  const { sale } = locale.t;
  if (drop === null) return null;
  const { id, startsAt, running, price } = drop;
  return (
    <aside class="drop-note">
      <p class="eyebrow">{running ? `${sale.drop} · ${sale.onNow}` : sale.drop}</p>
      <p class="strong">
        {sale.soldThere}
        {running ? null : (
          <>
            {': '}
            <Instant at={startsAt} />
          </>
        )}
      </p>
      <p class="muted">{running ? sale.runningLead : sale.soldThereLead}</p>
      {price === null ? null : <p class="strong">{sale.priceThere(locale.price(price))}</p>}
      {running ? null : <Countdown at={startsAt} label={sale.untilStart} />}
      <a class="quiet-link" href={salePath(id)}>
        {running ? sale.joinNow : sale.toRoom}
        <Icon name="arrow" />
      </a>
    </aside>
  );
}
