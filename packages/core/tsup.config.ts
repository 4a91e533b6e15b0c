import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    delivery: 'src/delivery/index.ts',
    internal: 'src/internal/index.ts',
    messages: 'src/messages/index.ts',
    planning: 'src/planning/index.ts',
    prune: 'src/prune/index.ts',
    rollout: 'src/rollout/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: 'esm',
  target: 'node20',
  // The types of typed-emitter go into ours: it is CommonJS, and not every resolution finds its default export.
  dts:
    process.env.BUILD_WITHOUT_TYPES === '1'
      ? false
      : { resolve: ['typed-emitter'], compilerOptions: { ignoreDeprecations: '6.0' } },
  clean: true,
});
