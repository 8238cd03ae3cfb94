/**
 * Time and order of everything that happens: a heap of tasks, run one by one, each until nothing is
 * left that goes on by itself. Tasks of the same millisecond come in an order that the seed draws.
 */
import { hashOf } from './random.ts';
import type { Stream } from './random.ts';

type Task = {
  readonly at: number;
  readonly order: number;
  readonly label: string;
  readonly run: () => void;
  /** True once it is not to be run any more. */
  cancelled: boolean;
};

/** A task that may be called off before it is run. */
export type Planned = { cancelled: boolean };

const before = (a: Task, b: Task): boolean => (a.at === b.at ? a.order < b.order : a.at < b.at);

/** Tasks between two looks at whether the run is over. */
const TASKS_A_ROUND = 256;

export class Scheduler {
  readonly #heap: Task[] = [];
  readonly #draws: Stream;
  readonly #mostSteps: number;
  #now: number;
  #digest = 0;
  #steps = 0;
  #failure: Error | null = null;

  /** @param mostSteps more than any run takes that does not spin */
  constructor(startsAt: number, draws: Stream, mostSteps: number) {
    this.#mostSteps = mostSteps;
    this.#now = startsAt;
    this.#draws = draws;
  }

  /** Milliseconds since the epoch. */
  get now(): number {
    return this.#now;
  }

  /** Tasks run so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Stands for all that happened and when: two runs alike have the same. */
  get digest(): number {
    return this.#digest;
  }

  /** Runs a task `delay` milliseconds from now; a clock that jumps back does not exist. */
  after(delay: number, label: string, run: () => void): Planned {
    return this.at(this.#now + Math.max(0, delay), label, run);
  }

  at(instant: number, label: string, run: () => void): Planned {
    const order = Math.floor(this.#draws.next() * 4_294_967_296);
    const due = Math.max(this.#now, Math.ceil(instant));
    const task: Task = { at: due, order, label, run, cancelled: false };
    const heap = this.#heap;
    let place = heap.push(task) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !before(task, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = task;
    return task;
  }

  #take(): Task | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const leftTask = heap[left];
      if (leftTask === undefined) break;
      const rightTask = heap[left + 1];
      const right = rightTask !== undefined && before(rightTask, leftTask);
      const child = right ? rightTask : leftTask;
      if (!before(child, last)) break;
      heap[place] = child;
      place = right ? left + 1 : left;
    }
    heap[place] = last;
    return first;
  }

  #step(end: number): void {
    while (this.#heap[0]?.cancelled === true) this.#take();
    const [next] = this.#heap;
    if (this.#failure !== null || next === undefined || next.at > end) return;
    const task = this.#take() ?? next;
    this.#now = task.at;
    this.#steps += 1;
    if (this.#steps > this.#mostSteps) this.fail(new Error(`${task.label} spins`));
    this.#digest = hashOf(task.label, (this.#digest ^ (task.at - 1)) >>> 0);
    try {
      task.run();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Stops the run: what threw is thrown by `runUntil`. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }

  /**
   * Runs what is due until `end` or until nothing is left. Each task has a turn of the event loop,
   * so that what its promises set off is over before the next one begins.
   */
  async runUntil(end: number): Promise<void> {
    const step = (): void => this.#step(end);
    // A round first: what was begun before may have something to do only after its first turn.
    do {
      await new Promise<void>((resolve) => {
        for (let count = 0; count < TASKS_A_ROUND; count++) setImmediate(step);
        setImmediate(resolve);
      });
      if (this.#failure !== null) throw this.#failure;
    } while ((this.#heap[0]?.at ?? Infinity) <= end);
    this.#now = Math.max(this.#now, end);
  }
}
