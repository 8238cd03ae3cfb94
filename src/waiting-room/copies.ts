/**
 * An isolate's copies of serving lines: an answer comes from memory, and one request every two
 * seconds looks for a newer one, after it has answered.
 */
import type { SaleId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { LINE_FRESH_MS, LINE_STALE_MS } from './line.ts';
import type { Line } from './line.ts';
import type { LineStore } from './port.ts';

/** Sales of an isolate's; the one not asked for longest is forgotten. */
const MOST_SALES = 100;

type Copy = {
  line: Line | null;
  askedAt: Milliseconds;
  answeredAt: Milliseconds;
};

export type CopyPorts = {
  readonly lines: Pick<LineStore, 'read'>;
  readonly clock: Clock;
  readonly later: (work: Promise<unknown>) => void;
};

export class LineCopies {
  readonly #ports: CopyPorts;
  readonly #copies = new Map<SaleId, Copy>();

  constructor(ports: CopyPorts) {
    this.#ports = ports;
  }

  /**
   * The newest line this isolate knows; null for a sale there is not. A request waits for what it
   * asked for itself, never for another's question: that one may have died with it.
   */
  async line(sale: SaleId): Promise<Line | null> {
    const now = this.#ports.clock();
    const copy = this.#copyOf(sale);
    const age = now - copy.answeredAt;
    if (age < LINE_FRESH_MS) return copy.line;
    // A copy that nobody asked about for long says nothing of now.
    const old = copy.line === null || age > LINE_STALE_MS;
    if (!old && now - copy.askedAt < LINE_FRESH_MS) return copy.line;
    copy.askedAt = now;
    const asking = this.#ask(sale, copy, now);
    if (old) await asking;
    else this.#ports.later(asking);
    return copy.line;
  }

  #copyOf(sale: SaleId): Copy {
    const known = this.#copies.get(sale);
    const copy: Copy = known ?? { line: null, askedAt: 0, answeredAt: 0 };
    this.#copies.delete(sale);
    this.#copies.set(sale, copy);
    const [oldest] = this.#copies.keys();
    if (this.#copies.size > MOST_SALES && oldest !== undefined) this.#copies.delete(oldest);
    return copy;
  }

  /** Where nobody answers the copy stays as it is: it says itself how old it is. */
  async #ask(sale: SaleId, copy: Copy, now: Milliseconds): Promise<void> {
    const line = await this.#ports.lines.read(sale).catch((error: unknown) => {
      if (copy.line === null) throw error;
      return null;
    });
    copy.answeredAt = Math.max(copy.answeredAt, now);
    // The line only moves forward, whichever answer comes first.
    if (line !== null && line.sequence >= (copy.line?.sequence ?? 0)) copy.line = line;
  }
}
