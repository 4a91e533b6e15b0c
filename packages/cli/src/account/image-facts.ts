import { tokenPages } from '@appstream-campaign/aws-adapters/token-pages';
import { presentInstant, presentItems, presentText } from '@appstream-campaign/aws-adapters/tolerant-reading';
import type { ImageFacts, ImageInventory } from '@appstream-campaign/core/planning';
import { type AppStreamClient, DescribeImagesCommand, type Image } from '@aws-sdk/client-appstream';

/**
 * The versions of agents, by the ARN of the image; of images of other accounts that fleets use, their ages as well. An
 * image that can't be asked for is left out.
 * @throws ImageStoreError when a page is no answer
 */
export async function imageFacts(
  client: Pick<AppStreamClient, 'send'>,
  { images, users }: ImageInventory,
): Promise<ReadonlyMap<string, ImageFacts>> {
  const facts = new Map<string, ImageFacts>();
  const add = (found: readonly Image[]) => {
    for (const { Arn, AppstreamAgentVersion, CreatedTime } of found) {
      const arn = presentText(Arn);
      const agent = presentText(AppstreamAgentVersion);
      const createdAt = presentInstant(CreatedTime);
      if (arn === undefined) continue;
      facts.set(arn, { ...(agent && { agent }), ...(createdAt && { createdAt }) });
    }
  };
  const pages = tokenPages<Image>({
    operation: 'DescribeImages',
    what: 'images',
    read: async (token) => {
      // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImages.html
      const command = new DescribeImagesCommand({ Type: 'PRIVATE', ...(token ? { NextToken: token } : {}) });
      const page = await client.send(command);
      return { items: page.Images, token: page.NextToken };
    },
  });
  for await (const page of pages) add(page);
  const own = new Set(images.map(({ id }) => id));
  const foreign = new Set(
    users.flatMap(({ image }) => (image === undefined || own.has(image) ? [] : [image])),
  );
  for (const arn of foreign) {
    // One that is shared no more can't be seen; its fleet is shown without an age.
    const answer = await client.send(new DescribeImagesCommand({ Arns: [arn] })).catch(() => undefined);
    add(presentItems<Image>(answer?.Images) ?? []);
  }
  return facts;
}
