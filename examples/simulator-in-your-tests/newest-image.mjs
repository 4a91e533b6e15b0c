import { paginateDescribeImages } from '@aws-sdk/client-appstream';

/**
 * Somebody's own program, which has nothing to do with campaigns: the newest image of a lineage that is ready.
 *
 * @param {import('@aws-sdk/client-appstream').AppStreamClient} client
 * @param {string} prefix what the names of the lineage begin with
 */
export async function newestImage(client, prefix) {
  let newest = '';
  let newestTime = 0;
  for await (const { Images = [] } of paginateDescribeImages({ client }, { Type: 'PRIVATE' })) {
    for (const { Name = '', State, CreatedTime } of Images) {
      const time = CreatedTime?.getTime() ?? 0;
      if (Name.startsWith(prefix) && State === 'AVAILABLE' && time > newestTime) {
        [newest, newestTime] = [Name, time];
      }
    }
  }
  return newest === '' ? undefined : newest;
}
