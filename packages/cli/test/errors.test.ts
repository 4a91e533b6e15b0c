import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario, type SimulatorOptions } from '@appstream-campaign/simulator';
import { describe, expect, test } from 'vitest';
import { builtCommand, type Ended } from './command.ts';

const command = builtCommand();

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-that-nobody-may-see' };

/** Runs a command against a simulator as if it were AWS: through the SDK's own environment variables. */
async function onAws(args: readonly string[], options: SimulatorOptions = {}): Promise<Ended> {
  const simulator = await createSimulator({ ...demoScenario, ...options });
  try {
    const env = { ...KEYS, AWS_ENDPOINT_URL: simulator.url, AWS_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: '1' };
    return await command.run(args, { env });
  } finally {
    await simulator.close();
  }
}

/** An error: nothing on the output, and on the error stream what is wrong and what to do next, without any secret. */
function expectPage({ code, stdout, stderr }: Ended, exitCode: number, title: RegExp, next: RegExp): void {
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  const [head = '', steps = ''] = stderr.split('What to do next:');
  expect(head).toMatch(title);
  expect(steps).toMatch(next);
  expect(stderr).not.toContain(KEYS.AWS_SECRET_ACCESS_KEY);
  expect(stderr).not.toMatch(/ at .*\.m?js:\d+/);
}

const fails = (operation: string, code: string, message: string, status = 400): SimulatorOptions => ({
  faults: [{ operation, fault: { kind: 'error', code, message, status } }],
});

