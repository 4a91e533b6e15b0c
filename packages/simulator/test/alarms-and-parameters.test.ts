import { type AlarmType, CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { describe, expect } from 'vitest';
import { clientSettings, MINUTE, START, test } from './simulator-test.ts';

describe('DescribeAlarms', () => {
  const alarms = [
    { name: 'capacity', changes: [{ afterMinutes: 30, state: 'ALARM' as const }] },
    { name: 'logins', state: 'INSUFFICIENT_DATA' as const },
    { name: 'all', composite: true, state: 'ALARM' as const },
  ];

  for (const [wire, protocol] of [
    ['JSON', undefined],
    ['CBOR', SmithyRpcV2CborProtocol],
  ] as const) {
    test(`tells states and since when, in ${wire}`, async ({ start }) => {
      const { simulator, clock } = await start({ alarms });
      const settings = clientSettings(simulator.url);
      const client = new CloudWatchClient(protocol === undefined ? settings : { ...settings, protocol });
      const states = async (input: object = {}) => {
        const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
          new DescribeAlarmsCommand(input),
        );
        return [...MetricAlarms, ...CompositeAlarms].map((alarm) => [alarm.AlarmName, alarm.StateValue]);
      };
      expect(await states()).toEqual([
        ['capacity', 'OK'],
        ['logins', 'INSUFFICIENT_DATA'],
      ]);
      clock.advanceBy(40 * MINUTE);
      expect(await states({ StateValue: 'ALARM' })).toEqual([['capacity', 'ALARM']]);
      const types: AlarmType[] = ['CompositeAlarm', 'MetricAlarm'];
      expect(await states({ AlarmNames: ['all', 'nobody'], AlarmTypes: types })).toEqual([['all', 'ALARM']]);
      const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'cap' }));
      expect(MetricAlarms).toMatchObject([
        {
          AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:capacity',
          StateUpdatedTimestamp: new Date(START.getTime() + 30 * MINUTE),
        },
      ]);
      simulator.world.setAlarm('capacity', 'OK');
      expect(await states({ AlarmNames: ['capacity'] })).toEqual([['capacity', 'OK']]);
      client.destroy();
    });
  }

  test('pages, and refuses what the service refuses', async ({ start }) => {
    const many = Array.from({ length: 5 }, (_, index) => ({ name: `alarm-${index}` }));
    const { simulator } = await start({ alarms: many });
    const client = new CloudWatchClient(clientSettings(simulator.url));
    const list = (input: object) => client.send(new DescribeAlarmsCommand(input));
    const first = await list({ MaxRecords: 3 });
    const second = await list({ MaxRecords: 3, NextToken: first.NextToken });
    expect([first, second].map(({ MetricAlarms }) => MetricAlarms?.length)).toEqual([3, 2]);
    expect(second.NextToken).toBeUndefined();
    await expect(list({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
    await expect(list({ MaxRecords: 0 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(list({ AlarmNames: ['a'], AlarmNamePrefix: 'a' })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
    client.destroy();
  });

  test('answers older clients in AWS Query', async ({ start }) => {
    const { simulator } = await start({ alarms });
    const body = 'Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=logins';
    const answer = await (await fetch(simulator.url, { method: 'POST', body })).text();
    expect(answer).toContain('<MetricAlarms><member><AlarmName>logins</AlarmName>');
    expect(answer).toContain('<StateUpdatedTimestamp>2026-11-23T08:00:00.000Z</StateUpdatedTimestamp>');
    expect(answer).toContain('xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"');
  });
});

describe('parameters of SSM', () => {
  test('are put, read, overwritten and deleted', async ({ start }) => {
    const { simulator, clock } = await start({
      parameters: { '/given': 'secret', '/plain': { value: 'text', type: 'String' } },
    });
    const ssm = new SSMClient(clientSettings(simulator.url));
    const put = (input: object) =>
      ssm.send(new PutParameterCommand({ Name: '/images/desk/pilot', Value: 'Desk-1', ...input }));
    const read = async (Name: string) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter;
    await expect(put({})).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'A parameter type is required when you create a parameter.',
    });
    expect(await put({ Type: 'String' })).toMatchObject({ Version: 1, Tier: 'Standard' });
    await expect(put({ Type: 'String' })).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    clock.advanceBy(MINUTE);
    expect(await put({ Value: 'Desk-2', Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await read('/images/desk/pilot')).toMatchObject({
      Type: 'String',
      Value: 'Desk-2',
      Version: 2,
      LastModifiedDate: new Date(START.getTime() + MINUTE),
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/images/desk/pilot',
    });
    expect(simulator.world.parameter('/images/desk/pilot')).toBe('Desk-2');
    expect(await read('/plain')).toMatchObject({ Value: 'text' });
    const several = await ssm.send(
      new GetParametersCommand({ Names: ['/given', '/nowhere'], WithDecryption: true }),
    );
    expect(several.Parameters).toMatchObject([{ Name: '/given', Value: 'secret', Type: 'SecureString' }]);
    expect(several.InvalidParameters).toEqual(['/nowhere']);
    await ssm.send(new DeleteParameterCommand({ Name: '/given' }));
    const gone = { name: 'ParameterNotFound' };
    await expect(read('/given')).rejects.toMatchObject(gone);
    await expect(ssm.send(new DeleteParameterCommand({ Name: '/given' }))).rejects.toMatchObject(gone);
    ssm.destroy();
  });

  test('are separate in each Region, and kept in a saved account', async ({ start }) => {
    const { simulator } = await start({ parameters: { '/given': 'secret' }, alarms: [{ name: 'capacity' }] });
    const there = new SSMClient(clientSettings(simulator.url, 'eu-west-1'));
    await there.send(new PutParameterCommand({ Name: '/here', Value: 'x', Type: 'String' }));
    await there.send(new DeleteParameterCommand({ Name: '/given' }));
    const second = await start({
      parameters: { '/given': 'secret' },
      saved: JSON.parse(JSON.stringify(simulator.save())),
    });
    for (const { world } of [simulator, second.simulator]) {
      expect(world.parameter('/here')).toBeUndefined();
      expect(world.parameter('/here', { region: 'eu-west-1' })).toBe('x');
      expect(world.parameter('/given')).toBe('secret');
      expect(world.parameter('/given', { region: 'eu-west-1' })).toBeUndefined();
    }
    second.simulator.world.setAlarm('capacity', 'ALARM');
    there.destroy();
  });

  const refused: [what: string, name: string, value: string][] = [
    ['a path without a slash at its beginning', 'images/desk', 'x'],
    ['a name of AWS', 'aws-images', 'x'],
    ['a name with a space', 'my images', 'x'],
    ['no value', '/images', ''],
    ['a value that is too long', '/images', 'x'.repeat(4097)],
  ];
  for (const [what, Name, Value] of refused) {
    test(`are refused with ${what}`, async ({ start }) => {
      const { simulator } = await start();
      const ssm = new SSMClient(clientSettings(simulator.url));
      const command = new PutParameterCommand({ Name, Value, Type: 'String' });
      await expect(ssm.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
      ssm.destroy();
    });
  }
});
