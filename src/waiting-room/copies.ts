/**
 * An isolate's copies of serving lines: an answer comes from memory, one request at a time looks
 * for a newer one, and nobody waits for it but the first.
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
  asking: Promise<void> | null;
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

  /** The newest line this isolate knows; null for a sale there is not. */
  async line(sale: SaleId): Promise<Line | null> {
    const copy = this.#copyOf(sale);
    const now = this.#ports.clock();
    if (now - copy.askedAt >= LINE_FRESH_MS) copy.asking ??= this.#ask(sale, copy);
    if (copy.asking === null) return copy.line;
    // A copy that nobody asked about for long says nothing of now.
    if (copy.line === null || now - copy.answeredAt > LINE_STALE_MS) await copy.asking;
    else this.#ports.later(copy.asking);
    return copy.line;
  }

  #copyOf(sale: SaleId): Copy {
    const known = this.#copies.get(sale);
    const copy: Copy = known ?? { line: null, askedAt: 0, answeredAt: 0, asking: null };
    this.#copies.delete(sale);
    this.#copies.set(sale, copy);
    const [oldest] = this.#copies.keys();
    if (this.#copies.size > MOST_SALES && oldest !== undefined) this.#copies.delete(oldest);
    return copy;
  }

  async #ask(sale: SaleId, copy: Copy): Promise<void> {
    copy.askedAt = this.#ports.clock();
    try {
      const line = await this.#ports.lines.read(sale);
      copy.answeredAt = copy.askedAt;
      // The line only moves forward, whichever answer comes first.
      if (line !== null && line.sequence >= (copy.line?.sequence ?? 0)) copy.line = line;
    } finally {
      copy.asking = null;
    }
  }
}
