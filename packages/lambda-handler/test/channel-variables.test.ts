import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../src/environment.ts';

/** What the handler makes of variables about channels. */
const read = (environment: Readonly<Record<string, string>>) => readEnvironment(environment).channels;
const routed = (text: string) => read({ CAMPAIGN_ROUTES: text }).routes;

describe('a channel is named by', () => {
  const bot = { CAMPAIGN_SLACK_TOKEN: 'env:TOKEN', CAMPAIGN_SLACK_CHANNEL: 'C0123456789' };
  test.each<[what: string, environment: Record<string, string>, settings: object]>([
    ['nothing', {}, {}],
    ['an event bus', { CAMPAIGN_EVENT_BUS: 'images' }, { eventBus: 'images' }],
    ['a Slack webhook', { CAMPAIGN_SLACK_WEBHOOK: 'ssm:/slack' }, { slackWebhook: 'ssm:/slack' }],
    ['a Slack bot', bot, { slackBot: { token: 'env:TOKEN', channel: 'C0123456789' } }],
    [
      'a Slack bot elsewhere',
      { ...bot, CAMPAIGN_SLACK_API_URL: 'https://slack-gov.com/api/' },
      { slackBot: { token: 'env:TOKEN', channel: 'C0123456789', apiUrl: 'https://slack-gov.com/api/' } },
    ],
    [
      'Teams',
      { CAMPAIGN_TEAMS_WEBHOOK: 'secretsmanager:teams#url' },
      { teamsWebhook: 'secretsmanager:teams#url' },
    ],
    ['a webhook', { CAMPAIGN_WEBHOOK_URL: 'env:HOOK' }, { webhook: { url: 'env:HOOK' } }],
    [
      'a signed webhook',
      { CAMPAIGN_WEBHOOK_URL: 'env:HOOK', CAMPAIGN_WEBHOOK_KEY: 'env:KEY' },
      { webhook: { url: 'env:HOOK', key: 'env:KEY' } },
    ],
  ])('%s', (_, environment, settings) => {
    expect(read(environment)).toStrictEqual({ routes: {}, ...settings });
  });

  test.each(['C012345', 'GABCDEF', `D${'9'.repeat(30)}`])('the Slack channel %s', (channel) => {
    const settings = read({ ...bot, CAMPAIGN_SLACK_CHANNEL: channel });
    expect(settings.slackBot).toEqual({ token: 'env:TOKEN', channel });
  });

  test('the address of a Slack API without encryption, for tests', () => {
    const settings = read({ ...bot, CAMPAIGN_SLACK_API_URL: 'http://127.0.0.1:8080/api/' });
    expect(settings.slackBot?.apiUrl).toBe('http://127.0.0.1:8080/api/');
  });

  test.each([
    ['CAMPAIGN_SLACK_CHANNEL', 'general'],
    ['CAMPAIGN_SLACK_CHANNEL', 'XC012345'],
    ['CAMPAIGN_SLACK_CHANNEL', 'A012345'],
    ['CAMPAIGN_SLACK_CHANNEL', 'C0123'],
    ['CAMPAIGN_SLACK_CHANNEL', 'C012345 '],
    ['CAMPAIGN_SLACK_CHANNEL', `C${'9'.repeat(31)}`],
    ['CAMPAIGN_SLACK_API_URL', 'ftp://slack.com/'],
    ['CAMPAIGN_SLACK_API_URL', 'https://'],
    ['CAMPAIGN_SLACK_API_URL', ' https://slack.com/'],
    ['CAMPAIGN_SLACK_API_URL', 'https://slack.com/ api'],
    ['CAMPAIGN_SLACK_API_URL', 'https://user:password@slack.com/'],
  ])('nothing like %s=%s', (name, value) => {
    expect(() => readEnvironment({ ...bot, [name]: value })).toThrow(
      `${name} is ${JSON.stringify(value).slice(0, 50)}`,
    );
  });
});

test('an empty variable about a channel is as if it were not there', () => {
  const empty = [
    'CAMPAIGN_TOPIC_ARN',
    'CAMPAIGN_EVENT_BUS',
    'CAMPAIGN_SLACK_WEBHOOK',
    'CAMPAIGN_SLACK_TOKEN',
    'CAMPAIGN_SLACK_CHANNEL',
    'CAMPAIGN_SLACK_API_URL',
    'CAMPAIGN_TEAMS_WEBHOOK',
    'CAMPAIGN_WEBHOOK_URL',
    'CAMPAIGN_WEBHOOK_KEY',
    'CAMPAIGN_ROUTES',
  ];
  expect(read(Object.fromEntries(empty.map((name) => [name, ''])))).toEqual({ routes: {} });
});

