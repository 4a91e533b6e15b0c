import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/appstream.ts',
    'src/client-settings.ts',
    'src/eventbridge.ts',
    'src/mail-addresses.ts',
    'src/secrets.ts',
    'src/appstream-fleets.ts',
    'src/appstream-inventory.ts',
    'src/appstream-sharing.ts',
    'src/cloudwatch-alarms.ts',
    'src/ssm-parameters.ts',
    'src/sdk-failure.ts',
    'src/service-quotas.ts',
    'src/ses.ts',
    'src/sns.ts',
    'src/system-clock.ts',
    'src/used-up-quotas.ts',
    'src/token-pages.ts',
    'src/tolerant-reading.ts',
  ],
  format: 'esm',
  target: 'node20',
  dts: process.env.BUILD_WITHOUT_TYPES === '1' ? false : { compilerOptions: { ignoreDeprecations: '6.0' } },
  clean: true,
});
