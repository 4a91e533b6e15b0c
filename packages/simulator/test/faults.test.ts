import { createSimulator, type Fault } from '@appstream-campaign/simulator';
import {
  AppStreamClient,
  CreateUpdatedImageCommand,
  DescribeImagesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-appstream';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { SendEmailCommand } from '@aws-sdk/client-ses';
import { describe, expect } from 'vitest';
import { clientSettings, MINUTE, test } from './simulator-test.ts';

const images = [{ name: 'CAD' }];
const list = new DescribeImagesCommand({});
const update = new CreateUpdatedImageCommand({ existingImageName: 'CAD', newImageName: 'CAD-2' });

test('signatures are refused for a time: from a minute of the simulator, until another', async ({
  start,
}) => {
  const { appstream, simulator, clock } = await start({
    images,
    faults: [
      {
        operation: '*',
        fromMinute: 10,
        untilMinute: 20,
        fault: { kind: 'error', code: 'InvalidSignatureException', message: 'Signature expired.' },
      },
    ],
  });
  const answers: string[] = [];
  for (let minute = 0; minute <= 25; minute += 5) {
    const answer = appstream.send(list).then(
      () => 'ok',
      ({ name }) => name,
    );
    answers.push(await answer);
    clock.advanceBy(5 * MINUTE);
  }
  const refused = 'InvalidSignatureException';
  expect(answers).toEqual(['ok', 'ok', refused, refused, 'ok', 'ok']);
  expect(() => simulator.faults.add({ operation: '*', fromMinute: -1, fault: { kind: 'throttle' } })).toThrow(
    'fromMinute',
  );
});

describe('a scripted fault', () => {
  const kinds: [fault: Fault, error: object, outcome: string][] = [
    [{ kind: 'throttle' }, { name: 'ThrottlingException' }, 'ThrottlingException'],
    [
      { kind: 'internal' },
      { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } },
      'InternalFailure',
    ],
    [
      { kind: 'error', code: 'ConcurrentModificationException', message: 'Wait a few minutes.' },
      { name: 'ConcurrentModificationException', message: 'Wait a few minutes.' },
      'ConcurrentModificationException',
    ],
    [{ kind: 'error', code: 'OptInRequired', status: 403 }, { name: 'OptInRequired' }, 'OptInRequired'],
    [{ kind: 'timeout', ms: 1 }, { code: 'ECONNRESET' }, 'timeout'],
    [{ kind: 'drop', side: 'before' }, { code: 'ECONNRESET' }, 'dropped before'],
    [{ kind: 'access-denied' }, { name: 'AccessDeniedException' }, 'AccessDeniedException'],
    [{ kind: 'html' }, { $metadata: { httpStatusCode: 503 } }, 'html'],
  ];
  for (const [fault, error, outcome] of kinds) {
    test(`of kind ${JSON.stringify(fault)} stops the call before it takes effect`, async ({ start }) => {
      const { appstream, simulator } = await start({ images });
      simulator.faults.add({ operation: 'CreateUpdatedImage', fault });
      await expect(appstream.send(update)).rejects.toMatchObject(
        '$metadata' in error ? { $metadata: expect.objectContaining(error.$metadata) } : error,
      );
      expect(simulator.world.images()).toHaveLength(1);
      expect(simulator.calls).toMatchObject([{ operation: 'CreateUpdatedImage', outcome }]);
      simulator.faults.clear();
      await appstream.send(update);
    });
  }

  test('may drop the connection after the effect', async ({ start }) => {
    const fault: Fault = { kind: 'drop', side: 'after' };
    const { simulator } = await start({
      images,
      faults: [{ operation: 'CreateUpdatedImage', nth: 1, fault }],
    });
    const retrying = new AppStreamClient({ ...clientSettings(simulator.url), maxAttempts: 3 });
    // The SDK tries again by itself, and then meets what its first try has made.
    await expect(retrying.send(update)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    retrying.destroy();
    expect(simulator.world.image('CAD-2')?.state).toBe('PENDING');
    expect(simulator.calls).toMatchObject([
      { outcome: 'dropped after', attempt: 1 },
      { outcome: 'ResourceAlreadyExistsException', attempt: 2 },
    ]);
    expect(simulator.calls[0]?.invocationId).toBe(simulator.calls[1]?.invocationId);
  });

  test('may answer with nothing, or late', async ({ start }) => {
    const { appstream, simulator } = await start({ images, latencyMs: 1 });
    simulator.faults.add({ operation: 'DescribeImages', nth: 1, fault: { kind: 'empty' } });
    simulator.faults.add({ operation: 'DescribeImages', nth: 2, fault: { kind: 'latency', ms: 50 } });
    expect((await appstream.send(list)).Images).toBeUndefined();
    const began = performance.now();
    expect((await appstream.send(list)).Images).toHaveLength(1);
    expect(performance.now() - began).toBeGreaterThan(45);
  });

  test('speaks the language of each service', async ({ start }) => {
    const { tagging, ses, simulator } = await start();
    simulator.faults.add({ operation: '*', fault: { kind: 'throttle' } });
    await expect(tagging.send(new GetResourcesCommand({}))).rejects.toMatchObject({
      name: 'ThrottledException',
    });
    const mail = new SendEmailCommand({
      Source: 'a@b.de',
      Destination: { ToAddresses: ['c@d.de'] },
      Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
    });
    await expect(ses.send(mail)).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  });

  test('hits the calls that its rule says, and goes when taken away', async ({ start }) => {
    const { appstream, simulator } = await start({ images });
    const throttle: Fault = { kind: 'throttle' };
    const outcomes = async (count: number) => {
      const from = simulator.calls.length;
      for (let index = 0; index < count; index += 1) await appstream.send(list).catch(() => undefined);
      return simulator.calls
        .slice(from)
        .map(({ outcome }) => (outcome === 'ok' ? '.' : 'x'))
        .join('');
    };
    simulator.faults.add({ operation: 'DescribeImages', nth: 2, fault: throttle });
    simulator.faults.add({ operation: 'DescribeImages', calls: [4, 6], fault: throttle });
    simulator.faults.add({ operation: 'DescribeImages', from: 8, to: 9, fault: throttle });
    simulator.faults.add({ operation: '*', nth: 11, fault: throttle });
    expect(await outcomes(12)).toBe('.x.x.x.xx.x.');
    const remove = simulator.faults.add({ operation: 'DescribeImages', fault: throttle });
    expect(await outcomes(2)).toBe('xx');
    remove();
    expect(await outcomes(1)).toBe('.');
    simulator.faults.add({
      operation: 'DescribeImages',
      when: ({ Type }) => Type === 'SHARED',
      fault: throttle,
    });
    await expect(appstream.send(new DescribeImagesCommand({ Type: 'SHARED' }))).rejects.toThrow(
      'Rate exceeded',
    );
    expect(await outcomes(1)).toBe('.');
  });

  test('for an operation that nobody plays is refused', async ({ start }) => {
    const { simulator } = await start();
    expect(() => simulator.faults.add({ operation: 'CreateImage', fault: { kind: 'html' } })).toThrow(
      /can't hit the operation "CreateImage": use \* or one of AssumeRole, CopyImage/,
    );
    await expect(
      createSimulator({ faults: [{ operation: '*', nth: 0, fault: { kind: 'html' } }] }),
    ).rejects.toMatchObject({ name: 'SimulatorUsageError', message: expect.stringContaining('nth') });
  });

  test('without an end holds nobody up when the simulator closes', async ({ start }) => {
    const { appstream, simulator } = await start();
    simulator.faults.add({ operation: 'DescribeImages', fault: { kind: 'timeout' } });
    const waiting = expect(appstream.send(list)).rejects.toMatchObject({ code: 'ECONNRESET' });
    while (simulator.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await simulator.close();
    await waiting;
  });
});

describe('a caller with few permissions', () => {
  test('is told which action it lacks', async ({ start }) => {
    const { appstream, tagging, simulator } = await start({
      images,
      allow: ['appstream:Describe*', 'appstream:CreateUpdatedImage'],
    });
    await appstream.send(list);
    await expect(tagging.send(new GetResourcesCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::123456789012:user/simulator is not authorized to perform: tag:GetResources ' +
        'on resource: * because no identity-based policy allows the tag:GetResources action',
    });
    const ResourceArn = simulator.world.image('CAD')?.arn;
    await expect(appstream.send(new ListTagsForResourceCommand({ ResourceArn }))).rejects.toThrow(
      /appstream:ListTagsForResource/,
    );
  });

  test('needs appstream:TagResource to create an image with tags', async ({ start }) => {
    const { appstream } = await start({ images, allow: ['appstream:CreateUpdatedImage'] });
    const tagged = new CreateUpdatedImageCommand({ ...update.input, newImageTags: { k: 'v' } });
    await expect(appstream.send(tagged)).rejects.toThrow(/not authorized to perform: appstream:TagResource/);
    await appstream.send(update);
  });
});
