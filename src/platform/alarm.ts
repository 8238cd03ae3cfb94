/**
 * An object's one alarm. Setting it writes a row, so it is moved only to an earlier time: firing
 * early is harmless, costs a request (a seventh of a row) and happens only to what is still waiting
 * by then, while most of what an alarm guards is over before it fires.
 */

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
    if (set !== undefined && set !== null && set <= at) return;
    this.#at = at;
    void this.#storage.setAlarm(at);
  }

  /** To be called first in `alarm()`: the platform has cleared it. */
  fired(): void {
    this.#at = null;
  }
}
