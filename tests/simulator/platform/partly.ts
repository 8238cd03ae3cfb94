/** Platform types of which only that is there which the shop uses. */

/** A `T` with these members; another one is `undefined`, which throws when it is called. */
export const partly = <T extends object>(members: { readonly [K in keyof T]?: unknown }): T =>
  Object.assign(Object.create(null), members);
