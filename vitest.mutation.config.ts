import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import base from './vitest.config.ts';

/** The quick tests first: the first test that fails kills a mutant, and the rest need not run. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const cost = ({ moduleId }: TestSpecification) =>
      moduleId.includes('/lambda-handler/') ? 2 : moduleId.includes('storms') ? 1 : 0;
    return files.toSorted((a, b) => cost(a) - cost(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

// The tests that are quick enough to run once for every mutant, and a few storms, always the same and not made smaller
// when they fail. Sweeps and the demo are for the ordinary run.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    // Sources are loaded once for a mutant and not once for each test file; no test leaves anything behind in them.
    isolate: false,
    setupFiles: ['test/no-shrinking.ts'],
    sequence: { sequencer: QuickFirst },
    env: { ...base.test?.env, STORM_RUNS: '40', STORM_SEED: '7' },
    include: [
      'packages/core/test/*.test.ts',
      'packages/lambda-handler/test/{environment,event,original-run,results}.test.ts',
    ],
    // Long, or about parts that are not mutated.
    exclude: [
      '**/{crash-sweep,properties,runner-independent,two-campaigns}.test.ts',
      '**/{cost-range,digest,event-document,forecast,lineage-tree,mail*,preflight,routes,secret}.test.ts',
    ],
  },
});
