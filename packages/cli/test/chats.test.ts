import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario, fastClock } from '@appstream-campaign/simulator';
import { createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { createSlackApi, slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { teamsWorkflow, workflowPath } from '@appstream-campaign/test-support/teams-server';
import { expect, onTestFinished, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

/** A simulated account that runs fast, and a Slack, a Teams and a webhook on this machine. */
async function openChats() {
  const webhook = ({ headers }: { readonly headers: object }) => ({
    reply: { status: 204 },
    seen: 'webhook-signature' in headers ? 'signed' : 'not signed',
  });
  const [slack, teams, hook] = await Promise.all([
    createChannelServer(slackWebhook),
    createChannelServer(teamsWorkflow),
    createChannelServer(webhook),
  ]);
  const simulator = await createSimulator({
    ...demoScenario,
    clock: fastClock({ speed: 20_000 }),
    parameters: { '/campaign/teams': `${teams.url}${workflowPath}` },
    secrets: {
      campaign: JSON.stringify({ url: `${hook.url}/very-secret`, key: 'a-key-that-is-very-secret' }),
    },
  });
  onTestFinished(async () => {
    await Promise.all([simulator.close(), slack.close(), teams.close(), hook.close()]);
  });
  return { slack, teams, hook, at: ['simulate', '--at', simulator.url] };
}

const secrets = ['--teams', 'ssm:/campaign/teams', '--webhook', 'secretsmanager:campaign#url'];
const key = ['--webhook-key', 'secretsmanager:campaign#key'];

test('a campaign is told to Slack, Teams and a webhook, and no secret is saved or printed', async () => {
  const { slack, teams, hook, at } = await openChats();
  const env = { SLACK_URL: `${slack.url}/services/T000/B000/right` };
  const config = join(command.home(), 'appstream-campaign.json');
  writeFileSync(config, JSON.stringify({ slack: 'env:SLACK_URL' }));
  const args = [...at, 'run', '--yes', '--json', '--only', 'HR-*,Marketing-*', ...secrets, ...key];
  const run = await command.run(args, { env });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(slack.seen.join()).toContain('Marketing-Creative');
  expect(teams.seen.join()).toContain('Marketing-Creative');
  expect(new Set(hook.seen)).toEqual(new Set(['signed']));

  const saved = readdirSync(command.home(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  expect(saved.join()).toContain('secretsmanager:campaign#key');
  for (const text of [run.stdout, ...saved]) {
    expect(text).not.toContain('very-secret');
    expect(text).not.toContain('/services/T000');
  }
});

test('a log says where a campaign ran and who was told, and in the end whom no message got through to', async () => {
  const { slack, at } = await openChats();
  slack.always = { status: 403, body: 'action_prohibited' };
  const env = { SLACK_URL: `${slack.url}/services/T000/B000/right` };
  const run = await command.run(
    [...at, 'run', '--yes', '--plain', '--only', 'HR-*', '--slack', 'env:SLACK_URL'],
    { env },
  );
  expect(run.stdout).toMatch(/^Campaign us-east-1-\S+, account 123456789012, us-east-1; told: slack$/m);
  expect(run.stdout).toMatch(/never got through to slack; the lines above say why\.\n$/);
});

test('a Slack bot, an event bus and routes do what they do in the function', async () => {
  const token = 'xoxb-0000-very-secret-token';
  const api = createSlackApi(token);
  const server = await createChannelServer(api.channel);
  const simulator = await createSimulator({
    ...demoScenario,
    clock: fastClock({ speed: 20_000 }),
    parameters: { '/campaign/slack-token': token },
  });
  onTestFinished(async () => {
    await Promise.all([simulator.close(), server.close()]);
  });
  const slackBot = {
    token: 'ssm:/campaign/slack-token',
    channel: 'C0000000000',
    apiUrl: `${server.url}/api/`,
  };
  const config = join(command.home(), 'appstream-campaign.json');
  writeFileSync(config, JSON.stringify({ slackBot, eventBus: 'images' }));
  const channels = ['--slack-channel', 'C0123456789', '--routes', 'eventbridge: imageUpdated, campaignEnded'];
  const run = await command.run([
    ...['simulate', '--at', simulator.url, 'run', '--yes', '--plain', '--only', 'Marketing-*', ...channels],
  ]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/; told: event bus, slack$/m);
  expect(JSON.stringify(api.posts)).toContain('Marketing-');
  const types = simulator.inbox.flatMap((entry) =>
    entry.channel === 'eventbridge' ? [entry.detailType] : [],
  );
  expect(new Set(types)).toEqual(new Set(['imageUpdated', 'campaignEnded']));
  expect(run.stdout).not.toContain('very-secret');
});

test('what stands behind a misspelt flag is not shown: it may be a secret', async () => {
  const run = await command.run(['run', '--slak=https://hooks.slack.com/services/very/secret']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("Unknown option '--slak'");
  expect(run.stderr).not.toContain('very/secret');
});

test('resume goes on without a secret that it cannot read, and its message waits', async () => {
  const { slack, at } = await openChats();
  const env = { SLACK_URL: `${slack.url}/services/T000/B000/right` };
  const begun = command.start(
    [...at, 'run', '--yes', '--plain', '--only', 'Marketing-*', '--slack', 'env:SLACK_URL'],
    { env },
  );
  await begun.output(/started/);
  begun.child.kill('SIGKILL');
  await begun.ended;
  const resumed = command.start([...at, 'resume', '--json']);
  await resumed.output(/"notificationFailed"/);
  const [told] = await resumed.output(/"imageUpdated".*Marketing-Creative/);
  expect(told).toContain('Marketing-Creative');
  await resumed.output(/The secret env:SLACK_URL is missing/);
});

test('a secret that stands in the config file itself is refused by every command, without being shown', async () => {
  const secret = 'https://hooks.slack.com/services/very/secret';
  const config = join(command.home(), 'appstream-campaign.json');
  for (const args of [['config'], ['run', '--yes'], ['status']]) {
    writeFileSync(config, JSON.stringify({ slack: secret }));
    const { code, stdout, stderr } = await command.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain('"slack" in the config file is not a reference to a secret');
    expect(stdout + stderr).not.toContain('very/secret');
  }
  for (const odd of [{ webhook: secret }, { slack: { url: secret } }, { teams: [secret] }]) {
    writeFileSync(config, JSON.stringify(odd));
    const { code, stdout, stderr } = await command.run(['config']);
    expect(code).toBe(2);
    expect(stderr).toContain('is not shown, in case it is a secret; expected');
    expect(stdout + stderr).not.toContain('very/secret');
  }
});

test.each([
  [['--slack', 'https://hooks.slack.com/services/very/secret'], '--slack is not a reference to a secret'],
  [['--slack', 'env:https://hooks.slack.com/services/very/secret'], '--slack is not a reference to a secret'],
  [['--webhook-key', 'env:KEY'], '--webhook-key signs what --webhook posts, which is missing'],
  [['--slack-token', 'xoxb-very/secret'], '--slack-token is not a reference to a secret'],
  [['--slack-token', 'env:TOKEN'], 'A Slack bot needs both --slack-token and --slack-channel'],
  [
    ['--slack', 'env:URL', '--slack-token', 'env:TOKEN', '--slack-channel', 'C0123456789'],
    '--slack and --slack-token would both write to Slack',
  ],
  [['--routes', 'slak: error'], '--routes: expected routes such as "slack: updateFailed, campaignStopped'],
  [['--slack', 'env:NOT_SET'], 'The secret env:NOT_SET is missing. Set the environment variable NOT_SET.'],
  [['--teams', 'ssm:/not/there'], 'The secret ssm:/not/there could not be read'],
])('what cannot work is refused before anything starts: %j', async (flags, says) => {
  const { at } = await openChats();
  const run = await command.run([...at, 'run', '--yes', ...flags]);
  expect(run.code).not.toBe(0);
  expect(run.stderr).toContain(says);
  expect(run.stdout + run.stderr).not.toContain('very/secret');
  expect((await command.run([...at, 'status'])).stdout).toContain('There are no campaigns');
});
