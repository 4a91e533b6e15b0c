import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// The tests that are quick enough to run once for every mutant, and a few storms, always the same. Sweeps and the demo
// are for the ordinary run.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    env: { ...base.test?.env, STORM_RUNS: '40', STORM_SEED: '7' },
    include: [
      'packages/core/test/{advance,delivery,enrolment,memory-contract,odd-worlds,options,pacing,people-in-the-middle,plan,scenarios,storms}.test.ts',
      'packages/lambda-handler/test/{environment,event,original-run,results}.test.ts',
    ],
  },
});
