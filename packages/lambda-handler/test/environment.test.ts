import {
  checkEnvironment,
  createCampaignHandler,
  ENVIRONMENT_VARIABLES,
  InvalidEnvironmentError,
} from '@appstream-campaign/lambda-handler';
import { createHandlerWorld, enrolled } from '@appstream-campaign/test-support/handler-world';
import { describe, expect, test } from 'vitest';
import { readEnvironment, readValidParts } from '../src/environment.ts';

const refused: readonly [name: string, value: string, says: string][] = [
  ['CAMPAIGN_PACE', 'window', 'CAMPAIGN_PACE is not known. Known: CAMPAIGN_PACING'],
  ['CAMPAIGN_PACING', 'fast', 'CAMPAIGN_PACING is "fast"; expected "window" or "batch"'],
  ['CAMPAIGN_NAMING', '', 'CAMPAIGN_NAMING is ""; expected "default" or "original"'],
  ['CAMPAIGN_TIME_ZONE', 'CEST', 'CAMPAIGN_TIME_ZONE is "CEST"; expected a time zone of the IANA database'],
  ['CAMPAIGN_SKIP_CURRENT', 'yes', 'CAMPAIGN_SKIP_CURRENT is "yes"; expected "true" or "false"'],
  ['CAMPAIGN_TOPIC_ARN', 'my-topic', 'CAMPAIGN_TOPIC_ARN is "my-topic"; expected the ARN of an SNS topic'],
  ['CAMPAIGN_CHECK_MINUTES', '5m', 'CAMPAIGN_CHECK_MINUTES is "5m"; expected minutes from 0.1 to 1440'],
  ['CAMPAIGN_CHECK_MINUTES', '0', 'CAMPAIGN_CHECK_MINUTES is "0"; expected minutes from 0.1 to 1440'],
  ['CAMPAIGN_UPDATE_LIMIT_MINUTES', '10', 'CAMPAIGN_UPDATE_LIMIT_MINUTES is "10"; expected minutes from 60'],
  ['CAMPAIGN_TAG_KEY', '', 'CAMPAIGN_TAG_KEY is ""'],
  ['CAMPAIGN_REPLY_TO', 'desk', 'CAMPAIGN_REPLY_TO is "desk"; expected a mail address'],
  ['CAMPAIGN_REPLY_TO', 'a@b.de,desk', 'CAMPAIGN_REPLY_TO is "a@b.de,desk"'],
  ['CAMPAIGN_REPLY_TO', Array(51).fill('a@b.de').join(), 'CAMPAIGN_REPLY_TO is "a@b.de,'],
  ['CAMPAIGN_CONFIGURATION_SET', 'a set', 'CAMPAIGN_CONFIGURATION_SET is "a set"; expected 1 to 64 letters'],
];

describe('a wrong environment is refused by name, before any AWS call', () => {
  for (const [name, value, says] of refused) {
    test(`${name}=${value}`, async () => {
      const images = [enrolled('One')];
      const { handler, world } = await createHandlerWorld({ images }, { environment: { [name]: value } });
      const error: unknown = await handler({}).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidEnvironmentError);
      expect(String(error)).toContain(says);
      expect(world.simulator.calls).toEqual([]);
    });
  }
});

test('values that only the core can judge are refused too', async () => {
  const { handler } = await createHandlerWorld(
    { images: [] },
    { environment: { CAMPAIGN_TAG_KEY: 'aws:x' } },
  );
  await expect(handler({})).rejects.toThrow('tags.autoUpdate is "aws:x"');
});

test('variables of others are left alone', async () => {
  const environment = { PATH: '/bin', AWS_REGION: 'eu-west-1', CAMPAIGN_PACE: undefined };
  const { handler } = await createHandlerWorld({ images: [] }, { environment });
  expect(await handler({})).toBe(0);
});

test('tag key and value, selection and check time come from the environment', async () => {
  const tags = { Patch: 'Monthly' };
  const images = ['Finance-1', 'Finance-Test', 'Design-1'].map((name) => ({ name, tags }));
  const environment = {
    CAMPAIGN_TAG_KEY: 'Patch',
    CAMPAIGN_TAG_VALUE: 'Monthly',
    CAMPAIGN_INCLUDE: 'Finance-*, HR-*',
    CAMPAIGN_EXCLUDE: '*-Test',
    CAMPAIGN_CHECK_MINUTES: '30',
  };
  const { handler, world } = await createHandlerWorld({ images }, { environment });
  expect(await handler({})).toMatchObject({
    Pending: ['Finance-1-Updated-20261123'],
    Waiting: [],
    NextCheckAt: '2026-11-23T08:30:00.000Z',
  });
  expect(world.images().get('Finance-1')?.tags).toMatchObject({ Patch: 'Completed' });
});

