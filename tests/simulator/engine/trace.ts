/** What happened, line by line, kept only where somebody asks for it. */
import type { Actor } from './actor.ts';

/** Lines kept: the newest. */
const MAX_LINES = 20_000;

export class Trace {
  readonly #clock: () => number;
  readonly #startsAt: number;
  readonly #on: boolean;
  #lines: string[] = [];

  constructor(on: boolean, clock: () => number) {
    this.#on = on;
    this.#clock = clock;
    this.#startsAt = clock();
  }

  get on(): boolean {
    return this.#on;
  }

  /** Notes what an actor did or what befell it; `about` names whom it concerns. */
  note(actor: Actor, what: string, about: string): void {
    if (this.#on) this.line(`${actor.role} ${actor.name}: ${what}`, about);
  }

  line(what: string, about: string): void {
    if (!this.#on) return;
    const at = ((this.#clock() - this.#startsAt) / 1000).toFixed(3).padStart(10);
    this.#lines.push(`${at} s  ${what}${about === '' ? '' : `  [${about}]`}`);
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES);
  }

  /** The lines in which one of these words stands. */
  about(words: readonly string[]): string[] {
    return this.#lines.filter((line) => words.some((word) => line.includes(word)));
  }
}
