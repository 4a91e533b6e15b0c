import {
  CreateUpdatedImageCommand,
  DescribeImagesCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFleetCommand,
} from '@aws-sdk/client-appstream';
import { describe, expect } from 'vitest';
import { test } from './simulator-test.ts';

const ARN = 'arn:aws:appstream:us-east-1:123456789012:image/CAD';
const NAME_PATTERN = '^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$';
const images = [{ name: 'CAD' }];

const wrong = (message: string) => ({
  name: 'ValidationException',
  message,
  $metadata: expect.objectContaining({ httpStatusCode: 400, requestId: expect.any(String) }),
});

describe('a request that breaks the model is refused in the words of AWS', () => {
  test('a name with a space', async ({ start }) => {
    const { appstream } = await start({ images });
    const command = new CreateUpdatedImageCommand({ existingImageName: 'CAD', newImageName: 'CAD 2' });
    await expect(appstream.send(command)).rejects.toMatchObject(
      wrong(
        "1 validation error detected: Value 'CAD 2' at 'newImageName' failed to satisfy constraint: " +
          `Member must satisfy regular expression pattern: ${NAME_PATTERN}`,
      ),
    );
  });

  test('a name of 102 characters, where 101 are fine', async ({ start }) => {
    const { appstream } = await start({ images });
    const named = (length: number) =>
      new CreateUpdatedImageCommand({ existingImageName: 'CAD', newImageName: 'x'.repeat(length) });
    await expect(appstream.send(named(102))).rejects.toMatchObject({ name: 'ValidationException' });
    await appstream.send(named(101));
  });

  test('a missing name and a long description: both are told', async ({ start }) => {
    const { appstream } = await start({ images });
    const command = new CreateUpdatedImageCommand({
      existingImageName: undefined,
      newImageName: 'CAD-2',
      newImageDescription: 'x'.repeat(257),
      newImageDisplayName: 'x'.repeat(100),
    });
    await expect(appstream.send(command)).rejects.toMatchObject(
      wrong(
        "2 validation errors detected: Value null at 'existingImageName' failed to satisfy constraint: " +
          `Member must not be null; Value '${'x'.repeat(257)}' at 'newImageDescription' ` +
          'failed to satisfy constraint: Member must have length less than or equal to 256',
      ),
    );
  });

  test('tags: a comma in a value, a reserved key, more than 50', async ({ start }) => {
    const { appstream } = await start({ images });
    const tag = (Tags: Record<string, string>) =>
      appstream.send(new TagResourceCommand({ ResourceArn: ARN, Tags }));
    await expect(tag({ Owner: 'a, b' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "Value '{Owner=a, b}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [",
      ),
    });
    await expect(tag({ 'aws:owner': 'me' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Map keys must satisfy constraint'),
    });
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key-${index}`, 'v']));
    await expect(tag(many)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Member must have length less than or equal to 50'),
    });
    await tag({ 'Größe @ 1/2': 'Tür_1.0:+-=@/ Ж', empty: '' });
  });

  test('an empty list of tag keys', async ({ start }) => {
    const { appstream } = await start({ images });
    await expect(
      appstream.send(new UntagResourceCommand({ ResourceArn: ARN, TagKeys: [] })),
    ).rejects.toMatchObject(
      wrong(
        "1 validation error detected: Value '[]' at 'tagKeys' failed to satisfy constraint: " +
          'Member must have length greater than or equal to 1',
      ),
    );
  });

  test('numbers out of range, unknown enum values and malformed ARNs', async ({ start }) => {
    const { appstream } = await start({ images });
    const describe = (input: object) => appstream.send(new DescribeImagesCommand(input));
    await expect(describe({ MaxResults: 26 })).rejects.toMatchObject(
      wrong(
        "1 validation error detected: Value '26' at 'maxResults' failed to satisfy constraint: " +
          'Member must have value less than or equal to 25',
      ),
    );
    await expect(describe({ Type: 'SECRET' })).rejects.toMatchObject(
      wrong(
        "1 validation error detected: Value 'SECRET' at 'type' failed to satisfy constraint: " +
          'Member must satisfy enum value set: [PUBLIC, PRIVATE, SHARED]',
      ),
    );
    await expect(describe({ Arns: ['image/CAD'] })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('a parameter that the simulator does not play is never passed over', async ({ start }) => {
    const { appstream } = await start({ images, fleets: [{ name: 'Fleet', imageName: 'CAD' }] });
    const command = new UpdateFleetCommand({ Name: 'Fleet', StreamView: 'DESKTOP' });
    await expect(appstream.send(command)).rejects.toMatchObject({
      name: 'NotPlayedBySimulator',
      message: expect.stringContaining('StreamView'),
    });
  });
});
