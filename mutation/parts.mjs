/**
 * What is mutated, and the tests that have to notice: those that are quick enough to run once for every mutant. The
 * handler's tests for themselves, because a mutant of a schema is only noticed by all tests together.
 */
export const PARTS = {
  core: {
    mutate: [
      // What is decided.
      'packages/core/src/{candidacy,check-schedule,decide-adoption,decide-enrolment,decide-progress,decide-starts}.ts',
      'packages/core/src/{failure-threshold,lineage,naming,next-check,refusal,start-order,successor-name,tags}.ts',
      // What follows from it: what is done in which order, what is remembered, what is told.
      'packages/core/src/{advance,check,look,step-delete,step-discover,step-halt,step-settle,step-start,tagging}.ts',
      'packages/core/src/{delivery,fold,notifier-notes,outbox,route,state-size}.ts',
      // What is let in.
      'packages/core/src/{checked-notifiers,options,parse-state,validation}.ts',
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
