import type { ImageRecord } from '@appstream-campaign/core';
import type { ImageShare, ImageUser } from '@appstream-campaign/core/planning';
import {
  type AppStreamClient,
  DescribeFleetsCommand,
  DescribeImageBuildersCommand,
  DescribeImagePermissionsCommand,
  type Fleet,
  type ImageBuilder,
  type SharedImagePermissions,
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
  const operation = 'DescribeFleets';
  const read = async (token: string | undefined) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeFleets.html
    const page = await client
      .send(new DescribeFleetsCommand(token ? { NextToken: token } : {}))
      .catch(failedAs(operation));
    return { items: page.Fleets, token: page.NextToken };
  };
  const fleets = await allPages<Fleet>({ operation, what: 'fleets', read });
  return fleets.map(({ Name, State, ImageArn, ImageName }) => {
    const image = presentText(ImageArn) ?? idOf.get(presentText(ImageName) ?? '');
    return { kind: 'fleet', ...labelsOf(Name, State), ...(image === undefined ? {} : { image }) };
  });
}

/** Image builders with the image that they were launched from; those that AWS runs for updates included. */
export async function listImageBuilders(client: Client): Promise<readonly ImageUser[]> {
  const operation = 'DescribeImageBuilders';
  const read = async (token: string | undefined) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImageBuilders.html
    const page = await client
      .send(new DescribeImageBuildersCommand(token ? { NextToken: token } : {}))
      .catch(failedAs(operation));
    return { items: page.ImageBuilders, token: page.NextToken };
  };
  const builders = await allPages<ImageBuilder>({ operation, what: 'image builders', read });
  return builders.map(({ Name, State, ImageArn }) => {
    const image = presentText(ImageArn);
    return { kind: 'image-builder', ...labelsOf(Name, State), ...(image === undefined ? {} : { image }) };
  });
}

/** The accounts that an image is shared with. */
export async function listShares(client: Client, image: string): Promise<readonly ImageShare[]> {
  const operation = 'DescribeImagePermissions';
  const read = async (token: string | undefined) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImagePermissions.html
    const page = await client
      .send(new DescribeImagePermissionsCommand({ Name: image, ...(token && { NextToken: token }) }))
      .catch(failedAs(operation, image));
    return { items: page.SharedImagePermissionsList, token: page.NextToken };
  };
  const shares = await allPages<SharedImagePermissions>({ operation, what: 'shares', read });
  return shares.map(({ sharedAccountId: account, imagePermissions: allowed }) => ({
    image,
    account: presentText(account) ?? 'unknown',
    fleets: allowed?.allowFleet === true,
    imageBuilders: allowed?.allowImageBuilder === true,
  }));
}

function labelsOf(name: unknown, state: unknown): { readonly name: string; readonly state: string } {
  return { name: presentText(name) ?? 'unnamed', state: presentText(state) ?? 'UNKNOWN' };
}

function failedAs(operation: string, image?: string): (error: unknown) => never {
  return (error) => {
    throw toImageStoreError(error, operation, image);
  };
}
