import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/person-permissions.ts', 'src/read-results.ts', 'src/rollout.ts'],
  format: 'esm',
  target: 'node20',
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  clean: true,
});
