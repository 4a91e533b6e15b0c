/**
 * What is mutated, and the tests that have to notice: those that are quick enough to run once for every mutant. The
 * handler's tests for themselves, because a mutant of a schema is only noticed by all tests together.
 */
export const PARTS = {
  core: {
    mutate: [
      // What is decided.
      'packages/core/src/policy/{candidacy,check-schedule,decide-adoption,decide-enrolment,decide-progress,decide-starts}.ts',
      'packages/core/src/policy/{failure-threshold,lineage,naming,refusal,successor-name,tags}.ts',
      'packages/core/src/{campaign/next-check,state/start-order}.ts',
      // What follows from it: what is done in which order, what is remembered, what is told.
      'packages/core/src/campaign/{advance,check,look,step-delete,step-discover,step-halt,step-settle,step-start,tagging}.ts',
      'packages/core/src/{delivery/{delivery,outbox,route},state/{fold,notifier-notes},campaign/state-size}.ts',
      // What is let in.
      'packages/core/src/{delivery/checked-notifiers,policy/options,state/parse-state,text/validation}.ts',
    ],
    tests: ['packages/core/test/*.test.ts'],
    // Long, or about code that is not mutated.
    exclude: [
      '**/{crash-sweep,properties,runner-independent,two-campaigns}.test.ts',
      '**/{cost-range,event-document,forecast,lineage-tree,mail*,preflight,secret}.test.ts',
    ],
  },
  handler: {
    mutate: [
      'packages/lambda-handler/src/{channel-settings,environment,event,read-results}.ts',
      'packages/lambda-handler/src/{results,results-messages,results-schema}.ts',
    ],
    tests: ['packages/lambda-handler/test/{channel-settings,environment,event,original-run,results}.test.ts'],
    exclude: [],
  },
};

/** The part that a run is about, as `mutate.mjs` says it to Stryker and to vitest. */
export const PART = process.env.MUTATION_PART ?? 'core';
