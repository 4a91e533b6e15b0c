/** The accounts that may use AppStream images, for rollouts that carry shares from version to version. @module */

import type { ImageShare } from '@appstream-campaign/core/planning';
import type { SharingStore } from '@appstream-campaign/core/rollout';
import { type AppStreamClient, UpdateImagePermissionsCommand } from '@aws-sdk/client-appstream';
import pLimit from 'p-limit';
import { toImageStoreError, withStoreErrors } from './appstream-errors.ts';
import { mapLimited } from './batching.ts';
import { describeByName } from './image-listing.ts';
import { listShares } from './image-references.ts';
import { refuseUnknownOptions, requireClient } from './option-checks.ts';
import { presentText } from './tolerant-reading.ts';

/** Options of {@link createSharingStore}. */
export interface SharingStoreOptions {
  /** A client of `@aws-sdk/client-appstream`, for the account and Region of the images. */
  readonly client: Pick<AppStreamClient, 'send' | 'config'>;
}

const OWNER = 'createSharingStore';
const CONCURRENCY = 8;

/**
 * Reads and writes image permissions: DescribeImages for 25 images, DescribeImagePermissions for each one that is
 * shared, UpdateImagePermissions for each share that is written.
 *
 * Needs `appstream:DescribeImages`, `appstream:DescribeImagePermissions` and `appstream:UpdateImagePermissions`.
 * @throws InvalidOptionsError naming an option that is wrong or unknown
 */
export function createSharingStore(options: SharingStoreOptions): SharingStore {
  refuseUnknownOptions(OWNER, options, ['client']);
  const { client } = options;
  requireClient(OWNER, 'client', client, 'an AppStreamClient');
  const limit = pLimit(CONCURRENCY);
  return {
    async sharesOf(images) {
      const found = await withStoreErrors('DescribeImages', () => describeByName(client, images, limit));
      const shared = found.flatMap(({ Name, ImageSharedWithOthers }) =>
        ImageSharedWithOthers === 'FALSE' ? [] : (presentText(Name) ?? []),
      );
      return (await mapLimited(limit, shared, (name) => listShares(client, name))).flat();
    },
    async share({ image, account, fleets, imageBuilders }: ImageShare) {
      // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_UpdateImagePermissions.html
      const command = new UpdateImagePermissionsCommand({
        Name: image,
        SharedAccountId: account,
        ImagePermissions: { allowFleet: fleets, allowImageBuilder: imageBuilders },
      });
      await client.send(command).catch((error: unknown) => {
        throw toImageStoreError(error, 'UpdateImagePermissions', image);
      });
    },
  };
}