test('whoever deploys the function can have its variables looked at before', () => {
  expect(() => checkEnvironment({ CAMPAIGN_PACING: 'batch', TZ: 'UTC' })).not.toThrow();
  expect(() => checkEnvironment({ CAMPAIGN_PACING: 'fast' })).toThrow(InvalidEnvironmentError);
});

// Whoever has to be told that the run failed is told by what can still be read.
describe('of an environment that is wrong, what is right is read', () => {
  const [bus, topic] = ['images', 'arn:aws:sns:us-east-1:123456789012:updates'];
  const right = { CAMPAIGN_EVENT_BUS: bus, CAMPAIGN_TOPIC_ARN: topic };
  test.each<[what: string, wrong: Record<string, string>]>([
    ['nothing is wrong', {}],
    ['one is unknown', { CAMPAIGN_PACE: 'window' }],
    ['one has a bad value', { CAMPAIGN_SKIP_CURRENT: 'perhaps' }],
    ['two are wrong', { CAMPAIGN_SKIP_CURRENT: 'perhaps', CAMPAIGN_ATTEMPTS: 'many' }],
    ['one needs another', { CAMPAIGN_WEBHOOK_KEY: 'env:KEY' }],
  ])('%s', (_, wrong) => {
    const { channels } = readValidParts({ ...right, ...wrong, PATH: '/bin' });
    expect(channels).toEqual({ eventBus: bus, topicArn: topic, routes: {} });
  });

  test('of two that contradict each other, one is left out', () => {
    const contradicting = {
      CAMPAIGN_SLACK_TOKEN: 'env:TOKEN',
      CAMPAIGN_SLACK_CHANNEL: 'C0123456789',
      CAMPAIGN_SLACK_API_URL: 'ftp://slack.com/',
    };
    const { channels } = readValidParts({ ...right, ...contradicting });
    expect(channels).toMatchObject({ eventBus: bus, slackBot: { channel: 'C0123456789' } });
  });

  test('nothing at all, when whatever is right alone is wrong together', () => {
    const environment = {
      CAMPAIGN_SLACK_TOKEN: 'env:TOKEN',
      CAMPAIGN_SLACK_CHANNEL: 'general',
      CAMPAIGN_SLACK_WEBHOOK: 'env:HOOK',
      CAMPAIGN_SKIP_CURRENT: 'perhaps',
    };
    expect(readValidParts(environment)).toEqual({
      ...readEnvironment({}),
      channels: { slackWebhook: 'env:HOOK', routes: {} },
    });
  });
});

test('every variable is documented in the README', async () => {
  const { readFile } = await import('node:fs/promises');
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  for (const name of ENVIRONMENT_VARIABLES) expect(readme).toContain(`\`${name}\``);
});

test('ages of pruning mean nothing while it is off, and are refused', () => {
  expect(() => readEnvironment({ CAMPAIGN_PRUNE_MIN_AGE_DAYS: '30' })).toThrow(
    'CAMPAIGN_PRUNE_MIN_AGE_DAYS means nothing without CAMPAIGN_PRUNE_KEEP',
  );
  expect(readEnvironment({ CAMPAIGN_IMAGE_QUOTA: '40' }).imageQuota).toBe(40);
});

test('a misspelt option of the handler is refused by name', () => {
  expect(() => createCampaignHandler({ notifier: [] } as never)).toThrow(
    'Handler option notifier is not known. Known: environment, store, notifiers',
  );
});

