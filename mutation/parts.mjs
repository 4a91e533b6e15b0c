import { existsSync } from 'node:fs';

/** Files of a folder by their names: a file that was renamed must not leave the run without a word. */
const filesOf = (folder, names) =>
  names.split(' ').map((name) => {
    const file = `${folder}/${name}.ts`;
    if (!existsSync(file))
      throw new Error(`${file} is to be mutated, and is not there: name it in mutation/parts.mjs.`);
    return file;
  });

/** Tests of the core that are too long to run once for every mutant. */
const LONG =
  '**/{crash-sweep,properties,pruning-crashes,rollout-storms,runner-independent,two-campaigns}.test.ts';
/** Tests that reach no code of a campaign's steps. */
const BESIDE = '**/{cost-range,event-document,forecast,mail*,preflight,rollout*,freshness,secret}.test.ts';

/**
 * What is mutated, and the tests that have to notice: those that are quick enough to run once for every mutant. The
 * handler's tests for themselves, because a mutant of a schema is only noticed by all tests together.
 */
export const PARTS = {
  // What a campaign does next.
  decide: {
    mutate: [
      ...filesOf(
        'packages/core/src/policy',
        'candidacy check-schedule decide decide-adoption decide-enrolment decide-progress decide-slots decide-starts ' +
          'error-handling failure-threshold lineage naming successor-name tags',
      ),
      ...filesOf('packages/core/src/campaign', 'next-check'),
      ...filesOf('packages/core/src/state', 'start-order'),
    ],
    tests: ['packages/core/test/**/*.test.ts'],
    exclude: [LONG, BESIDE],
  },
  // What may be deleted, and which image a fleet gets.
  worlds: {
    mutate: [
      ...filesOf('packages/core/src/policy', 'decide-prune lineage-order lineage-tree'),
      ...filesOf(
        'packages/core/src/rollout',
        'decide-fleet decide-parameters decide-rollout decide-shares due-events gates health participants rollout-window ' +
          'rollback-versions',
      ),
    ],
    tests: ['packages/core/test/{prune,rollout}/*.test.ts', 'packages/core/test/policy/lineage*.test.ts'],
    exclude: [LONG],
  },
  // What follows from it: what is done in which order, what is remembered, what is told; and what is let in.
  steps: {
    mutate: [
      ...filesOf(
        'packages/core/src/campaign',
        'advance decide-step delete-versions discover observations observe perform pruning sharing state-size step tagging',
      ),
      ...filesOf('packages/core/src/state', 'campaign-transitions notifier-notes parse-state transitions'),
      ...filesOf('packages/core/src/delivery', 'checked-notifiers delivery outbox route'),
      ...filesOf('packages/core/src/policy', 'options'),
      ...filesOf('packages/core/src/text', 'validation'),
    ],
    tests: ['packages/core/test/**/*.test.ts'],
    exclude: [LONG, BESIDE],
  },
  // What the function reads and gives.
  handler: {
    mutate: filesOf(
      'packages/lambda-handler/src',
      'channel-variables environment event notifiers/routes read-results results results-tuples results-schema',
    ),
    tests: [
      'packages/lambda-handler/test/{channel-variables,environment,event,original-run,results}.test.ts',
    ],
    exclude: [],
  },
};

/** The part that a run is about, as `mutate.mjs` says it to Stryker and to vitest. */
export const PART = process.env.MUTATION_PART ?? 'decide';
