import { readdirSync, readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';
import base, { EXHAUSTIVE, REAL_TIME } from '../vitest.config.ts';

const takesSample = (file: string) =>
  /from '@appstream-campaign\/test-support\/sample'/.test(readFileSync(file, 'utf8'));

/** Test files of which `npm test` runs a sample: those that import it. */
const sampled = readdirSync('packages').flatMap((name) =>
  readdirSync(`packages/${name}/test`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `packages/${name}/test/${file.replaceAll('\\', '/')}`)
    .filter(takesSample),
);

// `npm run test:all`: in full, what `npm test` runs a sample of, or leaves out.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [...sampled, EXHAUSTIVE],
    exclude: [...configDefaults.exclude, REAL_TIME],
    env: { ...base.test?.env, TEST_ALL: '1' },
  },
});
