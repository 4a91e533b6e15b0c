import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/slack.ts', 'src/teams.ts', 'src/webhook.ts'],
  format: 'esm',
  target: 'node20',
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  clean: true,
});
