/**
 * Copies what goes from one place to another, as structured cloning does, some ten times faster:
 * plain objects, lists, maps, sets, dates. What no object's RPC would carry throws.
 */

/** A copy that shares nothing with `value`. */
export function copied<T>(value: T): T {
  // One value in, one value of the same make out: which the compiler cannot follow.
  return Object.assign({ copy: copyOf(value) }).copy;
}

function copyOf(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw notCloned(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return membersOf(value);
  if (value instanceof Map) {
    return new Map(Array.from(value, ([key, item]) => [copyOf(key), copyOf(item)]));
  }
  if (value instanceof Set) return new Set(Array.from(value, copyOf));
  if (value instanceof Date) return new Date(value);
  throw notCloned(value);
}

function membersOf(value: object): object {
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) copy[name] = copyOf(member);
  return copy;
}

const notCloned = (value: unknown): Error =>
  new Error(`DataCloneError: ${String(value)} could not be cloned`);
