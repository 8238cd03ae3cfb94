/** How the coordinator's tokens are spread over the objects that let people in. */
import { countOf } from './admission.ts';
import type { Counts } from './admission.ts';
import type { Shard } from './controller.ts';

/**
 * Spreads each tier's tokens over the objects: first where somebody was sent away, then evenly.
 * Totals may fall at once, but rise only by what is free: a fall counts when it was answered.
 */
export function spread(
  shards: readonly Shard[],
  wanted: Counts,
  fresh: number,
  turn: number,
): readonly Shard[] {
  let free = fresh;
  const next = shards.map((shard) => ({ ...shard, asked: { ...shard.asked } }));
  for (const [tier, tokens] of Object.entries(wanted)) {
    const parts = partsOf(shards, tier, tokens, turn);
    for (const [index, shard] of next.entries()) {
      const spent = countOf(shard.report.spent, tier);
      const target = spent + (parts[index] ?? 0);
      const bound = countOf(shard.bound, tier);
      const raise = Math.min(Math.max(0, target - bound), free);
      free -= raise;
      shard.asked[tier] = target <= bound ? target : bound + raise;
      shard.bound = { ...shard.bound, [tier]: Math.max(bound, shard.asked[tier] ?? 0) };
    }
  }
  return next;
}

function partsOf(shards: readonly Shard[], tier: string, tokens: number, turn: number): number[] {
  let left = tokens;
  const first = shards.map(({ report }) => {
    const people = Math.min(left, countOf(report.wanting, tier));
    left -= people;
    return people;
  });
  const each = Math.floor(left / shards.length);
  const over = left % shards.length;
  return first.map((people, index) => {
    const place = (index + turn) % shards.length;
    return people + each + (place < over ? 1 : 0);
  });
}
