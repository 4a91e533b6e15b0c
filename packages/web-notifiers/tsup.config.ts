import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/slack.ts', 'src/teams.ts', 'src/webhook.ts'],
  format: 'esm',
  target: 'node20',
  dts: process.env.BUILD_WITHOUT_TYPES === '1' ? false : { compilerOptions: { ignoreDeprecations: '6.0' } },
  clean: true,
});
