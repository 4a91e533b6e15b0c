import type { ImageShare } from '@appstream-campaign/core/planning';
import {
  type AppStreamClient,
  DescribeImagePermissionsCommand,
  type SharedImagePermissions,
} from '@aws-sdk/client-appstream';
import { toImageStoreError } from './appstream-errors.ts';
import { allPages } from './token-pages.ts';
import { presentText } from './tolerant-reading.ts';

/** The accounts that an image is shared with. */
export async function listShares(
  client: Pick<AppStreamClient, 'send'>,
  image: string,
): Promise<readonly ImageShare[]> {
  const operation = 'DescribeImagePermissions';
  const read = async (token: string | undefined) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImagePermissions.html
    const page = await client
      .send(new DescribeImagePermissionsCommand({ Name: image, ...(token && { NextToken: token }) }))
      .catch((error: unknown) => {
        throw toImageStoreError(error, operation, image);
      });
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
