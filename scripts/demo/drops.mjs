/** Drops of the demo shop, told from the time it is stocked. */

const HOUR_MS = 3_600_000;

/**
 * @typedef {{
 *   name: string, skus: string[], mode: 'lottery' | 'first_come', max_per_buyer: number,
 *   starts_at: string, ends_at: string,
 *   tiers: { id: string, label: string, weight: number }[],
 * }} Drop
 */

/** @param {number} now @returns {Drop[]} */
export function dropsFrom(now) {
  const hour = Math.ceil(now / HOUR_MS) * HOUR_MS;
  const at = (/** @type {number} */ hours) => new Date(hour + hours * HOUR_MS).toISOString();
  return [
    {
      name: 'Eclipse lamp, first edition',
      skus: ['ECLIPSE-1ED'],
      mode: 'lottery',
      max_per_buyer: 1,
      starts_at: at(24),
      ends_at: at(30),
      tiers: [{ id: 'friends', label: 'Friends of the house', weight: 2 }],
    },
  ];
}
