// Mutation testing of what decides: the core's policy and the handler's contract. `pnpm run mutate`, about twenty
// minutes; the mutants that are left are in the output and in reports/mutation.json.
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Coverage says which tests a mutant needs; to ask the imports as well takes longer than the tests.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [
    'packages/core/src/{candidacy,check-schedule,decide-adoption,decide-enrolment,decide-progress,decide-starts}.ts',
    'packages/core/src/{failure-threshold,start-order}.ts',
    'packages/core/src/{fold,lineage,naming,next-check,outbox,refusal,state-size,successor-name,tags}.ts',
    'packages/lambda-handler/src/{environment,event,results}.ts',
  ],
  ignorePatterns: ['dist', 'demo-output', 'examples'],
  // A text that people read is not policy.
  mutator: { excludedMutations: ['StringLiteral'] },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
