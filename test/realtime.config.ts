import { configDefaults, defineConfig } from 'vitest/config';
import base, { REAL_TIME } from '../vitest.config.ts';

// `npm run test:rates`: what only real time shows, a quarter of an hour of it, on a machine with nothing else to do.
export default defineConfig({
  ...base,
  test: { ...base.test, include: [REAL_TIME], exclude: configDefaults.exclude },
});
