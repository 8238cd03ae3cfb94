/** Types of `removals.mjs`. */
export type Removal = {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
  readonly heals?: string;
};

export declare const REMOVALS: readonly Removal[];
