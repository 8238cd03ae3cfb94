/**
 * The tables of one Durable Object. Steps run before the first write and only forward; an object
 * that was only ever read writes nothing, so a stranger's look-up leaves no storage behind.
 */

/** One `CREATE …` or `ALTER …` batch; its place in the list is its version. */
export type SchemaSteps = readonly string[];

const VERSION_KEY = 'schema';

export class ObjectSchema {
  readonly #storage: DurableObjectStorage;
  readonly #steps: SchemaSteps;
  #version: number;

  constructor(storage: DurableObjectStorage, steps: SchemaSteps) {
    this.#storage = storage;
    this.#steps = steps;
    this.#version = storage.kv.get<number>(VERSION_KEY) ?? 0;
    // An object that was written by older code is brought up before anything reads it.
    if (this.#version > 0) this.prepare();
  }

  /** True until the object's first write. */
  get empty(): boolean {
    return this.#version === 0;
  }

  /** Runs the steps that are still to run. Call before every write; costs nothing when done. */
  prepare(): void {
    if (this.#version >= this.#steps.length) return;
    for (const step of this.#steps.slice(this.#version)) this.#storage.sql.exec(step);
    this.#version = this.#steps.length;
    this.#storage.kv.put(VERSION_KEY, this.#version);
  }

  /** Forgets everything the object held, for good. The next write begins anew. */
  async erase(): Promise<void> {
    this.#version = 0;
    await this.#storage.deleteAlarm();
    await this.#storage.deleteAll();
  }
}
