/**
 * A lane of a hot SKU: it reserves from what its home has granted, and asks for more when that is
 * used up. Decisions are `inventory/escrow.ts`'s; the books are those of any SKU.
 */
import {
  NEW_LANE,
  drawOf,
  drawing,
  heardOf,
  onDrawn,
  onRecall,
  owes,
  takes,
} from '../src/inventory/escrow.ts';
import type {
  DrawAnswer,
  EscrowPort,
  Lane,
  Recall,
  RecallAnswer,
} from '../src/inventory/escrow.ts';
import type { LaneAsked, ReserveAnswer } from '../src/inventory/routing.ts';
import type { ReserveRequest } from '../src/inventory/stock.ts';
import { required } from '../src/kernel/assert.ts';
import type { Sku } from '../src/kernel/ids.ts';
import { fail } from '../src/kernel/result.ts';
import { SECOND_MS } from '../src/kernel/time.ts';
import type { ObjectSchema } from '../src/platform/object-schema.ts';
import type { StockBook } from './stock-book.ts';

/** What both sides of an escrow are made of. */
export type EscrowParts = {
  readonly sku: Sku;
  readonly storage: DurableObjectStorage;
  readonly schema: ObjectSchema;
  readonly book: StockBook;
  readonly port: () => EscrowPort;
  /** Sets the alarm, in the commit of what it is set for. */
  readonly arm: () => void;
};

/** Wait before what nobody answered is asked again. */
export const ESCROW_RETRY_MS = 2 * SECOND_MS;
/**
 * Draws that one reservation waits for: each fills some of a crowd's wants, and who is last in a
 * crowd larger than that asks again later.
 */
const MOST_DRAWS = 16;

const KEY = 'lane';

export class StockLane {
  readonly place: number;
  readonly #parts: EscrowParts;
  #lane: Lane;
  /** The draw that is on its way: whoever finds the lane empty meanwhile waits for it. */
  #drawn: Promise<void> | null = null;
  #retryAt = 0;

  constructor(place: number, parts: EscrowParts) {
    this.place = place;
    this.#parts = parts;
    const { schema, storage, book } = parts;
    this.#lane = (schema.empty ? undefined : storage.kv.get<Lane>(KEY)) ?? NEW_LANE;
    book.part = place;
  }

  get state(): { readonly place: number; readonly state: Lane } {
    return { place: this.place, state: this.#lane };
  }

  /** When it has to ask its home something by itself. */
  get dueAt(): number | null {
    if (this.#lane.drawing === null && !owes(this.#lane, this.#parts.book.rows)) return null;
    return Math.max(this.#retryAt, Date.now());
  }

  #keep(lane: Lane): void {
    if (lane === this.#lane) return;
    this.#parts.schema.prepare();
    this.#parts.storage.kv.put(KEY, lane);
    this.#lane = lane;
    this.#parts.arm();
  }

  /** Throws when home does not answer: then nobody knows whether there is stock. */
  async reserve(request: ReserveRequest, { epoch, gate }: LaneAsked): Promise<ReserveAnswer> {
    for (let draws = 0; draws < MOST_DRAWS; draws++) {
      const open = takes(this.#lane, epoch);
      if (open) this.#keep(heardOf(this.#lane, epoch));
      const answer = this.#parts.book.reserve(request, { mayTake: open, gate });
      if (answer.ok || answer.reason !== 'out_of_stock') return answer;
      if (!open) return fail({ reason: 'moved' });
      await this.#draw(request.quantity);
    }
    throw new Error('the lane is emptied faster than it is filled');
  }

  #draw(need: number): Promise<void> {
    this.#drawn ??= this.#askHome(need).finally(() => {
      this.#drawn = null;
    });
    return this.#drawn;
  }

  async #askHome(need: number): Promise<void> {
    this.#retryAt = Date.now() + ESCROW_RETRY_MS;
    this.#keep(drawing(this.#lane, need));
    const draw = required(drawOf(this.#lane, this.place), 'what was just asked for');
    this.#heard(await this.#parts.port().draw(this.#parts.sku, draw));
  }

  #heard(answer: DrawAnswer): void {
    const { state, goods } = onDrawn(this.#lane, answer);
    const transfer = { lane: this.place, number: state.drawn };
    this.#parts.book.transfer('granted', transfer, goods, 1);
    this.#keep(state);
  }

  /** Home takes back what no order holds. */
  recall(recall: Recall): RecallAnswer {
    const { book, schema } = this.#parts;
    schema.prepare();
    const { state, goods, credited, answer } = onRecall(this.#lane, book.rows, recall);
    const lane = this.place;
    book.transfer('granted', { lane, number: state.drawn }, credited, 1);
    book.transfer('recalled', { lane, number: state.given.number }, goods, -1);
    this.#keep(state);
    return answer;
  }

  /** Asks again for what was not answered, and tells home of what has come back. */
  async settle(): Promise<void> {
    const { sku, port, book } = this.#parts;
    if (this.dueAt === null || this.dueAt > Date.now()) return;
    this.#retryAt = Date.now() + ESCROW_RETRY_MS;
    if (this.#lane.drawing !== null) await this.#draw(this.#lane.drawing.need);
    if (!owes(this.#lane, book.rows)) return;
    const epoch = await port().offer(sku, this.place);
    if (epoch !== null) this.#keep(heardOf(this.#lane, epoch));
  }
}
