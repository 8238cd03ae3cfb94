/** Every rule that looks at one file, together. */
import { importFaults } from './imports.ts';
import { purityFaults } from './purity.ts';
import { shapeFaults } from './shape.ts';
import type { Fault, Source } from './source.ts';
import { typeFaults } from './types.ts';

export const faultsOf = (source: Source): Fault[] => [
  ...importFaults(source),
  ...purityFaults(source),
  ...shapeFaults(source),
  ...typeFaults(source),
];
