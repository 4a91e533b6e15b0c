import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    notifiers: 'src/notifiers/index.ts',
    'person-permissions': 'src/person-permissions.ts',
    'read-results': 'src/read-results.ts',
    prune: 'src/prune.ts',
    rollout: 'src/rollout.ts',
  },
  format: 'esm',
  target: 'node20',
  dts: process.env.BUILD_WITHOUT_TYPES === '1' ? false : { compilerOptions: { ignoreDeprecations: '6.0' } },
  clean: true,
});