describe('what goes wrong first', () => {
  test('no credentials', async () => {
    const ended = await command.run(['plan', '--region', 'eu-west-1']);
    expectPage(ended, 1, /There are no AWS credentials/, /--profile my-profile[\s\S]+simulate plan/);
  });

  test('no Region', async () => {
    expectPage(await command.run(['plan'], { env: KEYS }), 1, /No Region is set/, /--region eu-west-1/);
  });

  test('a Region that is none', async () => {
    const ended = await command.run(['plan', '--region', 'eu_west'], { env: KEYS });
    expectPage(ended, 1, /"eu_west" is not the name of a Region/, /named like eu-west-1/);
  });

  test('a profile that does not exist', async () => {
    const ended = await command.run(['plan', '--profile', 'nobody', '--region', 'eu-west-1']);
    expectPage(ended, 1, /The profile "nobody" does not exist/, /aws configure list-profiles/);
    const named = await command.run(['plan', '--region', 'eu-west-1'], { env: { AWS_PROFILE: 'nobody' } });
    expectPage(named, 1, /The profile "nobody" does not exist/, /aws configure list-profiles/);
  });

  test('an SSO session that has expired', async () => {
    mkdirSync(join(command.home(), '.aws'));
    writeFileSync(
      join(command.home(), '.aws', 'config'),
      [
        ...['[profile corp]', 'region = eu-west-1', 'sso_session = corp', 'sso_account_id = 123456789012'],
        ...['sso_role_name = Admin', '[sso-session corp]', 'sso_region = eu-west-1'],
        ...['sso_start_url = https://corp.awsapps.com/start', ''],
      ].join('\n'),
    );
    const ended = await command.run(['plan', '--profile', 'corp']);
    expectPage(ended, 1, /The SSO session has expired/, /aws sso login --profile corp/);
  });

  test('credentials that have expired', async () => {
    const fault = fails(
      'GetCallerIdentity',
      'ExpiredToken',
      'The security token included in the request is expired',
    );
    expectPage(await onAws(['plan'], fault), 1, /credentials have expired/, /Get new ones/);
  });

  test('keys that AWS does not know', async () => {
    const text = 'The security token included in the request is invalid.';
    const fault = fails('GetCallerIdentity', 'InvalidClientTokenId', text, 403);
    expectPage(await onAws(['plan'], fault), 1, /does not know these credentials/, /aws configure list/);
  });

  test('a clock that is wrong', async () => {
    const text = 'Signature expired: 20261123T080000Z is now earlier than 20261123T090000Z';
    const fault = fails('GetCallerIdentity', 'SignatureDoesNotMatch', text, 403);
    expectPage(await onAws(['plan'], fault), 1, /clock of this machine is wrong/, /timedatectl/);
  });

  test('access that is denied: which action to allow', async () => {
    const ended = await onAws(['plan'], { allow: ['sts:*', 'tag:*'] });
    expectPage(ended, 1, /AWS denies appstream:DescribeImages/, /Allow the action appstream:DescribeImages/);
  });

  test('an endpoint that is not there', async () => {
    const env = { ...KEYS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const ended = await command.run(['plan'], { env: { ...env, AWS_MAX_ATTEMPTS: '1' } });
    expectPage(ended, 1, /endpoint can't be reached/, /AWS_ENDPOINT_URL/);
  });

  test('a name that leads nowhere', async () => {
    const env = { ...KEYS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://appstream.invalid' };
    const ended = await command.run(['plan'], { env: { ...env, AWS_MAX_ATTEMPTS: '1' } });
    expectPage(ended, 1, /no AWS endpoint of that name/, /Is the Region right/);
  });

  test('throttling', async () => {
    const fault: SimulatorOptions = {
      faults: [{ operation: 'GetCallerIdentity', fault: { kind: 'throttle' } }],
    };
    expectPage(await onAws(['plan'], fault), 1, /AWS throttles/, /Wait a minute/);
  });

  test('a state of another version, or none at all', async () => {
    await command.run(['simulate', 'run', '--yes', '--only', 'HR-*']);
    const folder = join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1');
    const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.json'));
    const file = join(folder, name);
    const run = JSON.parse(readFileSync(file, 'utf8'));
    const id: string = run.state.id;
    writeFileSync(file, JSON.stringify({ ...run, version: 9, savedBy: '7.0.0' }));
    const other = await command.run(['simulate', 'resume', id]);
    expectPage(other, 1, /is of another version \(9\)/, /Use the version that saved it/);
    writeFileSync(file, '{"version": 1, "sta');
    expectPage(await command.run(['simulate', 'resume', id]), 1, /can't be read/, /Put the file away/);
    const listed = await command.run(['simulate', 'status']);
    expect(listed).toMatchObject({ code: 0 });
    expect(listed.stdout).toContain('unreadable');
  });
});

describe('a wrong command line', () => {
  test.each([
    [['plna'], /Unknown command 'plna'/, /Did you mean plan\?/],
    [['plan', '--regoin', 'x'], /Unknown option '--regoin'/, /Did you mean --region\?[\s\S]+plan --help/],
    [['plan', '--batch-size', 'many'], /--batch-size <n>' argument 'many' is invalid/, /plan --help/],
    [
      ['plan', '--pacing', 'slow'],
      /--pacing <how>' argument 'slow' is invalid.*window, batch/,
      /plan --help/,
    ],
    [['tag'], /Missing required argument 'pattern'/, /tag --help/],
    [
      ['simulate', 'plan', '--batch-size', '0'],
      /batchSize is 0; expected a whole number from 1 to 1000/,
      /config/,
    ],
    [['simulate', 'run'], /there is no terminal to ask at/, /--yes/],
    [['simulate', 'run', '--yes', '--until', 'noon'], /--until is "noon"/, /06:00/],
    [
      ['simulate', 'tag', 'x', '--yes', '--region', 'a-b-1,a-c-1'],
      /one profile and one Region/,
      /--region eu-west-1/,
    ],
    [['simulate', 'run', '--yes', '--mail-to', 'a@b.example'], /--mail-from is missing/, /Name both/],
    [
      ['simulate', 'run', '--yes', '--mail-from', 'it@b.example', '--mail-to', 'Admin a@b.example'],
      /--mail-to: "Admin a@b\.example" is no mail address/,
      /Write it like admin@example\.com/,
    ],
    [['simulate', 'tag', '(x)', '--yes'], /"\(x\)" is not a name pattern/, /in quotes/],
    [['status', '--state-machine', 'mine'], /not the ARN of a state machine/, /arn:aws:states/],
    [['simulate', 'plan', '--config', 'absent.json'], /absent\.json can't be read/, /--config/],
    [['simulate', 'plan', '--speed', '2'], /Unknown option '--speed'/, /simulate come before/],
  ])('%j is refused by name', async (args, title, next) => {
    expectPage(await command.run(args), 2, title, next);
  });

  test('a config file with an unknown key, or that is no JSON, is refused by name', async () => {
    const file = join(command.home(), 'appstream-campaign.json');
    writeFileSync(file, '{"batchsize": 3}');
    expectPage(
      await command.run(['plan']),
      2,
      /batchsize is not known\. Known: .*batchSize/,
      /config schema/,
    );
    writeFileSync(file, '{"batchSize": 3,}');
    expectPage(await command.run(['plan']), 2, /is not JSON/, /JSON has no comments/);
  });

  test('no command at all shows the help', async () => {
    const { code, stderr } = await command.run([]);
    expect(code).toBe(2);
    expect(stderr).toContain('simulate plan');
  });
});
