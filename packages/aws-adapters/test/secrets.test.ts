import { createSecretReader, isSecretReference } from '@appstream-campaign/aws-adapters/secrets';
import { InvalidOptionsError, NotifierError } from '@appstream-campaign/core';
import type { SimulatorOptions } from '@appstream-campaign/simulator';
import { describe, expect } from 'vitest';
import { test } from './aws-account.ts';

const STORED: SimulatorOptions = {
  parameters: { '/campaign/slack-url': 'from-the-parameter-store' },
  secrets: {
    'campaign/token': 'from-secrets-manager',
    'campaign/all': '{"slack": "one-of-many", "number": 7}',
    empty: ' ',
  },
};

describe('a secret is read', () => {
  test.for([
    ['env:SLACK_URL', 'from-the-environment'],
    ['ssm:/campaign/slack-url', 'from-the-parameter-store'],
    ['ssm:arn:aws:ssm:us-east-1:123456789012:parameter/campaign/slack-url', 'from-the-parameter-store'],
    ['secretsmanager:campaign/token', 'from-secrets-manager'],
    [
      'secretsmanager:arn:aws:secretsmanager:us-east-1:123456789012:secret:campaign/token-AbCdEf',
      'from-secrets-manager',
    ],
    ['secretsmanager:campaign/all#slack', 'one-of-many'],
  ] as const)('by the reference %s', async ([reference, value], { openAccount }) => {
    const { clients } = await openAccount(STORED);
    const read = createSecretReader({
      environment: { SLACK_URL: 'from-the-environment' },
      ssm: async () => clients.ssm,
      secretsManager: async () => clients.secretsManager,
    });
    expect(isSecretReference(reference)).toBe(true);
    expect((await read(reference)).reveal()).toBe(value);
  });

  test('once, however many ask for it', async ({ openAccount }) => {
    const { clients, calls } = await openAccount(STORED);
    let connected = 0;
    const read = createSecretReader({
      environment: {},
      ssm: async () => {
        connected++;
        return clients.ssm;
      },
    });
    await Promise.all([1, 2, 3].map(() => read('ssm:/campaign/slack-url')));
    await read('ssm:/campaign/slack-url');
    expect([connected, calls.length]).toEqual([1, 1]);
  });

  test('again after a failure', async ({ openAccount }) => {
    const { clients, faults } = await openAccount(STORED);
    faults.add({ operation: 'GetParameter', nth: 1, fault: { kind: 'access-denied' } });
    const read = createSecretReader({ environment: {}, ssm: async () => clients.ssm });
    await expect(read('ssm:/campaign/slack-url')).rejects.toThrow('Allow ssm:GetParameter');
    expect((await read('ssm:/campaign/slack-url')).reveal()).toBe('from-the-parameter-store');
  });
});

describe('a secret that can not be read says what to do', () => {
  test.for([
    ['env:SLACK_URL', InvalidOptionsError, 'Set the environment variable SLACK_URL'],
    ['ssm:/campaign/other', NotifierError, 'ParameterNotFound: .* Create the parameter'],
    ['secretsmanager:other', NotifierError, 'ResourceNotFoundException: .* Create the secret'],
    ['secretsmanager:empty', NotifierError, 'is empty, or has no such key'],
    ['secretsmanager:campaign/all#none', NotifierError, 'is empty, or has no such key'],
    ['secretsmanager:campaign/all#number', NotifierError, 'is empty, or has no such key'],
    ['secretsmanager:campaign/all#toString', NotifierError, 'is empty, or has no such key'],
    ['secretsmanager:campaign/token#none', NotifierError, 'is empty, or has no such key'],
  ] as const)('%s', async ([reference, kind, says], { openAccount }) => {
    const { clients } = await openAccount(STORED);
    const read = createSecretReader({
      environment: {},
      ssm: async () => clients.ssm,
      secretsManager: async () => clients.secretsManager,
    });
    const error: unknown = await read(reference).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toMatch(new RegExp(says));
    expect(String(error)).not.toMatch(/from-|one-of-many/);
  });

  // Who puts a prefix before the secret itself, as a shell does with `env:$SLACK_URL`.
  const PREFIXED = ['env', 'ssm', 'secretsmanager'].map(
    (source) => `${source}:https://hooks.example.com/T0/x`,
  );

  test('without showing what is no reference: it may be the secret', async () => {
    const read = createSecretReader({ environment: {} });
    for (const mistake of [
      'https://hooks.example.com/services/T0/B0/x',
      'xoxb-123',
      ...PREFIXED,
      'ssm:',
      '',
    ]) {
      expect(isSecretReference(mistake)).toBe(false);
      const error: unknown = await read(mistake).catch((reason: unknown) => reason);
      expect(String(error)).toContain('is env:NAME, ssm:/path/name or secretsmanager:name');
      if (mistake !== '' && mistake !== 'ssm:') expect(String(error)).not.toContain(mistake);
    }
    await expect(read('ssm:/x')).rejects.toThrow('its client is missing');
  });
});
