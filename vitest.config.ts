import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

const results = process.env.TEST_RESULTS;

/** Test files that `npm test` leaves to `npm run test:all`. */
export const EXHAUSTIVE = '**/*.exhaustive.test.ts';
/** Test files that take real time, and judge it: left to `npm run test:rates`, on a machine with nothing else to do. */
export const REAL_TIME = '**/*.realtime.test.ts';

/** Files that take much longer than others begin first, so that no core waits for the last of them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/(crash-sweep|fuzz|kills|largest-campaign|lint|mail-in-a-browser|run|sam)\.test\.ts$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

// Tests import packages by name; the names lead to the sources, so a test never sees a stale build.
export default defineConfig({
  resolve: {
    alias: [
      { find: '@appstream-campaign/core/delivery', replacement: source('core/src/delivery/index.ts') },
      { find: '@appstream-campaign/core/internal', replacement: source('core/src/internal/index.ts') },
      { find: '@appstream-campaign/core/messages', replacement: source('core/src/messages/index.ts') },
      { find: '@appstream-campaign/core/planning', replacement: source('core/src/planning/index.ts') },
      { find: '@appstream-campaign/core/testing', replacement: source('core/src/testing/index.ts') },
      { find: '@appstream-campaign/core/prune', replacement: source('core/src/prune/index.ts') },
      { find: '@appstream-campaign/core/rollout', replacement: source('core/src/rollout/index.ts') },
      { find: '@appstream-campaign/core', replacement: source('core/src/index.ts') },
      { find: /^@appstream-campaign\/aws-adapters\/(.*)$/, replacement: source('aws-adapters/src/$1.ts') },
      { find: /^@appstream-campaign\/web-notifiers\/(.*)$/, replacement: source('web-notifiers/src/$1.ts') },
      { find: /^@appstream-campaign\/cli$/, replacement: source('cli/src/index.ts') },
      {
        find: '@appstream-campaign/lambda-handler/notifiers',
        replacement: source('lambda-handler/src/notifiers/index.ts'),
      },
      {
        find: '@appstream-campaign/lambda-handler/person-permissions',
        replacement: source('lambda-handler/src/person-permissions.ts'),
      },
      {
        find: '@appstream-campaign/lambda-handler/read-results',
        replacement: source('lambda-handler/src/read-results.ts'),
      },
      {
        find: '@appstream-campaign/lambda-handler/prune',
        replacement: source('lambda-handler/src/prune.ts'),
      },
      {
        find: '@appstream-campaign/lambda-handler/rollout',
        replacement: source('lambda-handler/src/rollout.ts'),
      },
      { find: /^@appstream-campaign\/lambda-handler$/, replacement: source('lambda-handler/src/index.ts') },
      { find: /^@appstream-campaign\/report$/, replacement: source('report/src/index.ts') },
      { find: /^@appstream-campaign\/cdk$/, replacement: source('cdk/src/index.ts') },
      { find: /^@appstream-campaign\/simulator$/, replacement: source('simulator/src/index.ts') },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/*.test.ts', 'test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, EXHAUSTIVE, REAL_TIME],
    globalSetup: 'test/command-folder.ts',
    testTimeout: 60_000,
    // Most files take longer to load the SDK and the CDK anew than to run their tests.
    isolate: false,
    // Most tests compute; vitest would leave one core idle.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    silent: 'passed-only',
    // CI counts tests from a file.
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
