import { writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSimulator, type SimulatorOptions } from '@appstream-campaign/simulator';
import { createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtCommand } from './command.ts';
import { serveExecutions } from './execution-server.ts';

const command = builtCommand();
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:images';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:images';
const tags = { AutoUpdate: 'Enabled' };
const IMAGES = [{ name: 'Finance', tags }, { name: 'CAD', tags }, { name: 'Lab' }];
const MAIL = ['--from', 'IT <it@example.com>', '--to', 'ops@example.org'];

interface Seen {
  readonly what: string;
  readonly standing: string;
  readonly text: string;
  readonly next: readonly string[];
}

/** An account as if it were AWS: through the SDK's own environment variables. */
async function openAccount(options: SimulatorOptions = {}) {
  const simulator = await createSimulator({ images: IMAGES, ...options });
  onTestFinished(() => simulator.close());
  const env: Record<string, string> = {
    ...{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'nobody-may-see', AWS_REGION: 'us-east-1' },
    ...{ AWS_ENDPOINT_URL: simulator.url, AWS_MAX_ATTEMPTS: '1' },
  };
  return { simulator, env };
}

/** What the doctor found, and what is not ok of it. */
async function doctor(args: readonly string[], env: Readonly<Record<string, string>>) {
  const ended = await command.run(['doctor', '--json', ...args], { env });
  expect(ended.stderr).toBe('');
  expect(ended.stdout).not.toContain('nobody-may-see');
  const { findings, exitCode, ...where } = JSON.parse(ended.stdout);
  expect(exitCode).toBe(ended.code);
  const all: readonly Seen[] = findings;
  const of = (what: string) => all.filter((one) => one.what === what);
  const bad = all.filter(({ standing }) => standing !== 'ok' && standing !== 'untried');
  return { code: ended.code, where, all, of, bad };
}

describe('an account in which all is well', () => {
  test('each line is ok, nothing is changed and nothing is sent', async () => {
    const slack = await createChannelServer(slackWebhook);
    onTestFinished(() => slack.close());
    const { simulator, env } = await openAccount({
      verifiedSenders: ['example.com'],
      topics: { [TOPIC]: 2 },
    });
    const more = { ...env, SLACK: `${slack.url}/services/T000/B000/right` };
    const args = [...MAIL, '--topic', TOPIC, '--slack', 'env:SLACK'];
    const { code, where, bad, of } = await doctor(args, more);
    expect(bad).toEqual([]);
    expect(code).toBe(0);
    expect(where).toMatchObject({ account: '123456789012', region: 'us-east-1' });
    expect(of('credentials')[0]?.text).toContain('user/simulator');
    expect(of('images')[0]?.text).toBe('2 images take part, of 3: 2 to update, 2 at once.');
    expect(of('permissions')).toMatchObject([{ standing: 'untried' }]);
    expect(of('pricing:GetProducts')).toMatchObject([
      {
        standing: 'ok',
        text: expect.stringMatching(/^It is allowed: \d kinds of image builder in us-east-1, in USD\.$/),
      },
    ]);
    expect(simulator.callsOf('GetProducts').length).toBeGreaterThan(0);
    expect(of('slack')[0]).toMatchObject({ standing: 'ok' });
    expect(simulator.inbox).toEqual([]);
    expect(slack.seen).toEqual([]);
    // The path of such an address is a secret, and is not called.
    expect(slack.requests.map(({ path }) => path)).toEqual(['/']);
    const changes = simulator.calls.filter(
      ({ operation, request }) => !/^(Describe|List|Get)/.test(operation) && request.dryRun !== true,
    );
    expect(changes).toEqual([]);
  });

  test('--send-test sends one message through each channel', async () => {
    const slack = await createChannelServer(slackWebhook);
    onTestFinished(() => slack.close());
    const { simulator, env } = await openAccount();
    const more = { ...env, SLACK: `${slack.url}/services/T000/B000/right` };
    const args = [...MAIL, '--topic', TOPIC, '--slack', 'env:SLACK', '--send-test'];
    const { code, all } = await doctor(args, more);
    expect(code).toBe(0);
    const sent = all.filter(({ what }) => what.startsWith('test message'));
    expect(sent.map(({ what, standing }) => `${what}: ${standing}`).toSorted()).toEqual([
      'test message, ses: ok',
      'test message, slack: ok',
      'test message, sns: ok',
    ]);
    expect(simulator.inbox.map(({ channel }) => channel).toSorted()).toEqual(['email', 'sns']);
    expect(JSON.stringify(simulator.inbox)).toContain('this is a test message of appstream-campaign doctor');
    expect(slack.seen).toHaveLength(1);
  });

  test('people read a table, simulated accounts included', async () => {
    const { code, stdout, stderr } = await command.run(['simulate', 'doctor']);
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
    expect(stdout).toMatch(/ok +credentials +They are of arn:aws:iam::123456789012:user\/simulator/);
    expect(stdout).toMatch(/blocked +appstream:CreateUpdatedImage +Legacy-Claims-2016/);
    expect(stdout).toMatch(/1 blocked; the rest is ok\.\n$/);
  });
});

