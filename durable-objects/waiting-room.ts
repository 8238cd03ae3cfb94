/**
 * The owner of one sale and its line: once a second it learns what its objects and its goods say,
 * decides how many people more may come in, and tells the objects and, every other second, the
 * world. Silent, it lets nobody in: grants and lines grow stale within ten seconds.
 */
import { DurableObject } from 'cloudflare:workers';
import { required } from '../src/kernel/assert.ts';
import { sum } from '../src/kernel/money.ts';
import { fail, ok } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import { SECOND_MS } from '../src/kernel/time.ts';
import { describeError, log } from '../src/platform/log.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import { servicesOf } from '../src/services.ts';
import type { RoomPorts } from '../src/services-sales.ts';
import { arrived, newRoom, ticked } from '../src/waiting-room/controller.ts';
import type { Arrivals, TickInput } from '../src/waiting-room/controller.ts';
import type {
  ActRefusal,
  ChangeRefusal,
  GateRefusal,
  SaleReport,
  ScheduleRefusal,
} from '../src/waiting-room/port.ts';
import { lineOf, momentOf } from '../src/waiting-room/room-view.ts';
import {
  hasSameGates,
  isBehind,
  isOver,
  isSame,
  nextTickAt,
  standing,
  TICK_MS,
} from '../src/waiting-room/room.ts';
import type { Room } from '../src/waiting-room/room.ts';
import { acted, changed, openedNow, SALE_ENDS, timed } from '../src/waiting-room/sale.ts';
import type { SaleAct, SaleChange, SaleSettings } from '../src/waiting-room/sale.ts';
import { ROOM_SCHEMA, RoomRows } from './waiting-room-rows.ts';

/** Every other tick is told to the world. */
const TELL_MS = 2 * SECOND_MS - TICK_MS / 2;
const MOMENT_MS = 10 * SECOND_MS;

/** While the stock does not answer nobody is let in, as while all of it waits to be paid. */
const UNKNOWN_GOODS: TickInput['stock'] = { available: 0, reserved: 1 };

/** What comes of a part of a tick; null where it fails, which keeps no other from its work. */
async function tried<T>(part: () => Promise<T>): Promise<T | null> {
  try {
    return await part();
  } catch (error) {
    log('warn', 'waiting_room_tick_failed', { error: describeError(error) });
    return null;
  }
}

