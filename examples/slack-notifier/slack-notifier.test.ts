import { createSimulator, manualClock } from '@appstream-campaign/simulator';
import { createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { expect, onTestFinished, test, vi } from 'vitest';

test('the channel hears of the failure and of the end, the manager of the end', async () => {
  const slack = await createChannelServer(slackWebhook);
  const simulator = await createSimulator({
    clock: manualClock(new Date()),
    images: [{ name: 'Legacy', tags: { AutoUpdate: 'Enabled' }, update: { incompatible: true } }],
    parameters: { '/campaign/slack-webhook': `${slack.url}/services/T000/B000/right` },
  });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await slack.close();
    await simulator.close();
  });
  vi.stubEnv('AWS_ENDPOINT_URL', simulator.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'simulator');
  const { handler } = await import('./index.mjs');

  expect(await handler({ BatchSize: 5 })).toBe(0);

  // Failure and end came in the same check, so they are one message.
  expect(slack.seen).toHaveLength(1);
  expect(slack.seen[0]).toContain('1 of 1 image failed');
  expect(slack.seen[0]).toContain('`Legacy`');
  expect(simulator.inbox).toMatchObject([
    { channel: 'email', to: ['manager@example.com'], subject: '1 failed: AppStream images' },
  ]);
});
