/** The few statistics that fairness is told by. */

/** Inversions of a permutation, by merging (Knight 1966). */
function inversions(values: readonly number[]): number {
  if (values.length < 2) return 0;
  let runs = values.map((value) => [value]);
  let count = 0;
  while (runs.length > 1) {
    const merged: number[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [left = [], right] = [runs[at], runs[at + 1]];
      if (right === undefined) {
        merged.push(left);
        continue;
      }
      const both: number[] = [];
      let [i, j] = [0, 0];
      while (i < left.length || j < right.length) {
        const [a = Infinity, b = Infinity] = [left[i], right[j]];
        if (i < left.length && a <= b) {
          both.push(a);
          i++;
        } else {
          both.push(b);
          j++;
          count += left.length - i;
        }
      }
      merged.push(both);
    }
    runs = merged;
  }
  return count;
}

/** Kendall's τ of an order against 0, 1, 2, …: 1 the same, 0 independent, −1 reversed. */
export function kendall(order: readonly number[]): number {
  const pairs = (order.length * (order.length - 1)) / 2;
  return pairs === 0 ? 1 : 1 - (2 * inversions(order)) / pairs;
}

/** The chance of a τ this far from 0 where the orders are independent (normal approximation). */
export function kendallP(tau: number, n: number): number {
  const z = Math.abs(tau) * Math.sqrt((9 * n * (n - 1)) / (2 * (2 * n + 5)));
  return twoSided(z);
}

/** χ² with one degree of freedom: the chance of `hits` of `n` where each has the chance `p`. */
export function binomialP(hits: number, n: number, p: number): number {
  const z = Math.abs(hits - n * p) / Math.sqrt(n * p * (1 - p));
  return twoSided(z);
}

/** Abramowitz and Stegun 7.1.26: the error function to 1.5e-7. */
function twoSided(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.327_591_1 * x);
  const steps = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
  const series = steps.reduce((sum, step) => (sum + step) * t, 0);
  return series * Math.exp(-x * x);
}

/** The value that a share of the sorted values does not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
