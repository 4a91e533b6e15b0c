import { CreateUpdatedImageCommand, type CreateUpdatedImageCommandInput } from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { MINUTE, test } from './simulator-test.ts';

const update = (from: string, to: string, more: Partial<CreateUpdatedImageCommandInput> = {}) =>
  new CreateUpdatedImageCommand({ existingImageName: from, newImageName: to, ...more });

describe('a dry run', () => {
  test('tells whether there are updates, and makes no image', async ({ start }) => {
    const { appstream, simulator } = await start({
      images: [{ name: 'Old' }, { name: 'New', update: { current: true } }],
    });
    const old = await appstream.send(update('Old', 'Old-2', { dryRun: true }));
    expect([old.canUpdateImage, old.image]).toEqual([true, undefined]);
    const current = await appstream.send(update('New', 'New-2', { dryRun: true }));
    expect([current.canUpdateImage, current.image]).toEqual([false, undefined]);
    expect(simulator.world.images().map(({ name }) => name)).toEqual(['Old', 'New']);
  });

  test('finds a successor current until AWS publishes updates', async ({ start }) => {
    const { appstream, simulator, clock } = await start({
      images: [{ name: 'Old', update: { minutes: 5 } }],
    });
    await appstream.send(update('Old', 'Old-2'));
    clock.advanceBy(5 * MINUTE);
    const dryRun = async () =>
      (await appstream.send(update('Old-2', 'Old-3', { dryRun: true }))).canUpdateImage;
    expect(await dryRun()).toBe(false);
    simulator.world.publishUpdates();
    expect(await dryRun()).toBe(true);
  });
});

describe('a call on a current image', () => {
  const images = [{ name: 'New', update: { current: true } }];

  test('rebuilds it by default', async ({ start }) => {
    const { appstream, simulator } = await start({ images });
    expect((await appstream.send(update('New', 'New-2'))).image?.State).toBe('PENDING');
    expect(simulator.world.updatesInProgress()).toHaveLength(1);
  });

  test('is refused with canUpdateImage: false when so set', async ({ start }) => {
    const { appstream, simulator } = await start({ images, currentImageCall: 'refuses' });
    const answer = await appstream.send(update('New', 'New-2'));
    expect([answer.canUpdateImage, answer.image]).toEqual([false, undefined]);
    expect(simulator.world.images()).toHaveLength(1);
  });
});

describe('an update is refused', () => {
  const images = [
    { name: 'Good' },
    { name: 'Incompatible', update: { incompatible: true } },
    { name: 'Forbidden', update: { notPermitted: true } },
    { name: 'Shared', owned: false },
    { name: 'Broken', state: 'FAILED' as const },
  ];
  const refusals: [source: string, successor: string, error: string, message: RegExp][] = [
    ['Nowhere', 'New', 'ResourceNotFoundException', /Nowhere/],
    ['Incompatible', 'New', 'IncompatibleImageException', /not compatible for updates/],
    ['Forbidden', 'New', 'OperationNotPermittedException', /not permitted/],
    ['Shared', 'New', 'OperationNotPermittedException', /not owned/],
    ['Broken', 'New', 'OperationNotPermittedException', /it is FAILED/],
    ['Good', 'Broken', 'ResourceAlreadyExistsException', /already exists/],
    ['Good', 'AWS-New', 'ValidationException', /can't begin with Amazon, AWS or AppStream/],
  ];
  for (const [source, successor, error, message] of refusals) {
    test(`of ${source} to ${successor}: ${error}`, async ({ start }) => {
      const { appstream, simulator } = await start({ images });
      const refused = appstream.send(update(source, successor));
      await expect(refused).rejects.toMatchObject({ name: error, message: expect.stringMatching(message) });
      expect(simulator.world.images()).toHaveLength(images.length);
      expect(simulator.callsOf('CreateUpdatedImage')).toMatchObject([{ outcome: error }]);
    });
  }

  test('while the source itself is being made', async ({ start }) => {
    const { appstream } = await start({ images });
    await appstream.send(update('Good', 'Good-2'));
    await expect(appstream.send(update('Good-2', 'Good-3'))).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
      message: 'Image Good-2 must be AVAILABLE; it is PENDING.',
    });
  });

  test('when the account is suspended, until it is reinstated', async ({ start }) => {
    const { appstream, simulator } = await start({ images });
    simulator.world.suspend();
    const suspended = { name: 'InvalidAccountStatusException' };
    await expect(appstream.send(update('Good', 'Good-2'))).rejects.toMatchObject(suspended);
    simulator.world.reinstate();
    await appstream.send(update('Good', 'Good-2'));
  });
});

describe('quotas', () => {
  const images = Array.from({ length: 6 }, (_, index) => ({
    name: `Image-${index}`,
    update: { minutes: 10 },
  }));

  test('of a new account: 5 updates at a time', async ({ start }) => {
    const { appstream, simulator, clock } = await start({ images, quotas: { images: 40 } });
    for (let index = 0; index < 5; index += 1) await appstream.send(update(`Image-${index}`, `New-${index}`));
    const sixth = update('Image-5', 'New-5');
    await expect(appstream.send(sixth)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('"Concurrent image updates" is 5'),
    });
    expect(simulator.world.updatesInProgress()).toHaveLength(5);
    clock.advanceBy(10 * MINUTE);
    await appstream.send(sixth);
  });

  test('of a new account: 10 images, failed ones included', async ({ start }) => {
    const failed = Array.from({ length: 4 }, (_, index) => ({
      name: `F-${index}`,
      state: 'FAILED' as const,
    }));
    const { appstream } = await start({ images: [...images, ...failed] });
    await expect(appstream.send(update('Image-0', 'New'))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('"Images" is 10'),
    });
  });

  test('images of others do not count', async ({ start }) => {
    const shared = Array.from({ length: 9 }, (_, index) => ({ name: `S-${index}`, owned: false }));
    const { appstream } = await start({ images: [{ name: 'Own' }, ...shared] });
    await appstream.send(update('Own', 'New'));
  });

  test('of image builders count those that people run', async ({ start }) => {
    const { appstream, simulator } = await start({ images, imageBuilders: [{ name: 'Hand' }] });
    simulator.world.setQuotas({ imageBuilders: 2 });
    await appstream.send(update('Image-0', 'New-0'));
    await expect(appstream.send(update('Image-1', 'New-1'))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('"Image builders" is 2'),
    });
  });

  test('hold for each Region by itself', async ({ start }) => {
    const { appstream } = await start({
      images: [{ name: 'A' }, { name: 'A', region: 'eu-west-1' }],
      quotas: { images: 1 },
    });
    await expect(appstream.send(update('A', 'B'))).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});
