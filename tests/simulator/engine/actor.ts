/**
 * Whoever does something: an instance of an object, a request of a Worker, somebody outside. What
 * it waits for comes to nothing once it is dead; those who wait for it are told.
 */

export type ActorKind = 'object' | 'worker' | 'person';

export class Actor {
  readonly kind: ActorKind;
  /** What it is, such as `Order` or `checkout`: names its crash points. */
  readonly role: string;
  /** Which one it is. */
  readonly name: string;
  #alive = true;
  #stale = false;
  readonly #waiting = new Set<() => void>();

  constructor(kind: ActorKind, role: string, name: string) {
    this.kind = kind;
    this.role = role;
    this.name = name;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** True for an instance that another has replaced: it acts on, but what it writes is refused. */
  get stale(): boolean {
    return this.#stale;
  }

  /** Calls it has not answered. */
  get busy(): boolean {
    return this.#waiting.size > 0;
  }

  outlive(): void {
    this.#stale = true;
  }

  /** Calls `gone` should this actor die before `done` was called. */
  owes(gone: () => void): { done: () => void } {
    this.#waiting.add(gone);
    return { done: () => void this.#waiting.delete(gone) };
  }

  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.forsake();
  }

  /** Those who wait for it are told that it is gone, be it true or not. */
  forsake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const gone of waiting) gone();
  }
}
