/** Which quotas allow no further update. @module */

import { QUOTAS, type QuotaName, usageOf } from '@appstream-campaign/core/planning';
import type { AppStreamClient } from '@aws-sdk/client-appstream';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { withStoreErrors } from './appstream-errors.ts';
import { listPrivateImages } from './image-listing.ts';
import { toImageRecords } from './image-records.ts';
import { listImageBuilders } from './image-references.ts';
import { readQuotas } from './service-quotas.ts';

/** The clients of {@link usedUpQuotas}, for one account and Region. */
export interface UsedUpQuotasOptions {
  readonly appstream: Pick<AppStreamClient, 'send' | 'config'>;
  readonly quotas: Pick<ServiceQuotasClient, 'send' | 'config'>;
}

/**
 * Which quotas allow no further update, in a sentence: AppStream's own error says that one is used up, and not always
 * which. For `explainLimit` of an `AppStreamImageStore`.
 *
 * Needs `appstream:DescribeImages`, `appstream:DescribeImageBuilders` and the permissions of `readQuotas`.
 *
 * @returns such as `Used up: Images (30 of 30).`; undefined when quota is available again
 * @throws ImageStoreError when AppStream can't be read
 */
export async function usedUpQuotas({ appstream, quotas }: UsedUpQuotasOptions): Promise<string | undefined> {
  const [limits, images, users] = await Promise.all([
    readQuotas({ client: quotas }),
    withStoreErrors('DescribeImages', async () =>
      toImageRecords(await listPrivateImages(appstream), () => {}),
    ),
    listImageBuilders(appstream),
  ]);
  const usage = usageOf({ images, users, shares: [], unseen: [] });
  const full = (Object.keys(QUOTAS) as QuotaName[]).flatMap((name) => {
    const used = usage[name] ?? 0;
    const { value } = limits[name];
    return used < value ? [] : [`${QUOTAS[name].label} (${used} of ${value})`];
  });
  return full.length === 0 ? undefined : `Used up: ${full.join(', ')}.`;
}
