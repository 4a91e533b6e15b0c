import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// The tests that are quick enough to run once for every mutant. Sweeps, storms and the demo are for the ordinary run.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      'packages/core/test/{advance,delivery,memory-contract,options,pacing,people-in-the-middle,plan,scenarios}.test.ts',
      'packages/lambda-handler/test/{environment,event,original-run,results}.test.ts',
    ],
  },
});
