/** The fast tests of the pure core alone: what each mutant is run against, the quickest first. */
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Explores ten thousand states: for mutants that nothing else has told from the code. */
const LAST = 'tests/model/order.test.ts';

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification): number => Number(moduleId.endsWith(LAST));
    return files.toSorted((a, b) => isLast(a) - isLast(b));
  }
}

export default defineConfig({
  logLevel: 'error',
  test: {
    include: ['src/**/*.test.ts', 'tests/model/**/*.test.ts'],
    sequence: { sequencer: QuickestFirst },
  },
});
