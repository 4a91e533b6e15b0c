import { AppStreamClient, DescribeImagesCommand, paginateDescribeImages } from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { clientSettings, test } from './simulator-test.ts';

const names = (images: readonly { Name?: string | undefined }[] = []) => images.map(({ Name }) => Name);

describe('DescribeImages', () => {
  test('pages through all images, whatever comes and goes meanwhile', async ({ start }) => {
    const { appstream, simulator } = await start({
      images: Array.from({ length: 60 }, (_, index) => ({ name: `Image-${index}` })),
    });
    const sizes: number[] = [];
    const seen: (string | undefined)[] = [];
    for await (const page of paginateDescribeImages({ client: appstream }, {})) {
      sizes.push(page.Images?.length ?? 0);
      seen.push(...names(page.Images));
      if (sizes.length === 1) simulator.world.removeImage('Image-3');
    }
    expect(sizes).toEqual([25, 25, 10]);
    expect(new Set(seen).size).toBe(60);
    const small = await appstream.send(new DescribeImagesCommand({ MaxResults: 2 }));
    expect(names(small.Images)).toEqual(['Image-0', 'Image-1']);
    const whole = await appstream.send(new DescribeImagesCommand({ MaxResults: 0 }));
    expect(whole.Images).toHaveLength(25);
    await expect(appstream.send(new DescribeImagesCommand({ NextToken: 'mine' }))).rejects.toThrow(
      /not valid/,
    );
  });

  test('finds shared images by ARN and by type, never by name', async ({ start }) => {
    const { appstream, simulator } = await start({
      images: [
        { name: 'Own', permissions: { '210987654321': { allowFleet: true } } },
        { name: 'Theirs', owned: false },
        { name: 'AppStream-WinServer2022', visibility: 'PUBLIC' },
      ],
    });
    const send = (input: object) => appstream.send(new DescribeImagesCommand(input));
    expect(names((await send({})).Images)).toEqual(['Own', 'Theirs', 'AppStream-WinServer2022']);
    expect(names((await send({ Type: 'SHARED' })).Images)).toEqual(['Theirs']);
    await expect(send({ Names: ['Theirs'] })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const arn = simulator.world.image('Theirs')?.arn;
    expect(arn).not.toContain(':123456789012:');
    expect((await send({ Arns: [arn] })).Images).toMatchObject([{ Name: 'Theirs', Visibility: 'SHARED' }]);
    expect((await send({ Type: 'PUBLIC' })).Images).toMatchObject([
      { Arn: 'arn:aws:appstream:us-east-1::image/AppStream-WinServer2022' },
    ]);
    expect((await send({ Names: ['Own'] })).Images).toMatchObject([{ ImageSharedWithOthers: 'TRUE' }]);
    await expect(send({ Names: ['Own'], Arns: [arn] })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
  });

  test('fails for one unknown name among others, or leaves it out when so set', async ({ start }) => {
    const images = [{ name: 'Known' }];
    const strict = await start({ images });
    const command = new DescribeImagesCommand({ Names: ['Known', 'Unknown'] });
    await expect(strict.appstream.send(command)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Image Unknown could not be found.',
    });
    const lenient = await start({ images, unknownNames: 'omit' });
    expect(names((await lenient.appstream.send(command)).Images)).toEqual(['Known']);
  });

  test('sees the Region that the request is signed for, and no other', async ({ start }) => {
    const { simulator } = await start({
      images: [{ name: 'Here' }, { name: 'There', region: 'eu-central-1' }],
    });
    const list = async (region: string) => {
      const client = new AppStreamClient(clientSettings(simulator.url, region));
      try {
        return (await client.send(new DescribeImagesCommand({}))).Images ?? [];
      } finally {
        client.destroy();
      }
    };
    expect(names(await list('us-east-1'))).toEqual(['Here']);
    expect(names(await list('eu-central-1'))).toEqual(['There']);
    simulator.world.addImage({ name: 'Gov', region: 'us-gov-west-1' });
    expect((await list('us-gov-west-1'))[0]?.Arn).toBe(
      'arn:aws-us-gov:appstream:us-gov-west-1:123456789012:image/Gov',
    );
    expect(simulator.world.images({ region: 'eu-central-1' })).toHaveLength(1);
    expect(simulator.world.image('There')).toBeUndefined();
  });
});
