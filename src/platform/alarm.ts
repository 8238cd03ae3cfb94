/**
 * An object's one alarm. Setting it writes a row, so it is set only when the wanted time differs
 * from the set one by more than the slack; firing early is harmless, firing late is not.
 */

/** How much earlier than wanted the alarm may stay: shorter waits are not worth a row written. */
const EARLY_SLACK_MS = 2_000;

export class Alarm {
  readonly #storage: DurableObjectStorage;
  /** Undefined until this instance has set it: then what the last instance set is unknown. */
  #at: number | null | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Arms for `at` (ms since the epoch), or clears with null. Part of the current commit. */
  arm(at: number | null): void {
    const set = this.#at;
    if (at === null) {
      if (set === null) return;
      this.#at = null;
      void this.#storage.deleteAlarm();
      return;
    }
    const early = set === undefined || set === null ? Infinity : at - set;
    if (early >= 0 && early <= EARLY_SLACK_MS) return;
    this.#at = at;
    void this.#storage.setAlarm(at);
  }

  /** To be called first in `alarm()`: the platform has cleared it. */
  fired(): void {
    this.#at = null;
  }
}
