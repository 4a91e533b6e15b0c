import { Agent } from 'node:http';
import { clientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { createSimulator } from '@appstream-campaign/simulator';
import { createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { expect, onTestFinished, test, vi } from 'vitest';

test('every client and chat that the handler makes goes through the network that it is given', async () => {
  const slack = await createChannelServer(() => ({ reply: { body: 'ok' } }));
  const simulator = await createSimulator({
    images: [{ name: 'Odd', tags: { AutoUpdate: 'Enabled' }, update: { incompatible: true } }],
    parameters: { '/campaign/slack': 'https://hooks.slack.com/services/T/B/x' },
  });
  onTestFinished(async () => {
    await Promise.all([simulator.close(), slack.close()]);
    vi.unstubAllEnvs();
  });
  // Nothing is there but for who goes through the agent.
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://localhost:9');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'simulator');
  const { hostname, port } = new URL(simulator.url);
  const agent = new Agent();
  const connect = Reflect.get(agent, 'createConnection') as (options: object, done: unknown) => unknown;
  Object.assign(agent, {
    createConnection: (options: object, done: unknown) =>
      connect.call(agent, { ...options, host: hostname, port: Number(port) }, done),
  });
  onTestFinished(() => agent.destroy());
  const environment = {
    CAMPAIGN_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:updates',
    CAMPAIGN_EVENT_BUS: 'images',
    CAMPAIGN_SLACK_WEBHOOK: 'ssm:/campaign/slack',
    CAMPAIGN_TAGGING_API: 'true',
  };
  const handler = createCampaignHandler({
    environment,
    logger: silentLogger,
    network: {
      requestHandler: { ...clientSettings.requestHandler, httpAgent: agent },
      fetch: (_, init) => fetch(slack.url, init),
    },
  });
  const addresses = { ToAddress: 'admin@example.com', FromAddress: 'it@example.com' };
  await handler(addresses);
  const called = new Set(simulator.calls.map(({ service }) => service));
  expect(called).toEqual(new Set(['tagging', 'appstream', 'quotas', 'ssm', 'ses', 'sns', 'events']));
  expect(slack.requests).not.toEqual([]);
});
