import { PART, PARTS } from './parts.mjs';

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Coverage says which tests a mutant needs; to ask the imports as well takes longer than the tests.
  vitest: { configFile: 'mutation/vitest.config.ts', related: false },
  mutate: PARTS[PART].mutate,
  ignorePatterns: ['dist', 'demo-output', 'examples'],
  // A text that people read is not policy.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A mutant that never ends is noticed by the time that it takes.
  timeoutMS: 5_000,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  jsonReporter: { fileName: `reports/mutation-${PART}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: false },
};
