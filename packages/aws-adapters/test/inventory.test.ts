import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { lineageTrees, usageOf, versionsOf } from '@appstream-campaign/core/planning';
import { CreateUpdatedImageCommand } from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { arnOf, test } from './aws-account.ts';

const OTHER = '210987654321';

const WORLD = {
  images: [
    { name: 'Desk', tags: { AutoUpdate: 'Completed', NextVersion: 'Desk-2' }, daysOld: 60 },
    { name: 'Desk-2', tags: { BaseName: 'Desk', UpdatedFrom: 'Desk' }, basedOn: 'Desk', daysOld: 30 },
    { name: 'Desk-3', tags: { BaseName: 'Desk', UpdatedFrom: 'Desk-2' }, basedOn: 'Desk-2', daysOld: 2 },
    { name: 'Shared', permissions: { [OTHER]: { allowFleet: true } }, daysOld: 9 },
    { name: 'Public', visibility: 'PUBLIC' as const },
  ],
  fleets: [
    { name: 'Office', imageName: 'Desk-2', state: 'STOPPED' as const },
    { name: 'Kiosk', imageName: 'Public' },
  ],
  imageBuilders: [{ name: 'Lab', imageName: 'Desk-3' }, { name: 'Empty' }],
  quotas: { imageBuilders: 20 },
};

describe('readInventory', () => {
  test('shows who refers to what', async ({ openAccount }) => {
    const { clients } = await openAccount(WORLD);
    const inventory = await readInventory({ client: clients.appstream });
    expect(inventory.images.map(({ name }) => name)).toEqual(['Desk', 'Desk-2', 'Desk-3', 'Shared']);
    expect(inventory.users).toEqual([
      { kind: 'fleet', name: 'Office', state: 'STOPPED', image: arnOf('Desk-2') },
      { kind: 'fleet', name: 'Kiosk', state: 'RUNNING', image: 'arn:aws:appstream:us-east-1::image/Public' },
      { kind: 'image-builder', name: 'Lab', state: 'RUNNING', image: arnOf('Desk-3') },
      { kind: 'image-builder', name: 'Empty', state: 'RUNNING' },
    ]);
    expect(inventory.shares).toEqual([
      { image: 'Shared', account: OTHER, fleets: true, imageBuilders: false },
    ]);
    expect(inventory.unseen).toEqual([]);
    const versions = versionsOf(lineageTrees(inventory));
    expect(versions.map(({ image, use }) => [image.name, use])).toEqual([
      ['Desk', 'unused'],
      ['Desk-2', 'used'],
      ['Desk-3', 'used'],
      ['Shared', 'shared'],
    ]);
  });

  test('asks for permissions of shared images only', async ({ openAccount }) => {
    const account = await openAccount(WORLD);
    await readInventory({ client: account.clients.appstream });
    expect(account.callsOf('DescribeImagePermissions')).toHaveLength(1);
  });

  test('reads every page of fleets and image builders', async ({ openAccount }) => {
    const many = Array.from({ length: 60 }, (_, index) => ({ name: `F${index}`, imageName: 'Desk' }));
    const builders = Array.from({ length: 30 }, (_, index) => ({ name: `B${index}` }));
    const { clients } = await openAccount({ ...WORLD, fleets: many, imageBuilders: builders });
    const { users } = await readInventory({ client: clients.appstream });
    expect(users.filter(({ kind }) => kind === 'fleet')).toHaveLength(60);
    expect(users.filter(({ kind }) => kind === 'image-builder')).toHaveLength(30);
  });

  test('counts a running update with its image and its image builder', async ({ openAccount }) => {
    const { clients } = await openAccount(WORLD);
    await clients.appstream.send(
      new CreateUpdatedImageCommand({ existingImageName: 'Desk-3', newImageName: 'Desk-4' }),
    );
    const usage = usageOf(await readInventory({ client: clients.appstream }));
    expect(usage).toEqual({ concurrentUpdates: 1, images: 5, imageBuilders: 3 });
  });

  test('what is denied is said, and makes nothing unused', async ({ openAccount }) => {
    const allow = ['appstream:DescribeImages', 'appstream:ListTagsForResource'];
    const { clients } = await openAccount({ ...WORLD, allow });
    const inventory = await readInventory({ client: clients.appstream });
    expect(inventory.unseen.map(({ what, image }) => [what, image])).toEqual([
      ['fleets', undefined],
      ['image-builders', undefined],
      ['shares', 'Shared'],
    ]);
    expect(inventory.unseen[0]?.detail).toContain('Allow the action appstream:DescribeFleets.');
    expect(versionsOf(lineageTrees(inventory)).map(({ use }) => use)).not.toContain('unused');
    expect(usageOf(inventory).imageBuilders).toBeUndefined();
  });

  test('a lost list is not an empty list', async ({ openServer }) => {
    const { clients } = await openServer(({ operation }) =>
      operation === 'DescribeImages' ? { body: { Images: [] } } : { body: {} },
    );
    const { unseen } = await readInventory({ client: clients.appstream });
    expect(unseen.map(({ what, detail }) => [what, detail.split(' ')[0]])).toEqual([
      ['fleets', 'DescribeFleets'],
      ['image-builders', 'DescribeImageBuilders'],
    ]);
  });

  test('without the images there is no inventory', async ({ openAccount }) => {
    const { clients } = await openAccount({ ...WORLD, allow: ['appstream:DescribeFleets'] });
    const reading = readInventory({ client: clients.appstream });
    await expect(reading).rejects.toMatchObject({ name: 'ImageStoreError', code: 'access-denied' });
  });

  test('wrong options are refused by name', async ({ openAccount }) => {
    const { clients } = await openAccount();
    const client = clients.appstream;
    await expect(readInventory({ client, concurrency: 0 })).rejects.toThrow('option concurrency is 0');
    await expect(readInventory({ client, ...{ pages: 2 } })).rejects.toThrow('option pages is not known');
  });
});
