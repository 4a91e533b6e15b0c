import { paginateDescribeImages } from '@aws-sdk/client-appstream';

/**
 * Somebody's own program, which has nothing to do with campaigns: the newest image of a lineage that is ready.
 *
 * @param {import('@aws-sdk/client-appstream').AppStreamClient} client
 * @param {string} prefix what the names of the lineage begin with
 */
export async function newestImage(client, prefix) {
  let newest;
  for await (const { Images = [] } of paginateDescribeImages({ client }, { Type: 'PRIVATE' })) {
    for (const image of Images) {
      const fits = image.Name?.startsWith(prefix) && image.State === 'AVAILABLE';
      if (fits && (newest === undefined || image.CreatedTime > newest.CreatedTime)) newest = image;
    }
  }
  return newest?.Name;
}
