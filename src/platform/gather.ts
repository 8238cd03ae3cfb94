/**
 * Gathers calls made within a moment of each other, so that they go as one: a round trip to D1
 * costs four times what one more statement in it does. For one request or batch only, since a
 * promise of one request cannot be waited for in another.
 */

/** Long enough for answers that come in together, short enough that nobody notices. */
const GATHER_MS = 5;

type Waiting<In, Out> = {
  readonly input: In;
  readonly resolve: (output: Out) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * A function of one input over `run`, which takes many and answers each in its place. What `run`
 * throws, all who were gathered are told.
 */
export function gathered<In, Out>(
  run: (inputs: readonly In[]) => Promise<readonly Out[]>,
): (input: In) => Promise<Out> {
  let waiting: Waiting<In, Out>[] = [];
  const go = async (): Promise<void> => {
    const gone = waiting;
    waiting = [];
    try {
      const outputs = await run(gone.map(({ input }) => input));
      for (const [at, output] of outputs.entries()) gone[at]?.resolve(output);
    } catch (error) {
      for (const { reject } of gone) reject(error);
    }
  };
  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (waiting.length === 1) setTimeout(() => void go(), GATHER_MS);
    });
}
