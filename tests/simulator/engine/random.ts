/**
 * Seeded randomness, a stream for each purpose: one draw more for one of them moves no other, so a
 * run can be told apart by what was taken out of it.
 */

/** FNV-1a, 32 bits. */
export function hashOf(text: string, from = 0x811c9dc5): number {
  let hash = from;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

export class Stream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** The stream of a run's seed for one purpose. */
  constructor(seed: number, purpose: string) {
    this.#a = hashOf(purpose, seed >>> 0);
    this.#b = hashOf(purpose, this.#a ^ 0x9e3779b9);
    this.#c = hashOf(`${seed}`, this.#b);
    for (let warmUp = 0; warmUp < 12; warmUp++) this.next();
  }

  /** A number in [0, 1), by sfc32 (Chris Doty-Humphrey's PractRand). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** True in `share` of the draws. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of a list that has something in it. */
  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.next() * list.length)] ?? list[0];
  }

  /** Whole, mostly short and now and then long: times between things that happen by themselves. */
  exponential(mean: number): number {
    return Math.round(-Math.log(1 - this.next()) * mean);
  }
}