describe('routes', () => {
  test.each<[text: string, routes: object]>([
    ['slack: updateFailed', { slack: { events: ['updateFailed'] } }],
    ['slack: updateFailed, campaignStopped', { slack: { events: ['updateFailed', 'campaignStopped'] } }],
    ['  teams :error,30 min  ', { teams: { minSeverity: 'error', digestMinutes: 30 } }],
    ['sns: warning', { sns: { minSeverity: 'warning' } }],
    ['webhook: 0min', { webhook: { digestMinutes: 0 } }],
    ['eventbridge: 1440 min, info', { eventbridge: { digestMinutes: 1440, minSeverity: 'info' } }],
    [
      'ses: campaignEnded ; slack: 5 min, error, updateFailed;',
      {
        ses: { events: ['campaignEnded'] },
        slack: { events: ['updateFailed'], minSeverity: 'error', digestMinutes: 5 },
      },
    ],
    ['', {}],
    [' ; ;', {}],
  ])('are read: %s', (text, routes) => {
    expect(routed(text)).toEqual(routes);
  });

  test.each([
    'slak: error',
    'slack: updateFail',
    'slack: error, ',
    'slack: error: info',
    'slack',
    ': error',
    'slack: 1441 min',
    'slack: 14400 min',
    'slack: min',
    'slack: x5 min',
    'slack: 5 minutes',
    'slack: xx min',
  ])('are refused with the part that is wrong: %s', (text) => {
    expect(() => routed(`sns: info;  ${text} `)).toThrow(`"${text.trim()}" is none. Channels: ses, sns, `);
  });

  test('are refused when a channel has two', () => {
    expect(() => routed('slack: error; slack: info')).toThrow('"slack: info" is none');
  });
});

describe('variables that do not go together are refused', () => {
  const [token, channel, webhook] = [
    { CAMPAIGN_SLACK_TOKEN: 'env:X' },
    { CAMPAIGN_SLACK_CHANNEL: 'C0123456789' },
    { CAMPAIGN_SLACK_WEBHOOK: 'env:X' },
  ];
  test.each<[what: string, environment: Record<string, string>, says: string]>([
    ['a token without a channel', token, 'CAMPAIGN_SLACK_TOKEN and CAMPAIGN_SLACK_CHANNEL go together'],
    ['a channel without a token', channel, 'CAMPAIGN_SLACK_TOKEN and CAMPAIGN_SLACK_CHANNEL go together'],
    [
      'two ways to Slack',
      { ...token, ...channel, ...webhook },
      'CAMPAIGN_SLACK_TOKEN and CAMPAIGN_SLACK_WEBHOOK would both write to Slack',
    ],
    [
      'the address of an API without a token',
      { CAMPAIGN_SLACK_API_URL: 'https://slack-gov.com/api/' },
      'CAMPAIGN_SLACK_API_URL means something only with CAMPAIGN_SLACK_TOKEN',
    ],
    [
      'a key without a webhook',
      { CAMPAIGN_WEBHOOK_KEY: 'env:X' },
      'CAMPAIGN_WEBHOOK_KEY is set, but CAMPAIGN_WEBHOOK_URL is missing',
    ],
  ])('%s', (_, environment, says) => {
    expect(() => readEnvironment(environment)).toThrow(`Environment variable ${says}`);
  });
});

test.each([
  'CAMPAIGN_SLACK_WEBHOOK',
  'CAMPAIGN_SLACK_TOKEN',
  'CAMPAIGN_TEAMS_WEBHOOK',
  'CAMPAIGN_WEBHOOK_URL',
  'CAMPAIGN_WEBHOOK_KEY',
])('a secret that stands in %s itself is refused without being shown', (name) => {
  const readSecret = () => readEnvironment({ [name]: 'https://hooks.example.com/very-secret' });
  expect(readSecret).toThrow(`${name} is not a reference to a secret`);
  expect(readSecret).not.toThrow('very-secret');
});
