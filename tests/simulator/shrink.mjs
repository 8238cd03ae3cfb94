/** Makes a run that broke small: fewer shoppers, fewer kinds of fault, and what concerns it. */

/** Lines of a trace worth reading. */
const MOST_LINES = 150;

/**
 * The smallest job that breaks the same invariant, and its trace.
 *
 * @param pool where to run
 * @param job the one that broke
 * @param kinds every kind of fault
 */
export async function shrink(pool, job, kinds, invariant) {
  const breaks = async (candidate) => {
    const report = await pool.run(candidate);
    return report.invariant === invariant;
  };
  let small = { without: [], ...job };
  for (let shoppers = Math.floor(small.shoppers / 2); shoppers >= 1;) {
    const fewer = { ...small, shoppers };
    const still = await breaks(fewer);
    if (still) small = fewer;
    shoppers = still ? Math.floor(shoppers / 2) : Math.ceil((shoppers + small.shoppers) / 2);
    if (shoppers >= small.shoppers - 1) break;
  }
  for (const kind of kinds) {
    const calmer = { ...small, without: [...small.without, kind] };
    if (await breaks(calmer)) small = calmer;
  }
  const { broke, trace } = await pool.run({ ...small, traced: true });
  return { job: small, broke, trace: (trace ?? []).slice(-MOST_LINES) };
}