// What the handler builds from its settings is seen only by AWS, so this one list looks at them directly.
describe('a variable means', () => {
  const arn = 'arn:aws:sns:eu-west-1:123456789012:updates';
  const none = { tags: {}, failureThreshold: {}, selector: {}, checkSchedule: {} };
  const channels = (more: object) => ({ channels: { routes: {}, ...more } });
  const campaign = (more: object) => ({
    campaign: { ...none, ...more },
    ...channels({}),
    useTaggingApi: false,
  });
  test.each<[name: string, value: string, settings: object]>([
    ['CAMPAIGN_PACING', 'batch', campaign({ pacing: 'batch' })],
    ['CAMPAIGN_PACING', 'window', campaign({ pacing: 'window' })],
    ['CAMPAIGN_NAMING', 'original', campaign({ naming: 'original' })],
    ['CAMPAIGN_NAMING', 'default', campaign({ naming: 'default' })],
    ['CAMPAIGN_REMEMBER_DURATIONS', 'false', campaign({ rememberDurations: false })],
    ['CAMPAIGN_SKIP_CURRENT', 'false', campaign({ skipCurrent: false })],
    ['CAMPAIGN_SKIP_CURRENT', 'true', campaign({ skipCurrent: true })],
    ['CAMPAIGN_TAG_KEY', 'Patch', campaign({ tags: { autoUpdate: 'Patch' } })],
    ['CAMPAIGN_TAG_VALUE', 'Monthly', campaign({ tags: { enabled: 'Monthly' } })],
    ['CAMPAIGN_STOP_TAG_KEY', 'Pause', campaign({ tags: { stop: 'Pause' } })],
    ['CAMPAIGN_ATTEMPTS', '3', campaign({ attempts: 3 })],
    ['CAMPAIGN_DELETE_FAILED', 'true', campaign({ deleteFailed: true })],
    ['CAMPAIGN_SHARING', 'carry', campaign({ sharing: 'carry' })],
    ['CAMPAIGN_PRUNE_KEEP', '3', campaign({ prune: { keep: 3 } })],
    ['CAMPAIGN_FAILURE_COUNT', '0', campaign({ failureThreshold: { count: 0 } })],
    ['CAMPAIGN_FAILURE_PERCENT', '100', campaign({ failureThreshold: { percent: 100 } })],
    ['CAMPAIGN_INCLUDE', ' A*,, B ', campaign({ selector: { include: ['A*', 'B'] } })],
    ['CAMPAIGN_EXCLUDE', 'C', campaign({ selector: { exclude: ['C'] } })],
    ['CAMPAIGN_EXCLUDE', 'C , ,\tD', campaign({ selector: { exclude: ['C', 'D'] } })],
    [
      'CAMPAIGN_PLATFORMS',
      'WINDOWS_SERVER_2022',
      campaign({ selector: { platforms: ['WINDOWS_SERVER_2022'] } }),
    ],
    ['CAMPAIGN_CHECK_MINUTES', '0.1', campaign({ checkSchedule: { everyMinutes: 0.1 } })],
    ['CAMPAIGN_CHECK_MINUTES', '1440', campaign({ checkSchedule: { everyMinutes: 1440 } })],
    ['CAMPAIGN_UPDATE_LIMIT_MINUTES', '90.25', campaign({ updateTimeLimitMinutes: 90.25 })],
    ['CAMPAIGN_MESSAGE_PATIENCE_MINUTES', '0', campaign({ messagePatienceMinutes: 0 })],
    ['CAMPAIGN_TOPIC_ARN', arn, { ...campaign({}), ...channels({ topicArn: arn }) }],
    ['CAMPAIGN_TOPIC_ARN', `${arn}.fifo`, { ...campaign({}), ...channels({ topicArn: `${arn}.fifo` }) }],
    [
      'CAMPAIGN_TOPIC_ARN',
      'arn:aws-us-gov:sns:us-gov-west-1:123456789012:a',
      { ...campaign({}), ...channels({ topicArn: 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:a' }) },
    ],
    ['CAMPAIGN_ACCOUNT_NAME', 'production', { ...campaign({}), accountName: 'production' }],
    ['CAMPAIGN_TIME_ZONE', 'Europe/Berlin', campaign({ timeZone: 'Europe/Berlin' })],
    ['CAMPAIGN_REPLY_TO', 'a@b.de, c@d.de', { ...campaign({}), replyTo: ['a@b.de', 'c@d.de'] }],
    [
      'CAMPAIGN_REPLY_TO',
      'Chan, Karen <k@b.de>; c@d.de',
      { ...campaign({}), replyTo: ['"Chan, Karen" <k@b.de>', 'c@d.de'] },
    ],
    ['CAMPAIGN_CONFIGURATION_SET', 'set', { ...campaign({}), configurationSet: 'set' }],
    ['CAMPAIGN_TAGGING_API', 'false', campaign({})],
    ['CAMPAIGN_TAGGING_API', 'true', { ...campaign({}), useTaggingApi: true }],
  ])('%s=%s', (name, value, settings) => {
    expect(readEnvironment({ [name]: value })).toEqual(settings);
  });

  test('that nothing is set: nothing, and the tagging API is used', () => {
    expect(readEnvironment({})).toEqual(campaign({}));
  });

  test.each<[name: string, value: string]>([
    ['CAMPAIGN_TOPIC_ARN', `x${arn}`],
    ['CAMPAIGN_TOPIC_ARN', `${arn}.fifo.x`],
    ['CAMPAIGN_TOPIC_ARN', 'arn:aws:sqs:eu-west-1:123456789012:updates'],
    ['CAMPAIGN_TOPIC_ARN', 'arn:aws:sns:eu-west-1:12345678901:updates'],
    ['CAMPAIGN_TOPIC_ARN', 'arn:aws:sns:eu-west-1:123456789012:'],
    ['CAMPAIGN_TOPIC_ARN', `${arn.slice(0, -7)}${'x'.repeat(257)}`],
    ['CAMPAIGN_REPLY_TO', 'a@b.de,'],
    ['CAMPAIGN_TOPIC_ARN', 'arn::sns:eu-west-1:123456789012:updates'],
    ['CAMPAIGN_TOPIC_ARN', 'arn:aws:sns::123456789012:updates'],
    ['CAMPAIGN_INCLUDE', ' , '],
    ['CAMPAIGN_REPLY_TO', ''],
    ['CAMPAIGN_TAG_VALUE', ''],
    ['CAMPAIGN_STOP_TAG_KEY', ''],
    ['CAMPAIGN_CONFIGURATION_SET', ''],
    ['CAMPAIGN_DELETE_FAILED', ''],
    ['CAMPAIGN_SHARING', 'true'],
    ['CAMPAIGN_PRUNE_KEEP', '0'],
    ['CAMPAIGN_PRUNE_MIN_AGE_DAYS', 'x'],
    ['CAMPAIGN_PRUNE_FAILED_AFTER_DAYS', '-1'],
    ['CAMPAIGN_CHECK_MINUTES', '0.09'],
    ['CAMPAIGN_CHECK_MINUTES', '1440.1'],
    ['CAMPAIGN_CHECK_MINUTES', ' 5'],
    ['CAMPAIGN_CHECK_MINUTES', '5.'],
    ['CAMPAIGN_CHECK_MINUTES', '5.x'],
    ['CAMPAIGN_CHECK_MINUTES', 'x5'],
    ['CAMPAIGN_UPDATE_LIMIT_MINUTES', '10080.5'],
    ['CAMPAIGN_MESSAGE_PATIENCE_MINUTES', '-1'],
    ['CAMPAIGN_ATTEMPTS', '0'],
    ['CAMPAIGN_ATTEMPTS', '6'],
    ['CAMPAIGN_ATTEMPTS', '2.0'],
    ['CAMPAIGN_ATTEMPTS', 'x2'],
    ['CAMPAIGN_FAILURE_COUNT', '10001'],
    ['CAMPAIGN_FAILURE_PERCENT', '101'],
    ['CAMPAIGN_FAILURE_PERCENT', ''],
  ])('nothing, and is refused by name, as %s=%s', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(
      `Environment variable ${name} is ${JSON.stringify(value).slice(0, 60)}`,
    );
  });

  test('as much at its bounds', () => {
    const longest = `${arn.slice(0, -7)}${'x'.repeat(256)}`;
    const bounds = {
      CAMPAIGN_TOPIC_ARN: longest,
      CAMPAIGN_ATTEMPTS: '5',
      CAMPAIGN_FAILURE_COUNT: '10000',
      CAMPAIGN_UPDATE_LIMIT_MINUTES: '60',
    };
    expect(readEnvironment(bounds)).toMatchObject({
      channels: { topicArn: longest },
      campaign: { attempts: 5, failureThreshold: { count: 10_000 }, updateTimeLimitMinutes: 60 },
    });
    expect(readEnvironment({ CAMPAIGN_ATTEMPTS: '1', CAMPAIGN_FAILURE_PERCENT: '0' }).campaign).toMatchObject(
      {
        attempts: 1,
        failureThreshold: { percent: 0 },
      },
    );
  });
});
