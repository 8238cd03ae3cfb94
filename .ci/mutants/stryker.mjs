/** Mutation testing of the pure core; `npm run test:deep -- mutants` runs it and judges. */
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', here('ignored.mjs')],
  vitest: { configFile: '.ci/mutants/vitest.ts' },
  ignorers: ['nobody-tells'],
  coverageAnalysis: 'perTest',
  // TypeScript 7 has no API in JavaScript, by which Stryker would rewrite paths in tsconfig.json.
  tsconfigFile: 'none.json',
  // Only what the core's tests read is copied.
  ignorePatterns: ['/*', '!/src', '!/durable-objects', '!/tests', '!/.ci', '!/*.json'],
  tempDirName: 'dist/mutants/sandbox',
  incremental: true,
  incrementalFile: 'dist/mutants/incremental.json',
  jsonReporter: { fileName: 'dist/mutants/report.json' },
  reporters: ['json', 'clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false },
};
