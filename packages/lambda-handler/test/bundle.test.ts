import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSimulator, type EmailEntry, manualClock, type Simulator } from '@appstream-campaign/simulator';
import { describe, expect, onTestFinished, test } from 'vitest';

// The bundle is tested as Lambda has it: in an empty folder, by a bare Node, with nothing but its environment.

const bundle = fileURLToPath(new URL('../dist/lambda', import.meta.url));
const run = promisify(execFile);

/** Calls the handler of the bundle, each time with the same process environment, and hands back its answers. */
const CALLER = `
const { handler } = await import('./index.mjs');
const answers = [];
for (const event of JSON.parse(process.argv[2])) {
  answers.push(await handler(event).catch(({ name, message }) => ({ error: name, message })));
}
process.stdout.write('\\nANSWERS ' + JSON.stringify(answers));
`;

interface Called {
  readonly answers: readonly unknown[];
  /** The structured log, one entry a line; what is worse than information goes to the other stream, so it comes last. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

async function call(
  simulator: Simulator,
  events: readonly unknown[],
  more: Record<string, string> = {},
): Promise<Called> {
  const folder = await mkdtemp(join(tmpdir(), 'campaign-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(bundle, folder, { recursive: true }).catch((error: unknown) => {
    throw new Error('The bundle is not built. Run `npm test`, which builds it first.', { cause: error });
  });
  await writeFile(join(folder, 'caller.mjs'), CALLER);
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'simulator',
    AWS_SECRET_ACCESS_KEY: 'not-to-be-seen',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_ENDPOINT_URL_APPSTREAM: simulator.url,
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: simulator.url,
    AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: simulator.url,
    AWS_ENDPOINT_URL_SES: simulator.url,
    AWS_ENDPOINT_URL_SNS: simulator.url,
    ...more,
  };
  const { stdout, stderr } = await run(process.execPath, ['caller.mjs', JSON.stringify(events)], {
    cwd: folder,
    env,
  });
  const [log = '', answers = '[]'] = stdout.split('\nANSWERS ');
  const lines = `${log}\n${stderr}`.split('\n').filter((line) => line !== '');
  return {
    answers: JSON.parse(answers) as unknown[],
    log: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

async function simulate(): Promise<Simulator> {
  const tags = { AutoUpdate: 'Enabled' };
  const simulator = await createSimulator({
    // The bundle lives in the machine's time; the account stands still at about the same moment.
    clock: manualClock(new Date()),
    images: [
      { name: 'Good', tags },
      { name: 'Odd', tags, update: { incompatible: true } },
      { name: 'Plain' },
    ],
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

const addresses = { ToAddress: 'admin@example.com', FromAddress: 'noreply@example.com' };
const topic = { CAMPAIGN_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:updates' };

describe('the bundle', () => {
  test('starts a campaign, and tells a failure by mail and topic', async () => {
    const simulator = await simulate();
    const { answers, log } = await call(simulator, [{ BatchSize: 2, ...addresses }], topic);
    expect(answers).toMatchObject([
      { Pending: [expect.stringMatching(/^Good-Updated-\d{8}$/)], Waiting: [], Success: [], CycleCount: 0 },
    ]);
    expect(simulator.world.image('Good')?.tags).toMatchObject({ AutoUpdate: 'Completed' });
    // Channels are told side by side, so either can be first.
    const [mail, published] = ['email', 'sns'].map((name) =>
      simulator.inbox.find(({ channel }) => channel === name),
    );
    expect(mail).toMatchObject({ channel: 'email', to: ['admin@example.com'], from: 'noreply@example.com' });
    expect((mail as EmailEntry).html).toContain('Odd');
    expect(published).toMatchObject({ channel: 'sns', subject: 'Failed: Odd (AppStream image update)' });
    expect(log.map(({ message, level }) => [level, message])).toEqual([
      ['INFO', 'campaignStarted'],
      ['INFO', 'updateStarted'],
      ['ERROR', 'updateFailed'],
    ]);
    expect(log[1]).toMatchObject({ source: 'Good', service: 'appstream-campaign' });
  });

  test('takes reply addresses, configuration set, several recipients and the way to read tags as it is told', async () => {
    const simulator = await simulate();
    const event = { ToAddress: ['a@example.com', 'b@example.com'], FromAddress: 'noreply@example.com' };
    const { answers } = await call(simulator, [event], {
      CAMPAIGN_REPLY_TO: 'help@example.com, desk@example.com',
      CAMPAIGN_CONFIGURATION_SET: 'campaigns',
      CAMPAIGN_TAGGING_API: 'true',
      CAMPAIGN_PLATFORMS: 'WINDOWS_SERVER_2022, WINDOWS_SERVER_2025',
    });
    expect(answers).toMatchObject([
      { Pending: [expect.stringMatching(/^Good-/)], Failed: [{ Image: 'Odd' }] },
    ]);
    expect(simulator.inbox).toMatchObject([
      {
        to: ['a@example.com', 'b@example.com'],
        replyTo: ['help@example.com', 'desk@example.com'],
        configurationSet: 'campaigns',
      },
    ]);
    expect(simulator.callsOf('GetResources')).toHaveLength(1);
    expect(simulator.callsOf('ListTagsForResource').length).toBeGreaterThanOrEqual(3);
  });

  test('leaves out what the platforms and patterns leave out', async () => {
    const simulator = await simulate();
    const platforms = await call(simulator, [{}], { CAMPAIGN_PLATFORMS: 'ROCKY_LINUX8' });
    const patterns = await call(simulator, [{}], { CAMPAIGN_EXCLUDE: 'G*,O*' });
    expect([...platforms.answers, ...patterns.answers]).toEqual([0, 0]);
  });

  test('goes on from what it returned, in another process', async () => {
    const simulator = await simulate();
    const first = await call(simulator, [addresses]);
    simulator.world.removeImage('Odd');
    const second = await call(simulator, [{ ...addresses, Results: first.answers[0] }]);
    expect(second.answers).toMatchObject([{ Waiting: [], CycleCount: 1, Failed: [{ Image: 'Odd' }] }]);
    expect(simulator.callsOf('CreateUpdatedImage').filter(({ outcome }) => outcome === 'ok')).toHaveLength(2);
  });

  test('without anybody to tell, warns in the log and works', async () => {
    const simulator = await simulate();
    const { answers, log } = await call(simulator, [{}]);
    expect(answers).toMatchObject([{ Waiting: [] }]);
    expect(log).toContainEqual(
      expect.objectContaining({ level: 'WARN', message: expect.stringContaining('Nobody will be told') }),
    );
  });

  test('refuses a bad event and a bad environment by name, and calls nobody', async () => {
    const simulator = await simulate();
    const event = await call(simulator, [{ BatchSize: '5' }]);
    expect(event.answers).toMatchObject([
      { error: 'InvalidEventError', message: expect.stringContaining('BatchSize is "5"') },
    ]);
    const environment = await call(simulator, [{}], { CAMPAIGN_PACE: 'x' });
    expect(environment.answers).toMatchObject([
      { error: 'InvalidEnvironmentError', message: expect.stringContaining('CAMPAIGN_PACE') },
    ]);
    expect(simulator.calls).toEqual([]);
  });

  test('keeps its credentials to itself', async () => {
    const simulator = await simulate();
    simulator.faults.add({ operation: '*', from: 1, fault: { kind: 'access-denied' } });
    const called = await call(simulator, [addresses], topic);
    expect(JSON.stringify(called)).not.toContain('not-to-be-seen');
    expect(called.answers).toMatchObject([{ Stopped: { Code: 'access-denied' } }]);
  });
});

test.each(['index.mjs', 'prune.mjs', 'rollout.mjs'])(
  'a cold start reads two files, without what writes messages: %s',
  async (entry) => {
    const read = (name: string) => readFile(join(bundle, name), 'utf8');
    /** The files of the bundle that one imports before it runs; what it imports on use has parentheses. */
    const importsOf = (text: string) =>
      [...text.matchAll(/(?:from|import)"(\.[^"]+\.mjs)"/g)].map(([, file = '']) => file);
    const [own, shared] = [await read(entry), await read('parts/shared.mjs')];
    expect([...new Set(importsOf(own))]).toEqual(['./parts/shared.mjs']);
    expect(importsOf(shared)).toEqual([]);
    // The head of every mail.
    expect(own + shared).not.toContain('<!doctype html>');
  },
);
