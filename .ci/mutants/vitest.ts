/**
 * The quick tests of the pure core: what each mutant is run against. Tests that explore a world to
 * its end take seconds each, and tell what no single step can break.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  logLevel: 'error',
  test: {
    include: ['src/**/*.test.ts', 'tests/model/{money,order,refund,return}-*.test.ts'],
  },
});
