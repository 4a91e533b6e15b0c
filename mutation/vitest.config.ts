import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import base from '../vitest.config.ts';
import { PART, PARTS } from './parts.mjs';

/** The quick tests first: the first test that fails kills a mutant, and the rest need not run. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const cost = ({ moduleId }: TestSpecification) => (/storms|state-size/.test(moduleId) ? 1 : 0);
    return files.toSorted((a, b) => cost(a) - cost(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

const part = PARTS[PART as keyof typeof PARTS];

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    // Sources are loaded once for a mutant and not once for each test file; no test leaves anything behind in them.
    isolate: false,
    setupFiles: ['mutation/no-shrinking.ts'],
    sequence: { sequencer: QuickFirst },
    // A few storms, always the same.
    env: { ...base.test?.env, STORM_RUNS: '40', STORM_SEED: '7' },
    include: part.tests,
    exclude: part.exclude,
  },
});
