import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { PermissionStatement } from '@appstream-campaign/lambda-handler';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { createSimulator, demoScenario, fastClock } from '@appstream-campaign/simulator';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { createSimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { type ServedExecution, serveExecutions } from './execution-server.ts';

const command = builtCommand();
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:image-updates';
const arnOf = (name: string) => `${MACHINE.replace(':stateMachine:', ':execution:')}:${name}`;
const START = '2026-11-23T08:00:00Z';
const enrolled = (name: string, more: object = {}) => ({ name, tags: { AutoUpdate: 'Enabled' }, ...more });
const IMAGES = [
  ...['Alpha', 'Beta', 'Gamma'].map((name) => enrolled(name)),
  enrolled('Delta', { outcome: 'failed' }),
  enrolled('Epsilon', { current: true }),
];

/** A campaign of the function itself over a simulated account, as its execution keeps it. */
async function night(
  name: string,
  input: object,
  { most = 1000, status = 'SUCCEEDED' }: { readonly most?: number; readonly status?: string } = {},
): Promise<ServedExecution> {
  const { store, clock, close } = await createSimulatorWorld({ images: IMAGES });
  const handler = createCampaignHandler({
    ...{ store, notifiers: [], clock, logger: silentLogger },
    environment: { CAMPAIGN_ATTEMPTS: '1' },
  });
  const results: unknown[] = [];
  try {
    let last: Awaited<ReturnType<typeof handler>> | undefined;
    while (results.length < most && last !== 0 && !(last !== undefined && 'Over' in last)) {
      if (last?.NextCheckAt !== undefined) clock.advanceTo(new Date(last.NextCheckAt));
      const Execution = { Name: name, StartTime: START };
      last = JSON.parse(JSON.stringify(await handler({ ...input, Execution, Results: last })));
      results.push(last);
    }
    const stopped = status === 'RUNNING' ? {} : { stoppedAt: clock.now().toISOString() };
    return { name, status, startedAt: START, ...stopped, input, results };
  } finally {
    await close();
  }
}

async function withExecutions<T>(
  executions: readonly ServedExecution[],
  work: (
    report: (...args: readonly string[]) => ReturnType<typeof command.run>,
    asked: readonly string[],
  ) => Promise<T>,
  maxEvents?: number,
): Promise<T> {
  const server = await serveExecutions(MACHINE, executions, maxEvents);
  const env = {
    ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' },
    AWS_ENDPOINT_URL: server.url,
  };
  try {
    return await work((...args) => command.run(['report', ...args], { env }), server.asked);
  } finally {
    await server.close();
  }
}

const markdown = (name: string) => ['--execution', arnOf(name), '--format', 'markdown'];

test('what a campaign in Step Functions did, and what its history does not hold', async () => {
  await withExecutions([await night('night-1', { BatchSize: 2 })], async (report) => {
    const { code, stdout, stderr } = await report(...markdown('night-1'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('## Campaign `night-1`, `123456789012`, `us-east-1`');
    expect(stdout).toContain('- Slots: 2');
    expect(stdout).toMatch(/`Alpha` \| Updated/);
    expect(stdout).toMatch(/`Epsilon` \| Skipped/);
    expect(stdout).toMatch(/An execution keeps no tags and no plan/);
    // It ends with 0, which names no image.
    expect(stdout).toContain('how its last check concluded Delta and Gamma is not in the history');
    const html = await report('--execution', arnOf('night-1'));
    expect(html.code).toBe(0);
    const page = readFileSync(html.stdout.trim(), 'utf8');
    expect(page).toContain('is not in the history');
    // Nothing is drawn after the end of the execution, though the report is made later.
    expect(stdout).toMatch(/took 2 h \d+ min/);
  });
});

test('a campaign of a hub tells how each image ended', async () => {
  const hub = await night('hub-1', { BatchSize: 2, SummaryBytes: 4000 });
  await withExecutions([hub], async (report) => {
    const { stdout } = await report(...markdown('hub-1'));
    expect(stdout).toContain('**Over: 1 of 5 images failed.**');
    expect(stdout).not.toContain('last check concluded');
    for (const name of ['Alpha', 'Beta', 'Gamma'])
      expect(stdout).toMatch(new RegExp(`\`${name}\` \\| Updated`));
  });
});

test('an execution that was stopped from outside', async () => {
  const aborted = await night('night-2', { BatchSize: 2 }, { most: 3, status: 'ABORTED' });
  await withExecutions([aborted], async (report) => {
    const { stdout } = await report(...markdown('night-2'));
    expect(stdout).toContain('The execution has ended as ABORTED before the campaign was over');
  });
});

test('a history is read backwards, page by page, until an image is in it', async () => {
  await withExecutions(
    [await night('night-4', { BatchSize: 5 })],
    async (report, asked) => {
      expect((await report(...markdown('night-4'))).code).toBe(0);
      // The end, 0 in two states, and the check before.
      expect(asked.filter((operation) => operation === 'GetExecutionHistory')).toHaveLength(4);
    },
    1,
  );
});

test('several executions and saved campaigns of several folders share one page', async () => {
  const simulator = await createSimulator({ ...demoScenario, clock: fastClock({ speed: 20_000 }) });
  try {
    const run = await command.run([
      'simulate',
      '--at',
      simulator.url,
      'run',
      '--yes',
      '--only',
      'HR-*',
      '--id',
      'May',
    ]);
    expect(run.code).toBe(0);
  } finally {
    await simulator.close();
  }
  const elsewhere = join(command.home(), 'elsewhere');
  mkdirSync(elsewhere);
  const [, port = ''] = /:(\d+)$/.exec(simulator.url) ?? [];
  renameSync(
    join(command.home(), 'campaigns', 'simulated', port, '123456789012'),
    join(elsewhere, '123456789012'),
  );
  const nights = [
    await night('night-1', { BatchSize: 2 }),
    await night('night-3', {}, { most: 1, status: 'RUNNING' }),
  ];
  await withExecutions(nights, async (report) => {
    const executions = nights.flatMap(({ name }) => ['--execution', arnOf(name)]);
    const { code, stdout } = await report(
      '--from',
      'elsewhere',
      '--each',
      '--format',
      'markdown',
      ...executions,
    );
    expect(code).toBe(0);
    expect(stdout.match(/^## Campaign `\S+`/gm)).toEqual([
      ...['## Campaign `May`', '## Campaign `night-1`', '## Campaign `night-3`'],
    ]);
  });
});

test('the policy for histories allows what report and status call, and nothing else', async () => {
  await withExecutions(
    [await night('night-1', {}, { most: 2, status: 'RUNNING' })],
    async (report, asked) => {
      await report(...markdown('night-1'));
      const { stdout } = await command.run(['permissions', '--for', 'history', '--json']);
      const statements: readonly { readonly Action: PermissionStatement['actions'] }[] =
        JSON.parse(stdout).Statement;
      const allowed = statements.flatMap(({ Action }) => Action);
      const called = new Set([...asked, 'ListExecutions'].map((operation) => `states:${operation}`));
      expect(allowed.toSorted()).toEqual([...called].toSorted());
    },
  );
});

test('what is no execution of a campaign is refused', async () => {
  await withExecutions(
    [{ name: 'other', status: 'SUCCEEDED', startedAt: START, results: [] }],
    async (report) => {
      const wrong = await report('--execution', MACHINE);
      expect(wrong).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('is not the ARN of an execution'),
      });
      const none = await report('--execution', arnOf('other'));
      expect(none).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('holds no results of a campaign'),
      });
    },
  );
});
