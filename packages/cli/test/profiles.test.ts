import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario } from '@appstream-campaign/simulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtCommand } from './command.ts';
import { noTerminal, terminalFor } from './pseudo-terminal.ts';
import { serveSts } from './sts-server.ts';

const command = builtCommand();
const inTerminal = terminalFor(command);

const ROLE = 'role_arn = arn:aws:iam::123456789012:role/Images';
const MFA = [
  ...['[profile mfa]', ROLE, 'source_profile = keys', 'mfa_serial = arn:aws:iam::123456789012:mfa/me'],
  ...['[profile keys]', 'aws_access_key_id = AKIAEXAMPLE', 'aws_secret_access_key = nobody-may-see'],
];

/** Writes the config file of the AWS CLI. */
function writeConfig(lines: readonly string[]): void {
  mkdirSync(join(command.home(), '.aws'));
  writeFileSync(join(command.home(), '.aws', 'config'), `${lines.join('\n')}\n`);
}

async function openAws(seconds = 3600) {
  const [simulator, sts] = await Promise.all([
    createSimulator(demoScenario),
    serveSts({ code: '123456', seconds }),
  ]);
  onTestFinished(async () => {
    await Promise.all([simulator.close(), sts.close()]);
  });
  const env = { AWS_ENDPOINT_URL: simulator.url, AWS_ENDPOINT_URL_STS: sts.url, AWS_MAX_ATTEMPTS: '1' };
  return { simulator, sts, env };
}

const plan = (profile: string) => ['plan', '--profile', profile, '--region', 'us-east-1'];

describe('a profile that needs an MFA code', () => {
  test('without a terminal: says what is missing, and how to do it all the same', async () => {
    writeConfig(MFA);
    const { code, stdout, stderr } = await command.run(plan('mfa'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      'The profile "mfa" needs a code of the MFA device arn:aws:iam::123456789012:mfa/me',
    );
    expect(stderr).toMatch(/Run it in a terminal[\s\S]+AWS_SESSION_TOKEN[\s\S]+--profile mfa/);
    expect(stderr).not.toContain('nobody-may-see');
  });

  describe.skipIf(noTerminal)('in a pseudo-terminal (needs @lydell/node-pty for this platform)', () => {
    test('asks once for all clients and Regions', async () => {
      writeConfig(MFA);
      const { sts, env } = await openAws();
      const terminal = inTerminal(['plan', '--profile', 'mfa', '--region', 'us-east-1,us-west-2'], env);
      await terminal.shows(/MFA code of arn:aws:iam::123456789012:mfa\/me:/);
      terminal.type('12345\r');
      await terminal.shows(/six digits/);
      terminal.type('6\r');
      await terminal.shows(/CAD-Workstation/);
      expect(await terminal.ended).not.toBe(1);
      expect(sts.asked.filter((call) => call.startsWith('AssumeRole'))).toEqual(['AssumeRole 123456']);
    });

    test('a wrong code is told, and Ctrl-C is an answer', async () => {
      writeConfig(MFA);
      const { env } = await openAws();
      const wrong = inTerminal(plan('mfa'), env);
      await wrong.shows(/MFA code/);
      wrong.type('000000\r');
      expect(await wrong.ended).toBe(1);
      expect(wrong.text()).toMatch(/AWS did not accept the MFA code[\s\S]+Wait for the next code/);
      const left = inTerminal(plan('mfa'), env);
      await left.shows(/MFA code/);
      left.type('\u0003');
      expect(await left.ended).toBe(130);
    });

    test('a session that ends meanwhile is not asked for on a live screen', async () => {
      writeConfig(MFA);
      const { env } = await openAws(-60);
      const terminal = inTerminal(plan('mfa'), env);
      await terminal.shows(/MFA code/);
      terminal.type('123456\r');
      expect(await terminal.ended).toBe(1);
      expect(terminal.text()).toMatch(
        /session of the profile "mfa", which began with an MFA code, is\s+over/,
      );
      expect(terminal.text()).toMatch(/duration_seconds/);
    });
  });
});

describe('a profile that is wrong', () => {
  const session = ['[sso-session half]', 'sso_region = eu-west-1'];
  test.each([
    ['missing', [], 'The profile "it" does not exist', /aws configure list-profiles/],
    [
      'an sso_session that does not exist',
      [
        '[profile it]',
        'sso_session = gone',
        'sso_account_id = 123456789012',
        'sso_role_name = A',
        ...session,
      ],
      'The profile "it" names the sso_session "gone", which does not exist',
      /There are: half/,
    ],
    [
      'the same of a source_profile',
      ['[profile it]', ROLE, 'source_profile = sso', '[profile sso]', 'sso_session = gone'],
      'The profile "sso" names the sso_session "gone", which does not exist',
      /Add \[sso-session gone\]/,
    ],
    [
      'an sso_session without an address',
      ['[profile it]', 'sso_session = half', 'sso_account_id = 123456789012', ...session],
      'SSO settings of the profile "it" are not complete: sso_start_url and sso_role_name are missing',
      /Add sso_start_url to \[sso-session half\][\s\S]+Add sso_role_name to \[profile it\]/,
    ],
    [
      'a source_profile that does not exist',
      ['[profile it]', ROLE, 'source_profile = gone'],
      'The profile "it" names the source_profile "gone", which does not exist',
      /\[profile gone\]/,
    ],
    [
      'a role for nobody',
      ['[profile it]', ROLE],
      'names a role and nobody who may assume it',
      /source_profile/,
    ],
    [
      'a circle',
      ['[profile it]', ROLE, 'source_profile = other', '[profile other]', ROLE, 'source_profile = it'],
      'The profiles "it", "other", "it" lead in a circle',
      /source_profile/,
    ],
    [
      'an unknown source',
      ['[profile it]', ROLE, 'credential_source = Ec2'],
      'has the credential_source "Ec2", which there is not',
      /Ec2InstanceMetadata/,
    ],
    [
      'a source that is not here',
      ['[profile it]', ROLE, 'credential_source = Environment'],
      'takes its credentials from Environment, and there are none',
      /the machine/,
    ],
    [
      'a command that fails',
      ['[profile it]', 'credential_process = /bin/false'],
      'names as its credential_process gave no credentials',
      /Run it yourself/,
    ],
    [
      'a token file that is not there',
      ['[profile it]', ROLE, 'web_identity_token_file = /not/there'],
      'The web_identity_token_file of the profile "it" can\'t be read: /not/there',
      /Is this the machine/,
    ],
    [
      'half a pair of keys',
      ['[profile it]', 'aws_access_key_id = AKIAEXAMPLE'],
      'The profile "it" holds nothing that gives credentials',
      /aws_secret_access_key is missing/,
    ],
    [
      'a sign-in that was never done',
      ['[profile it]', 'login_session = arn:aws:iam::123456789012:user/me'],
      'The sign-in of the profile "it" has expired, or was never done',
      /aws login --profile it/,
    ],
  ])('%s', async (_, lines, title, next) => {
    writeConfig(lines);
    const { code, stdout, stderr } = await command.run(plan('it'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const [head, steps] = stderr.split('What to do next:');
    expect(head).toContain(title);
    expect(steps).toMatch(next);
    expect(stderr).not.toContain('TypeError');
  });

  test('is told of Step Functions as well, and where AWS_PROFILE names it', async () => {
    writeConfig(['[profile it]', 'sso_session = gone']);
    const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:images';
    const ended = await command.run(['status', '--state-machine', machine], { env: { AWS_PROFILE: 'it' } });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('The profile "it" names the sso_session "gone", which does not exist');
  });
});
