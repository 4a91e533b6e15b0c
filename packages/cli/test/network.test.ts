import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario, fastClock } from '@appstream-campaign/simulator';
import { createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { expect, onTestFinished, test } from 'vitest';
import { builtCommand } from './command.ts';
import { openCompanyNetwork } from './company-network.ts';
import { serveSts } from './sts-server.ts';

const command = builtCommand();
const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'nobody-may-see',
  AWS_REGION: 'us-east-1',
};

/** An AWS and a webhook that are reached through the proxy only. */
async function openNetwork(login?: string) {
  const hook = await createChannelServer(({ path }) => ({ reply: { status: 204 }, seen: path }));
  const sts = await serveSts({ seconds: 3600 });
  const address = 'https://hooks.corp.test/secret';
  const simulator = await createSimulator({
    ...demoScenario,
    clock: fastClock({ speed: 20_000 }),
    parameters: { '/campaign/webhook': address },
  });
  const hosts = {
    'aws.corp.test': simulator.url,
    'sts.corp.test': sts.url,
    'hooks.corp.test': hook.url,
    'mine.corp.test': hook.url,
  };
  const network = await openCompanyNetwork(hosts, login);
  onTestFinished(async () => {
    await Promise.all([network.close(), hook.close(), sts.close(), simulator.close()]);
  });
  const bundle = join(command.home(), 'company.pem');
  writeFileSync(bundle, network.ca);
  const env = { ...KEYS, AWS_ENDPOINT_URL: 'https://aws.corp.test', AWS_MAX_ATTEMPTS: '1' };
  const at = ['simulate', '--at', simulator.url];
  return { network, hook, sts, at, env: { ...env, HTTPS_PROXY: network.proxy, AWS_CA_BUNDLE: bundle } };
}

test('AWS is called through the proxy, and the CA of the company is trusted', async () => {
  const { network, env } = await openNetwork('me:right');
  const plan = await command.run(['plan', '--only', 'Marketing-*', '--json'], { env });
  expect(plan).toMatchObject({ stderr: '' });
  expect(JSON.parse(plan.stdout)).toMatchObject([{ account: '123456789012', region: 'us-east-1' }]);
  expect(new Set(network.asked)).toEqual(new Set(['CONNECT aws.corp.test:443']));
});

test('a role is assumed through it as well', async () => {
  const { network, sts, env } = await openNetwork();
  mkdirSync(join(command.home(), '.aws'));
  const role = ['[profile role]', 'role_arn = arn:aws:iam::123456789012:role/Images'];
  const config = [...role, 'credential_source = Environment', 'region = us-east-1'].join('\n');
  writeFileSync(join(command.home(), '.aws', 'config'), config);
  const more = { AWS_ENDPOINT_URL_STS: 'https://sts.corp.test' };
  const { stderr } = await command.run(['plan', '--profile', 'role'], { env: { ...env, ...more } });
  expect(stderr).not.toContain('error');
  expect(sts.asked).toEqual(['AssumeRole', 'GetCallerIdentity']);
  expect(network.asked).toContain('CONNECT sts.corp.test:443');
});

test('a webhook, and the fetch of a module for --notifier, go through it as well', async () => {
  const { network, hook, env, at } = await openNetwork('me:right');
  writeFileSync(
    join(command.home(), 'mine.mjs'),
    `export const notifier = {
      name: 'mine',
      async notify(event) {
        await fetch(new Request('https://mine.corp.test/', { method: 'POST', body: JSON.stringify(event) }));
      },
    };`,
  );
  const channels = ['--webhook', 'ssm:/campaign/webhook', '--notifier', 'mine.mjs'];
  const run = await command.run([...at, 'run', '--yes', '--only', 'Marketing-*', ...channels], { env });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(new Set(hook.seen)).toEqual(new Set(['/secret', '/']));
  expect(new Set(network.asked)).toEqual(
    new Set(['CONNECT hooks.corp.test:443', 'CONNECT mine.corp.test:443']),
  );
});

test.each(['aws.corp.test', 'corp.test', '.corp.test', 'a.test, *.corp.test', '*', 'aws.corp.test:443'])(
  'NO_PROXY=%s keeps AWS away from the proxy',
  async (NO_PROXY) => {
    const { network, env } = await openNetwork();
    // Without the proxy that name leads nowhere.
    const { stderr } = await command.run(['plan'], { env: { ...env, NO_PROXY } });
    expect(stderr).toMatch(/no AWS endpoint of that name/);
    expect(network.asked).toEqual([]);
  },
);

test('names that only look alike, other networks and small letters', async () => {
  const { network, env } = await openNetwork();
  const others = { NO_PROXY: 'ws.corp.test,aws.corp.test:80,10.0.0.0/8', HTTPS_PROXY: 'http://127.0.0.1:9' };
  const ended = await command.run(['plan', '--only', 'Marketing-*'], {
    env: { ...env, ...others, https_proxy: network.proxy },
  });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});

test('addresses in a network of NO_PROXY, and this machine, are reached without the proxy', async () => {
  const { network, env } = await openNetwork();
  const timeouts = { env: { ...env, AWS_ENDPOINT_URL: 'https://10.1.2.3', NO_PROXY: '10.0.0.0/8' } };
  const away = command.run(['plan'], timeouts);
  const here = await command.run(['plan'], { env: { ...env, AWS_ENDPOINT_URL: 'https://127.0.0.1:9' } });
  expect(here.stderr).toMatch(/can't be reached/);
  await away;
  expect(network.asked).toEqual([]);
});

test('a CA that nobody has named is not trusted, and the remedy is', async () => {
  const { env } = await openNetwork();
  const { stderr, code } = await command.run(['plan'], { env: { ...env, AWS_CA_BUNDLE: '' } });
  expect(code).toBe(1);
  expect(stderr).toMatch(/certificate of the endpoint is not trusted[\s\S]+AWS_CA_BUNDLE/);
});

test('a proxy that wants a password says so, and no password is shown', async () => {
  const { network, env } = await openNetwork('me:right');
  const HTTPS_PROXY = network.proxy.replace('me:right', 'me:very-wrong');
  const { stderr, code } = await command.run(['plan'], { env: { ...env, HTTPS_PROXY } });
  expect(code).toBe(1);
  expect(stderr).toMatch(/proxy does not let calls through[\s\S]+answered 407[\s\S]+user and a password/);
  expect(stderr).not.toContain('very-wrong');
});

test.each([
  [{ HTTPS_PROXY: 'http://me:very secret@:3128:1' }, 'HTTPS_PROXY holds no address of a proxy'],
  [{ AWS_CA_BUNDLE: '/not/there.pem' }, "AWS_CA_BUNDLE: /not/there.pem can't be read"],
  [{ AWS_CA_BUNDLE: '/etc/passwd' }, 'AWS_CA_BUNDLE: /etc/passwd holds no certificate'],
])('%j is refused by name', async (wrong, title) => {
  const { stderr, code } = await command.run(['plan'], { env: { ...KEYS, ...wrong } });
  expect(code).toBe(2);
  expect(stderr).toContain(title);
  expect(stderr).not.toContain('very secret');
});

test('what is simulated needs no network at all', async () => {
  const env = { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'nonsense' };
  const ended = await command.run(['simulate', 'plan', '--only', 'Marketing-*'], { env });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});
