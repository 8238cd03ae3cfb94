/** The fast tests of the pure core alone: what each mutant is run against. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  logLevel: 'error',
  test: { include: ['src/**/*.test.ts', 'tests/model/**/*.test.ts'] },
});
