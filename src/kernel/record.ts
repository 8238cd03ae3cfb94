/** JSON of which nobody knows yet what it is. */

/** True for an object with members; an array is none. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