export class WaitingRoom extends DurableObject<Env> {
  readonly #schema: ObjectSchema;
  readonly #rows: RoomRows;
  #room: Room | null;
  /** One tick at a time: answers to an older grant must not follow those to a newer one. */
  #turn: Promise<unknown> = Promise.resolve();
  #toldAt = 0;
  #momentAt = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#schema = new ObjectSchema(ctx.storage, ROOM_SCHEMA);
    this.#rows = new RoomRows(ctx.storage.sql);
    this.#room = this.#schema.empty ? null : this.#rows.read();
  }

  /** Null where a SKU has not taken its gate yet: the alarm goes on asking, and so may who asks. */
  async schedule(settings: SaleSettings): Promise<Result<SaleReport, ScheduleRefusal> | null> {
    const known = this.#room;
    if (known === null) this.#begin(settings);
    else if (JSON.stringify(known.asked) !== JSON.stringify(settings)) {
      return fail({ reason: 'sale_exists' });
    }
    const refused = standing(this.#room) === null ? await this.#tick() : null;
    if (refused !== null) return fail(refused);
    const room = standing(this.#room);
    return room === null ? null : ok(this.#reportOf(room));
  }

  /** The alarm goes in with the room: should this instance die now, its gates are set by it. */
  #begin(settings: SaleSettings): void {
    this.#schema.prepare();
    const state = newRoom(settings, Date.now());
    this.#keep({ asked: settings, settings, state, arrived: 0, gated: false, listed: false });
    void this.ctx.storage.setAlarm(Date.now() + TICK_MS);
  }

  async act(act: SaleAct): Promise<Result<SaleReport, ActRefusal>> {
    const room = standing(this.#room);
    if (room === null) return fail({ reason: 'unknown_sale' });
    const now = Date.now();
    const status = acted(timed(room.state.status, room.settings, now), act);
    if (status === null) return fail({ reason: 'wrong_state', status: room.state.status });
    const settings = act === 'open' ? openedNow(room.settings, now) : room.settings;
    await this.#changeTo({ ...room, settings, state: { ...room.state, status } });
    return ok(this.#reportOf(this.#known()));
  }

  async change(change: SaleChange): Promise<Result<SaleReport, ChangeRefusal>> {
    const room = standing(this.#room);
    if (room === null) return fail({ reason: 'unknown_sale' });
    const { status } = room.state;
    if (SALE_ENDS.includes(status)) return fail({ reason: 'wrong_state', status });
    const settings = changed(room.settings, change, Date.now());
    if (!settings.ok) return settings;
    await this.#changeTo({ ...room, settings: settings.value });
    return ok(this.#reportOf(this.#known()));
  }

  report(): SaleReport | null {
    const room = standing(this.#room);
    return room === null ? null : this.#reportOf(room);
  }

  /** Kept in memory until the next tick writes it: what is lost changes an estimate. */
  arrived(arrivals: Arrivals): void {
    if (this.#room === null) return;
    const people = sum(Object.values(arrivals).flatMap((counts) => Object.values(counts)));
    const state = arrived(this.#room.state, arrivals);
    this.#room = { ...this.#room, state, arrived: this.#room.arrived + people };
  }

  override async alarm(): Promise<void> {
    await this.#tick();
  }

  /** What staff change is told at once. */
  async #changeTo(room: Room): Promise<void> {
    const { state } = room;
    const told = { ...state, sequence: state.sequence + 1 };
    const gated = room.gated && hasSameGates(room, this.#known());
    this.#keep({ ...room, state: told, gated, listed: false });
    this.#toldAt = 0;
    await this.#tick();
  }

  #tick(): Promise<GateRefusal | null> {
    const second = this.#turn.then(() => this.#second());
    this.#turn = second.catch(() => null);
    return second;
  }

  /**
   * One second of the sale's life. A part that does not answer is asked again in the next.
   * @returns why it is no sale, where it turns out to be none
   */
  async #second(): Promise<GateRefusal | null> {
    if (this.#room === null) return null;
    const ports = servicesOf(this.env).sales.room;
    // Set first: a tick that dies is followed by another.
    const behind = isBehind(this.#room);
    await this.ctx.storage.setAlarm(nextTickAt(this.#room, Date.now()));
    const refused = this.#room.gated ? null : await tried(() => this.#gate(ports));
    if (standing(this.#room) === null) {
      if (refused !== null) return this.#abandon(ports, refused);
      if (!this.#known().gated) return null;
    }
    await tried(() => this.#listen(ports));
    await tried(() => this.#tell(ports));
    await tried(() => this.#list(ports));
    const room = this.#known();
    if (isOver(room, this.#toldAt)) await this.ctx.storage.deleteAlarm();
    else if (behind) await this.ctx.storage.setAlarm(nextTickAt(room, Date.now()));
    return null;
  }

  /** Tells the objects what they may do, learns what they did, and decides anew. */
  async #listen(ports: RoomPorts): Promise<void> {
    const { settings, state } = this.#known();
    const { sequence, status, stock } = state;
    const perSecond = Math.ceil(settings.ratePerS / settings.shards);
    const [goods, reports] = await Promise.all([
      tried(() => ports.goods(settings)),
      Promise.all(
        state.shards.map(({ asked: upTo }, shard) => {
          const grant = { sequence, status, stock, upTo, perSecond };
          return ports.admissions.grant(settings.id, shard, grant).catch(() => null);
        }),
      ),
    ]);
    // Read again: arrivals and staff may have come in between.
    const room = this.#known();
    const now = Date.now();
    const known = { ...room.state, status: timed(room.state.status, room.settings, now) };
    this.#keep({
      ...room,
      state: ticked(known, room.settings, { now, stock: goods ?? UNKNOWN_GOODS, reports }),
    });
  }

  async #tell({ lines }: RoomPorts): Promise<void> {
    const { settings, state, arrived: people } = this.#known();
    const now = Date.now();
    if (now - this.#momentAt >= MOMENT_MS) {
      this.#momentAt = now;
      this.#rows.addMoment(momentOf(state, people, now));
    }
    if (now - this.#toldAt < TELL_MS) return;
    await lines.write(lineOf(settings, state, now));
    this.#toldAt = now;
  }

  /** Tells the list of sales what there is; without it a sale goes on, and is listed later. */
  async #list({ list }: RoomPorts): Promise<void> {
    const room = this.#known();
    if (room.listed) return;
    const { id, name, skus, startsAt, endsAt } = room.settings;
    const now = Date.now();
    const stoppedAt = room.state.status === 'stopped' ? now : null;
    await list.put({ id, name, skus, startsAt, endsAt, createdAt: now, stoppedAt });
    if (isSame(this.#known(), room)) this.#keep({ ...this.#known(), listed: true });
  }

  /** Sets every SKU's gate as the settings say, or lifts them all; what refuses is told. */
  async #gate(ports: RoomPorts): Promise<GateRefusal | null> {
    const room = this.#known();
    const { settings, state } = room;
    const over = SALE_ENDS.includes(state.status);
    const refused = await ports.gates(settings, over);
    if (refused !== null) return refused;
    if (isSame(this.#known(), room)) this.#keep({ ...this.#known(), gated: true });
    return null;
  }

  /** A sale whose goods another sale has is none. */
  async #abandon(ports: RoomPorts, refusal: GateRefusal): Promise<GateRefusal> {
    await ports.gates(this.#known().settings, true);
    this.#room = null;
    await this.#schema.erase();
    return refusal;
  }

  #known(): Room {
    return required(this.#room, 'a sale that was scheduled');
  }

  #keep(room: Room): void {
    this.#room = room;
    this.#rows.write(room);
  }

  #reportOf({ settings, state, arrived: people }: Room): SaleReport {
    const now = momentOf(state, people, Date.now());
    return { settings, status: state.status, now, history: this.#rows.moments() };
  }
}