test('prices that the config gives need no permission, and are not looked at', async () => {
  const { simulator, env } = await openAccount();
  const config = join(command.home(), 'priced.json');
  writeFileSync(config, JSON.stringify({ hourlyPrice: 0.2 }));

  const { of } = await doctor(['--config', config], env);

  expect(of('pricing:GetProducts')).toEqual([]);
  expect(simulator.callsOf('GetProducts')).toEqual([]);
});

describe('what is in the way', () => {
  test('credentials: told with their next step, and all else is not looked at', async () => {
    const { code, all } = await doctor(['--region', 'eu-west-1'], {});
    expect(code).toBe(1);
    expect(all).toMatchObject([
      { what: 'credentials', standing: 'wrong', text: expect.stringContaining('no AWS credentials') },
      { standing: 'untried' },
    ]);
  });

  test('permissions: which one, and what is missing without it', async () => {
    const { env } = await openAccount({
      allow: [
        'sts:*',
        'appstream:DescribeImages',
        'appstream:ListTagsForResource',
        'appstream:CreateUpdatedImage',
        'appstream:TagResource',
      ],
    });
    const { code, bad, of } = await doctor([], env);
    expect(code).toBe(0);
    expect(of('appstream:DescribeFleets')[0]).toMatchObject({
      standing: 'warning',
      text: expect.stringMatching(/AWS denies appstream:DescribeFleets.*which fleets use an image/),
      next: expect.arrayContaining([expect.stringContaining('Allow the action appstream:DescribeFleets')]),
    });
    expect(bad.map(({ what }) => what)).toContain('servicequotas:GetServiceQuota');
    expect(of('tagging API')[0]?.text).toContain('tag:GetResources is denied');
    expect(of('pricing:GetProducts')).toMatchObject([
      {
        standing: 'warning',
        text: expect.stringContaining('Plans tell no cost, only hours of image builders.'),
        next: ['Allow pricing:GetProducts, or give a price of your own: hourlyPrice in the config file.'],
      },
    ]);
    const without = await openAccount({ allow: ['sts:*', 'tag:*'] });
    const denied = await doctor([], without.env);
    expect(denied.code).toBe(1);
    expect(denied.of('appstream:DescribeImages')[0]?.standing).toBe('wrong');
  });

  test('a denied dry run, and quotas without room', async () => {
    const readers = [
      'sts:*',
      'appstream:Describe*',
      'appstream:DescribeImages',
      'appstream:ListTagsForResource',
    ];
    const { env } = await openAccount({ allow: readers });
    const denied = await doctor([], env);
    expect(denied.code).toBe(1);
    expect(denied.of('appstream:CreateUpdatedImage')[0]?.text).toContain('AccessDenied');
    const full = await openAccount({ quotas: { images: 3 } });
    const tight = await doctor([], full.env);
    expect(tight.code).toBe(4);
    expect(tight.of('quota images')[0]).toMatchObject({ standing: 'blocked' });
  });

  test('no image enrolled, or some that only look like it', async () => {
    const near = { name: 'Near', tags: { autoupdate: 'enabled ' } };
    const none = await openAccount({ images: [{ name: 'Lab' }, near] });
    const empty = await doctor([], none.env);
    expect(empty.code).toBe(0);
    expect(empty.of('images')[0]?.next.join()).toMatch(/1 has autoupdate=enabled[\s\S]+tag 'Finance-\*'/);
    const { env } = await openAccount({ images: [...IMAGES, near] });
    const { of } = await doctor([], env);
    expect(of('images')[0]?.text).toContain('Near (autoupdate=enabled )');
  });

  test('a tagging API that knows no image, or others', async () => {
    const { env } = await openAccount({ taggingKnowsImages: 'none' });
    const blind = await doctor([], env);
    expect(blind.code).toBe(0);
    expect(blind.of('tagging API')[0]).toMatchObject({
      standing: 'warning',
      text: expect.stringContaining('does not know Finance and CAD'),
    });
  });

  test('a sender that is not verified, and the sandbox', async () => {
    const { env } = await openAccount({ verifiedSenders: ['example.net'], sesSandbox: true });
    const { code, of } = await doctor(MAIL, env);
    expect(code).toBe(1);
    expect(of('mail, sender')[0]?.text).toContain('neither it@example.com nor its domain');
    expect(of('mail, sandbox')[0]?.text).toContain('refuses mails to ops@example.org');
    const both = { verifiedSenders: ['it@example.com', 'example.org'], sesSandbox: true };
    const verified = await openAccount(both);
    const { bad } = await doctor(['--from', 'it@example.com', '--to', 'a@sub.example.org'], verified.env);
    expect(bad).toEqual([]);
  });

  test('a topic that does not exist, or that nobody hears', async () => {
    const { env } = await openAccount({ topics: { [TOPIC]: 0 } });
    expect((await doctor(['--topic', TOPIC], env)).bad).toMatchObject([
      { what: 'topic', standing: 'warning', text: expect.stringContaining('nobody') },
    ]);
    const absent = await doctor(['--topic', `${TOPIC}-2`], env);
    expect(absent).toMatchObject({ code: 1, bad: [{ text: `The topic ${TOPIC}-2 does not exist.` }] });
  });

  test('a topic that is no ARN, and a module that can not be loaded', async () => {
    const { env } = await openAccount();
    const { code, of } = await doctor(['--topic', 'nonsense'], env);
    expect(code).toBe(1);
    expect(of('channels')[0]?.text).toContain('topicArn is "nonsense"');
    const absent = await command.run(['doctor', '--notifier', 'absent.mjs'], { env });
    expect(absent.code).toBe(2);
    expect(absent.stderr).toMatch(/--notifier .*absent\.mjs can't be loaded/);
  });

  test('a chat that is not there, a secret that is not, and a message that is refused', async () => {
    const { env } = await openAccount();
    const args = ['--slack', 'env:SLACK', '--teams', 'ssm:/not/there'];
    const gone = await doctor(args, { ...env, SLACK: 'http://127.0.0.1:2/very-secret' });
    expect(gone.code).toBe(1);
    expect(gone.of('slack')[0]?.text).toBe("127.0.0.1:2 can't be reached: ECONNREFUSED.");
    expect(gone.of('teams')[0]?.text).toContain('ssm:/not/there');
    expect(JSON.stringify(gone.all)).not.toContain('very-secret');
    const slack = await createChannelServer(slackWebhook);
    onTestFinished(() => slack.close());
    const wrong = { ...env, SLACK: `${slack.url}/services/T000/B000/wrong` };
    const refused = await doctor(['--slack', 'env:SLACK', '--send-test'], wrong);
    expect(refused).toMatchObject({ code: 1, bad: [{ what: 'test message, slack', standing: 'wrong' }] });
  });

  test('a clock that goes wrong, which the SDK corrects in silence', async () => {
    const { simulator, env } = await openAccount();
    for (const [minutes, standing] of [
      [-2, 'warning'],
      [10, 'wrong'],
    ] as const) {
      const url = await clockInFront(simulator.url, minutes);
      const { of } = await doctor([], { ...env, AWS_ENDPOINT_URL_STS: url });
      const [clock] = of('clock');
      expect(clock?.standing).toBe(standing);
      expect(clock?.text).toMatch(minutes < 0 ? /2 minutes ahead of/ : /10 minutes behind/);
    }
  });

  test('a state machine: absent, elsewhere, and how its last runs ended', async () => {
    const failure = { error: 'CampaignStopped', cause: 'not authorized' };
    const server = await serveExecutions(MACHINE, [
      { name: 'night-1', status: 'SUCCEEDED', startedAt: '2026-11-24T08:00:00Z', results: [0] },
      { name: 'night-2', status: 'FAILED', startedAt: '2026-11-25T08:00:00Z', results: [], failure },
    ]);
    onTestFinished(() => server.close());
    const { env } = await openAccount();
    const there = { ...env, AWS_ENDPOINT_URL_SFN: server.url };
    const ran = await doctor(['--state-machine', MACHINE], there);
    expect(ran.code).toBe(0);
    expect(ran.of('state machine')).toMatchObject([
      { standing: 'ok', text: expect.stringContaining('night-1') },
      { standing: 'warning', text: expect.stringContaining('CampaignStopped: not authorized') },
    ]);
    const never = await doctor(['--state-machine', `${MACHINE}-2`], there);
    expect(never.of('state machine')[0]?.text).toContain('has not run yet');
    writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify({ stateMachine: MACHINE }));
    const elsewhere = await doctor(['--region', 'eu-west-1'], there);
    expect(elsewhere.of('state machine')[0]?.text).toContain('It is in us-east-1');
  });
});

/** The simulator, with a Date in its answers that is off. */
async function clockInFront(url: string, minutes: number): Promise<string> {
  const server = createServer((incoming, response) => {
    const { method = 'GET', headers } = incoming;
    const onward = httpRequest(url, { method, headers }, (answer) => {
      const date = new Date(Date.now() + minutes * 60_000).toUTCString();
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, date });
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
