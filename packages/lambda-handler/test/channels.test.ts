import { inspect } from 'node:util';
import { EventBridgeNotifier } from '@appstream-campaign/aws-adapters/eventbridge';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import { type CampaignResults, createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { createSimulator, manualClock } from '@appstream-campaign/simulator';
import { type Channel, createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { createSlackApi, slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { teamsWorkflow, workflowPath } from '@appstream-campaign/test-support/teams-server';
import { SlackBotNotifier, SlackWebhookNotifier } from '@appstream-campaign/web-notifiers/slack';
import { TeamsNotifier } from '@appstream-campaign/web-notifiers/teams';
import { WebhookNotifier } from '@appstream-campaign/web-notifiers/webhook';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Environment, readEnvironment } from '../src/environment.ts';
import { notifiersOfCall } from '../src/given-notifiers.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:updates';
const ADDRESSES = { ToAddress: 'admin@example.com', FromAddress: 'noreply@example.com' };
const noSecret = () => Promise.reject(new Error('nobody asked for a secret yet'));
const named = (environment: Environment, input = {}) =>
  notifiersOfCall(undefined, { settings: readEnvironment(environment), input, secret: noSecret });

describe('the channels of a campaign', () => {
  test('are those that event and environment name', () => {
    expect(named({})).toEqual([]);
    expect(named({}, ADDRESSES).map(({ name }) => name)).toEqual(['ses']);
    const all = named(
      {
        CAMPAIGN_TOPIC_ARN: TOPIC,
        CAMPAIGN_EVENT_BUS: 'images',
        CAMPAIGN_SLACK_WEBHOOK: 'ssm:/slack',
        CAMPAIGN_TEAMS_WEBHOOK: 'secretsmanager:teams#url',
        CAMPAIGN_WEBHOOK_URL: 'env:HOOK',
      },
      ADDRESSES,
    );
    expect(all.map(({ name }) => name)).toEqual(['ses', 'sns', 'eventbridge', 'slack', 'teams', 'webhook']);
  });

  const client = { send: async () => ({}) } as never;
  const url = 'https://example.com/';
  const real = [
    [{}, ADDRESSES, new SesNotifier({ client, from: 'a@b.c', to: 'a@b.c' })],
    [{ CAMPAIGN_TOPIC_ARN: TOPIC }, {}, new SnsNotifier({ client, topicArn: TOPIC })],
    [{ CAMPAIGN_EVENT_BUS: 'x' }, {}, new EventBridgeNotifier({ client })],
    [{ CAMPAIGN_SLACK_WEBHOOK: 'env:X' }, {}, new SlackWebhookNotifier({ url })],
    [
      { CAMPAIGN_SLACK_TOKEN: 'env:X', CAMPAIGN_SLACK_CHANNEL: 'C0123456789' },
      {},
      new SlackBotNotifier({ token: 'xoxb-123456', channel: 'C0123456789' }),
    ],
    [{ CAMPAIGN_TEAMS_WEBHOOK: 'env:X' }, {}, new TeamsNotifier({ url })],
    [{ CAMPAIGN_WEBHOOK_URL: 'env:X' }, {}, new WebhookNotifier({ url })],
  ] as const;
  for (const [environment, input, notifier] of real) {
    test(`behave as the notifier that is loaded later: ${notifier.constructor.name}`, () => {
      const [lazy] = named(environment, input);
      const { name, events, minSeverity } = notifier;
      const digestMinutes = 'digestMinutes' in notifier ? notifier.digestMinutes : 0;
      expect(lazy).toMatchObject({ name, events, minSeverity, digestMinutes });
      expect(typeof lazy?.notifyMany).toBe(typeof notifier.notifyMany);
    });
  }

  test('have the routes that the environment gives them', () => {
    const environment = {
      CAMPAIGN_SLACK_WEBHOOK: 'env:X',
      CAMPAIGN_TOPIC_ARN: TOPIC,
      CAMPAIGN_ROUTES: 'slack: updateFailed, campaignStopped; ses: campaignEnded; sns: warning, 30 min;',
    };
    const [mail, topic, chat] = named(environment, ADDRESSES);
    expect(mail).toMatchObject({ name: 'ses', events: ['campaignEnded'], digestMinutes: 60 });
    expect(topic).toMatchObject({ name: 'sns', minSeverity: 'warning', digestMinutes: 30 });
    expect(topic?.notifyMany).toBeDefined();
    expect(chat).toMatchObject({
      name: 'slack',
      events: ['updateFailed', 'campaignStopped'],
      digestMinutes: 15,
    });
  });
});

const SECRETS = {
  slackPath: '/services/T000/B000/right',
  token: 'xoxb-0000-very-secret-token',
  hookPath: '/hook/very-secret-path?key=very-secret-query',
  key: 'whsec_dmVyeS1zZWNyZXQtc2lnbmluZy1rZXktMTIzNDU=',
};

/** Answers with everything that it was told, and takes every third request only. */
const gossip = (channel: Channel): Channel => {
  let count = 0;
  return (received) => {
    count++;
    const { path, headers, body } = received;
    if (count % 3 === 0) return channel(received);
    return { reply: { status: 400, body: `no: ${path} ${JSON.stringify(headers)} ${body.slice(0, 20)}` } };
  };
};

test('a whole campaign with all channels: nothing that is logged, returned, stored, sent or thrown holds a secret', async () => {
  const tags = { AutoUpdate: 'Enabled' };
  const clock = manualClock(new Date('2026-11-23T08:00:00Z'));
  const api = createSlackApi(SECRETS.token);
  const servers = await Promise.all(
    [api.channel, slackWebhook, teamsWorkflow, (() => ({ reply: { status: 204 } })) as Channel].map(
      (channel) => createChannelServer(gossip(channel)),
    ),
  );
  const [slack, hook, teams, webhook] = servers.map(({ url }) => url);
  const simulator = await createSimulator({
    clock,
    images: [
      { name: 'Good', tags, update: { minutes: 60 } },
      { name: 'Bad', tags, update: { minutes: 50, outcome: 'failed' } },
      { name: 'Odd', tags, update: { incompatible: true } },
    ],
    parameters: { '/campaign/slack-token': SECRETS.token, '/campaign/teams': `${teams}${workflowPath}` },
    secrets: { webhook: JSON.stringify({ url: `${webhook}${SECRETS.hookPath}`, key: SECRETS.key }) },
  });
  onTestFinished(async () => {
    await simulator.close();
    await Promise.all(servers.map((server) => server.close()));
    vi.unstubAllEnvs();
  });
  vi.stubEnv('AWS_ENDPOINT_URL', simulator.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'very-secret-access-key');

  const kept: unknown[] = [];
  const keep = (...things: unknown[]) => void kept.push(...things);
  // Slack once by webhook and once by bot: two functions, because one writes to Slack in one way.
  const make = (more: Environment) =>
    createCampaignHandler({
      environment: {
        CAMPAIGN_TOPIC_ARN: TOPIC,
        CAMPAIGN_EVENT_BUS: 'images',
        CAMPAIGN_TEAMS_WEBHOOK: 'ssm:/campaign/teams',
        CAMPAIGN_WEBHOOK_URL: 'secretsmanager:webhook#url',
        CAMPAIGN_WEBHOOK_KEY: 'secretsmanager:webhook#key',
        HOOK: `${hook}${SECRETS.slackPath}`,
        ...more,
      },
      clock: { now: () => clock.now(), sleepUntil: async () => {} },
      logger: { info: keep, warn: keep, error: keep },
      onEvent: keep,
    });
  const handlers = [
    make({
      CAMPAIGN_SLACK_TOKEN: 'ssm:/campaign/slack-token',
      CAMPAIGN_SLACK_CHANNEL: 'C0123456789',
      CAMPAIGN_SLACK_API_URL: `${slack}/api/`,
    }),
    make({ CAMPAIGN_SLACK_WEBHOOK: 'env:HOOK' }),
  ];
  let results: CampaignResults | 0 | undefined;
  for (let call = 0; call < 60 && results !== 0; call++) {
    if (results?.NextCheckAt !== undefined) clock.advanceTo(new Date(results.NextCheckAt));
    const handler = handlers[call % 2];
    results = await handler?.({ ...ADDRESSES, ...(results === undefined ? {} : { Results: results }) });
    keep(results);
  }
  expect(results).toBe(0);

  // It did go out, by all channels, after failing for a while.
  const channels = new Set(simulator.inbox.map(({ channel }) => channel));
  expect(channels).toEqual(new Set(['email', 'sns', 'eventbridge']));
  for (const server of servers) expect(server.requests.length).toBeGreaterThan(2);
  expect(api.posts.length + (servers[1]?.seen.length ?? 0)).toBeGreaterThan(0);
  expect(servers[2]?.seen.join()).toContain('Bad');
  const everything = inspect([kept, simulator.inbox, simulator.calls, servers.map(({ seen }) => seen)], {
    depth: 50,
    maxArrayLength: null,
    maxStringLength: null,
    showHidden: true,
  });
  expect(everything).toContain('notificationFailed');
  expect(everything).toContain('[secret]');
  for (const part of ['very-secret', SECRETS.slackPath, SECRETS.key, 'right-and-secret', 'dmVyeS1zZWNyZXQ']) {
    expect(everything.includes(part), `${part} came out`).toBe(false);
  }
  // Each secret was fetched once per start of a function, and only those that were needed.
  const fetched = simulator.calls.filter(({ operation }) => /^Get(Parameter|SecretValue)$/.test(operation));
  expect(fetched.length).toBeLessThanOrEqual(2 * 2 + 1 + 2 * 2);
});
