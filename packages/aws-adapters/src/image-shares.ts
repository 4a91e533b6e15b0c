import type { ImageShare } from '@appstream-campaign/core';
import { type AppStreamClient, DescribeImagePermissionsCommand } from '@aws-sdk/client-appstream';
import { toImageStoreError } from './appstream-errors.ts';
import { allPages } from './token-pages.ts';

/** The accounts that an image is shared with. */
export async function listShares(
  client: Pick<AppStreamClient, 'send'>,
  image: string,
): Promise<readonly ImageShare[]> {
  const shares = await allPages('DescribeImagePermissions', async (token) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImagePermissions.html
    const page = await client
      .send(new DescribeImagePermissionsCommand({ Name: image, ...token }))
      .catch((error: unknown) => {
        throw toImageStoreError(error, 'DescribeImagePermissions', image);
      });
    return { items: page.SharedImagePermissionsList, token: page.NextToken };
  });
  return shares.map(({ sharedAccountId: account, imagePermissions: allowed }) => ({
    image,
    account: account ?? 'unknown',
    fleets: allowed?.allowFleet === true,
    imageBuilders: allowed?.allowImageBuilder === true,
  }));
}
