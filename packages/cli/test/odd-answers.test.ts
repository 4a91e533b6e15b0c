import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { EXIT, runCommandLine } from '@appstream-campaign/cli';
import { ImageStoreError } from '@appstream-campaign/core';
import { ManualClock } from '@appstream-campaign/core/testing';
import { anyAnswer, anyXmlAnswer, near, outcomeOf } from '@appstream-campaign/test-support/odd-answers';
import { createOddServer, type OddAnswer, type OddServer } from '@appstream-campaign/test-support/odd-server';
import { runs } from '@appstream-campaign/test-support/sample';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { updatePhases } from '../src/account/builder-phases.ts';

// Whatever a service answers, a command ends with what it was asked for, or with a page that says what was wrong; never
// with the page for faults of this program.

const RUNS = { numRuns: runs(25, 120) };
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:image-updates';
/** What the page for faults of this program says, and V8 of a fault. */
const FAULT =
  /Something went wrong|Cannot (read|destructure|convert)|is not (a function|iterable|defined)|\[object/;

let server: OddServer;
let answers: Readonly<Record<string, OddAnswer>> = {};

beforeAll(async () => {
  // A refusal is not to be waited for and asked again.
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  server = await createOddServer(
    ({ operation }) => answers[operation] ?? { status: 400, body: { __type: 'UnknownOperationException' } },
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

/** Runs a command in this process, against the server. */
async function run(...args: readonly string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await runCommandLine(args, {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: {},
    cwd: tmpdir(),
    clock: new ManualClock('2026-11-23T08:00:00Z'),
    timeZone: 'UTC',
    tick: 1000,
    simulated: { endpoint: server.url, region: 'us-east-1', stateDir: join(tmpdir(), 'no-campaigns') },
    called: 'appstream-campaign',
  });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

const output = (results: unknown) => JSON.stringify({ BatchSize: 5, Results: results });
const RESULTS = { Pending: ['A-2'], Waiting: ['B'], Success: ['C'], CycleCount: 0 };
const historyWith = (results: unknown) => ({
  events: [
    { timestamp: 1.7e9, type: 'ExecutionFailed', executionFailedEventDetails: { error: 'E', cause: 'c' } },
    {
      timestamp: 1.7e9,
      type: 'TaskStateExited',
      stateExitedEventDetails: { name: 'Check', output: output(0) },
    },
    {
      timestamp: 1.7e9,
      type: 'TaskStateExited',
      stateExitedEventDetails: { name: 'Check', output: output(results) },
    },
  ],
  nextToken: 'more',
});
const execution = (name: string, status: string) => ({
  executionArn: `${MACHINE.replace(':stateMachine:', ':execution:')}:${name}`,
  stateMachineArn: MACHINE,
  name,
  status,
  startDate: 1.7e9,
});

describe('whatever comes', () => {
  test('of Step Functions, status lists what there is to tell', async () => {
    const listed = { executions: [execution('a', 'RUNNING'), execution('b', 'constructor')], nextToken: 'n' };
    const codes = ['ExecutionDoesNotExist', 'StateMachineDoesNotExist'];
    const histories = near(RESULTS).chain((results) => anyAnswer(historyWith(results), codes));
    await fc.assert(
      fc.asyncProperty(anyAnswer(listed, codes), histories, async (list, history) => {
        answers = { ListExecutions: list, GetExecutionHistory: history };
        const json = await run('status', '--state-machine', MACHINE, '--json');
        const table = await run('status', '--state-machine', MACHINE);
        const one = await run('status', 'a', '--state-machine', MACHINE);
        expect(table.code).toBe(json.code);
        for (const { stdout, stderr } of [json, table, one]) expect(`${stdout}${stderr}`).not.toMatch(FAULT);
        if (json.code !== EXIT.done) {
          expect(json.stderr).toMatch(/^error {2}\S/);
          return;
        }
        for (const { campaign, standing, startedAt, detail } of JSON.parse(json.stdout)) {
          expect(campaign).toMatch(/./);
          expect(['running', 'stopped', 'over']).toContain(standing);
          expect(startedAt === undefined || !Number.isNaN(Date.parse(startedAt))).toBe(true);
          expect(detail).toEqual(expect.any(String));
        }
      }),
      RUNS,
    );
  });

  test('of STS, the account has twelve digits, or there is a page about it', async () => {
    const identity = { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/it', UserId: 'U' };
    const answer = anyXmlAnswer(
      { GetCallerIdentityResponse: { GetCallerIdentityResult: identity, ResponseMetadata: {} } },
      ['ExpiredToken', 'InvalidClientTokenId'],
    );
    const empty = { Images: [], Fleets: [], ImageBuilders: [] };
    await fc.assert(
      fc.asyncProperty(answer, async (one) => {
        answers = {
          GetCallerIdentity: one,
          DescribeImages: { body: empty },
          DescribeFleets: { body: empty },
          DescribeImageBuilders: { body: empty },
        };
        const { code, stdout, stderr } = await run('lineage', '--json');
        expect(stderr).not.toMatch(FAULT);
        if (code === EXIT.error) expect(stderr).toMatch(/^error {2}\S/);
        else expect(stdout).toContain('123456789012');
      }),
      RUNS,
    );
  });

  test('of image builders, the live view has phases that it knows', async () => {
    const client = new AppStreamClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
    const builder = { Name: 'h', State: 'UPDATING', ImageArn: 'arn:aws:appstream:us-east-1:1:image/A' };
    const page = { ImageBuilders: [builder, { ...builder, State: 'RUNNING' }], NextToken: 'again' };
    await fc.assert(
      fc.asyncProperty(anyAnswer(page), async (one) => {
        answers = { DescribeImageBuilders: one };
        const outcome = await outcomeOf(updatePhases(client));
        if ('error' in outcome) {
          // Of the SDK, or of the listing: there was no answer to read.
          const { error } = outcome;
          if (!(error instanceof ImageStoreError)) expect(error).toHaveProperty('$metadata');
          return;
        }
        for (const [source, phase] of outcome.value) expect([source, phase]).toEqual(['A', 'UPDATING']);
      }),
      RUNS,
    );
  });
});

describe('an odd execution costs at most itself', () => {
  const status = () => run('status', '--state-machine', MACHINE, '--json');
  const told = ({ stdout }: Awaited<ReturnType<typeof status>>) =>
    JSON.parse(stdout).map(({ campaign, standing, detail, state }: Record<string, unknown>) => [
      campaign,
      standing,
      detail,
      state !== undefined,
    ]);

  test('nulls, and a name, a state or an ARN that is missing', async () => {
    const executions = [
      null,
      { name: 'bare' },
      { executionArn: 7, status: 'RUNNING' },
      execution('a', 'TIMED_OUT'),
    ];
    answers = {
      ListExecutions: { body: { executions } },
      GetExecutionHistory: { body: historyWith(RESULTS) },
    };
    expect(told(await status())).toEqual([
      ['bare', 'stopped', 'unknown; its history could not be read', false],
      ['unnamed', 'running', 'running; its history could not be read', false],
      ['a', 'over', 'timed out; its last check concluded 1 more; E: c', true],
    ]);
  });

  test.for([
    ['is gone', { status: 400, body: { __type: 'ExecutionDoesNotExist', message: 'Gone' } }],
    ['can not be parsed', { body: '<html>' }],
    ['got lost', { body: {} }],
  ] as const)('a history that %s', async ([, history]) => {
    const executions = [execution('a', 'RUNNING')];
    answers = { ListExecutions: { body: { executions } }, GetExecutionHistory: history };
    expect(told(await status())).toEqual([['a', 'running', 'running; its history could not be read', false]]);
  });

  test('but a list that got lost is not "no campaigns"', async () => {
    answers = { ListExecutions: { body: {} } };
    const { code, stderr } = await status();
    expect(code).toBe(EXIT.error);
    expect(stderr).toContain('The answer holds no list of executions.');
  });

  test('and a refusal is told as one', async () => {
    const executions = [execution('a', 'RUNNING')];
    const refusal = { status: 400, body: { __type: 'AccessDeniedException', message: 'No' } };
    answers = { ListExecutions: { body: { executions } }, GetExecutionHistory: refusal };
    const { code, stderr } = await status();
    expect(code).toBe(EXIT.error);
    expect(stderr).toContain('states:GetExecutionHistory');
  });
});
