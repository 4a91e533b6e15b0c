import type { ImageRecord, ImageUser } from '@appstream-campaign/core';
import {
  type AppStreamClient,
  DescribeFleetsCommand,
  DescribeImageBuildersCommand,
} from '@aws-sdk/client-appstream';
import { toImageStoreError } from './appstream-errors.ts';
import { allPages } from './token-pages.ts';
import { presentText } from './tolerant-reading.ts';

type Client = Pick<AppStreamClient, 'send'>;

/** Fleets with the image that they use. A fleet names its image by name or by ARN. */
export async function listFleets(
  client: Client,
  images: readonly ImageRecord[],
): Promise<readonly ImageUser[]> {
  const idOf = new Map(images.map(({ name, id }) => [name, id]));
  const fleets = await allPages('DescribeFleets', async (token) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeFleets.html
    const page = await client.send(new DescribeFleetsCommand(token)).catch(failedAs('DescribeFleets'));
    return { items: page.Fleets, token: page.NextToken };
  });
  return fleets.map(({ Name, State, ImageArn, ImageName }) => {
    const image = presentText(ImageArn) ?? idOf.get(ImageName ?? '');
    return { kind: 'fleet', ...labelsOf(Name, State), ...(image === undefined ? {} : { image }) };
  });
}

/** Image builders with the image that they were launched from; those that AWS runs for updates included. */
export async function listImageBuilders(client: Client): Promise<readonly ImageUser[]> {
  const builders = await allPages('DescribeImageBuilders', async (token) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImageBuilders.html
    const page = await client
      .send(new DescribeImageBuildersCommand(token))
      .catch(failedAs('DescribeImageBuilders'));
    return { items: page.ImageBuilders, token: page.NextToken };
  });
  return builders.map(({ Name, State, ImageArn }) => {
    const image = presentText(ImageArn);
    return { kind: 'image-builder', ...labelsOf(Name, State), ...(image === undefined ? {} : { image }) };
  });
}

function labelsOf(name: unknown, state: unknown): { readonly name: string; readonly state: string } {
  return { name: presentText(name) ?? 'unnamed', state: presentText(state) ?? 'UNKNOWN' };
}

function failedAs(operation: string): (error: unknown) => never {
  return (error) => {
    throw toImageStoreError(error, operation);
  };
}
