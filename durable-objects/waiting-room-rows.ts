/** The rows of a WaitingRoom object: its settings and state as one record, and its chart. */
import type { SchemaSteps } from '../src/platform/object-schema.ts';
import { keptRoom } from '../src/waiting-room/controller.ts';
import type { Moment } from '../src/waiting-room/port.ts';
import type { Room } from '../src/waiting-room/room.ts';
import { keptSettings } from '../src/waiting-room/sale.ts';

export const ROOM_SCHEMA: SchemaSteps = [
  `CREATE TABLE record (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE moment (at INTEGER PRIMARY KEY, value TEXT NOT NULL);`,
];

/** Moments of a chart: an hour at one in ten seconds. */
const MOST_MOMENTS = 360;

export class RoomRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): Room | null {
    const [row] = this.#sql
      .exec<{ value: string }>("SELECT value FROM record WHERE name = 'room'")
      .toArray();
    if (row === undefined) return null;
    const room: Room = JSON.parse(row.value);
    return { ...room, settings: keptSettings(room.settings), state: keptRoom(room.state) };
  }

  write(room: Room): void {
    this.#sql.exec("INSERT OR REPLACE INTO record VALUES ('room', ?)", JSON.stringify(room));
  }

  /** Adds a moment; those that the chart shows no more are forgotten. */
  addMoment(moment: Moment): void {
    const { at } = moment;
    this.#sql.exec('INSERT OR REPLACE INTO moment VALUES (?, ?)', at, JSON.stringify(moment));
    this.#sql.exec(
      `DELETE FROM moment WHERE at < (
         SELECT at FROM moment ORDER BY at DESC LIMIT 1 OFFSET ${MOST_MOMENTS - 1})`,
    );
  }

  /** The newest last. */
  moments(): Moment[] {
    return this.#sql
      .exec<{ value: string }>('SELECT value FROM moment ORDER BY at DESC')
      .toArray()
      .map(({ value }) => {
        const moment: Moment = JSON.parse(value);
        return moment;
      })
      .toReversed();
  }
}
