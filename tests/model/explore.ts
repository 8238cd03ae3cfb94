/**
 * Explores a small world to its end, breadth first: every state that can be reached is reached by
 * one of its shortest ways, so the trace of a violation is as short as any.
 */

export type Step<World> = { readonly name: string; readonly world: World };

export type Model<World> = {
  /** What tells two worlds apart. */
  readonly keyOf: (world: World) => string;
  /** Everything that can happen next. */
  readonly steps: (world: World) => readonly Step<World>[];
  /** What does not hold here; null when all does. */
  readonly broken: (world: World) => string | null;
};

type Seen<World> = { readonly world: World; readonly from: string | null; readonly by: string };

export class Explored<World> {
  readonly #seen: ReadonlyMap<string, Seen<World>>;

  constructor(seen: ReadonlyMap<string, Seen<World>>) {
    this.#seen = seen;
  }

  /** How many states there are. */
  get size(): number {
    return this.#seen.size;
  }

  /** Every state with one of the shortest ways to it. */
  *states(): Generator<{ readonly world: World; readonly trace: readonly string[] }> {
    for (const [key, { world }] of this.#seen) yield { world, trace: wayTo(this.#seen, key) };
  }

  *worlds(): Generator<World> {
    for (const { world } of this.#seen.values()) yield world;
  }
}

function wayTo<World>(seen: ReadonlyMap<string, Seen<World>>, key: string): string[] {
  const way: string[] = [];
  for (let at = seen.get(key); at !== undefined && at.from !== null; at = seen.get(at.from)) {
    way.push(at.by);
  }
  return way.toReversed();
}

/** Explores all that can happen from `first`; throws the shortest trace to what does not hold. */
export function explore<World>(first: World, model: Model<World>): Explored<World> {
  const start = model.keyOf(first);
  const seen = new Map<string, Seen<World>>([[start, { world: first, from: null, by: '' }]]);
  let frontier = [start];
  while (frontier.length > 0) {
    const reached: string[] = [];
    for (const from of frontier) {
      const at = seen.get(from);
      for (const { name, world } of at === undefined ? [] : model.steps(at.world)) {
        const key = model.keyOf(world);
        if (seen.has(key)) continue;
        seen.set(key, { world, from, by: name });
        const fault = model.broken(world);
        if (fault !== null) throw new Error(`${fault} after ${wayTo(seen, key).join(' → ')}`);
        reached.push(key);
      }
    }
    frontier = reached;
  }
  return new Explored(seen);
}
