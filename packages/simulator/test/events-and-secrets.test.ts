import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect } from 'vitest';
import { clientSettings, START, test } from './simulator-test.ts';

const ENTRY: PutEventsRequestEntry = {
  EventBusName: 'images',
  Source: 'me',
  DetailType: 'updateFailed',
  Detail: '{"source": "CAD"}',
  Time: new Date('2026-11-23T07:59:00.250Z'),
};

describe('EventBridge PutEvents', () => {
  test('puts events into the inbox', async ({ start }) => {
    const { simulator } = await start();
    const events = new EventBridgeClient(clientSettings(simulator.url));
    const { Entries = [], FailedEntryCount } = await events.send(
      new PutEventsCommand({ Entries: [ENTRY, { ...ENTRY, EventBusName: undefined }] }),
    );
    expect(FailedEntryCount).toBe(0);
    const told = { channel: 'eventbridge', at: START, source: 'me', detailType: 'updateFailed' };
    expect(simulator.inbox).toMatchObject([
      { ...told, bus: 'images', messageId: Entries[0]?.EventId, detail: ENTRY.Detail, time: ENTRY.Time },
      { ...told, bus: 'default', messageId: Entries[1]?.EventId },
    ]);
  });

  test('takes the good entries of a request, and says of each other one why not', async ({ start }) => {
    const { simulator } = await start();
    const events = new EventBridgeClient(clientSettings(simulator.url));
    simulator.faults.add({
      operation: 'PutEvents',
      fault: { kind: 'partial', entries: [0], code: 'ThrottlingException' },
    });
    const bad = [
      { Source: 'aws.appstream' },
      { Detail: '[]' },
      { Detail: '{' },
      { DetailType: '' },
      { DetailType: 'x'.repeat(129) },
    ];
    const { Entries = [], FailedEntryCount } = await events.send(
      new PutEventsCommand({ Entries: [ENTRY, ...bad.map((part) => ({ ...ENTRY, ...part })), ENTRY] }),
    );
    expect(FailedEntryCount).toBe(6);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'ThrottlingException',
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'InvalidArgument',
      undefined,
    ]);
    expect(simulator.inbox).toHaveLength(1);
  });

  test('refuses more than 10 entries, and more than 256 KiB', async ({ start }) => {
    const { simulator } = await start();
    const events = new EventBridgeClient(clientSettings(simulator.url));
    const put = (Entries: PutEventsRequestEntry[]) => events.send(new PutEventsCommand({ Entries }));
    await expect(put(Array(11).fill(ENTRY))).rejects.toMatchObject({ name: 'ValidationException' });
    const room = 256 * 1024 - 'me'.length - 'updateFailed'.length - 14 - '{"x":""}'.length;
    const sized = (length: number) => ({ ...ENTRY, Detail: `{"x":"${'x'.repeat(length)}"}` });
    await put([sized(room)]);
    await expect(put([sized(room + 1)])).rejects.toThrow(
      'Total size of the entries in the request is over the limit',
    );
    expect(simulator.inbox).toHaveLength(1);
  });
});

describe('SSM GetParameter', () => {
  const parameters = { '/a/b': 'hidden' };

  test('gives a parameter by name or ARN, decrypted when asked to', async ({ start }) => {
    const { simulator } = await start({ parameters });
    const ssm = new SSMClient(clientSettings(simulator.url));
    const get = async (Name: string, WithDecryption?: boolean) =>
      (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;
    expect(await get('/a/b', true)).toMatchObject({ Name: '/a/b', Type: 'SecureString', Value: 'hidden' });
    expect((await get('arn:aws:ssm:us-east-1:123456789012:parameter/a/b', true))?.Value).toBe('hidden');
    expect((await get('/a/b'))?.Value).not.toContain('hidden');
    expect(JSON.stringify(simulator.calls)).not.toContain('hidden');
  });

  test('does not know others', async ({ start }) => {
    const { simulator } = await start({ parameters });
    const ssm = new SSMClient(clientSettings(simulator.url));
    await expect(ssm.send(new GetParameterCommand({ Name: 'toString' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });
});

describe('Secrets Manager GetSecretValue', () => {
  test('gives a secret by name or ARN, and does not know others', async ({ start }) => {
    const { simulator } = await start({ secrets: { 'a/b': 'hidden' } });
    const manager = new SecretsManagerClient(clientSettings(simulator.url));
    const get = async (SecretId: string) =>
      (await manager.send(new GetSecretValueCommand({ SecretId }))).SecretString;
    expect(await get('a/b')).toBe('hidden');
    expect(await get('arn:aws:secretsmanager:us-east-1:123456789012:secret:a/b-AbCdEf')).toBe('hidden');
    await expect(get('other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
