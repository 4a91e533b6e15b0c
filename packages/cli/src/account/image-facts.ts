import { presentInstant, presentItems, presentText } from '@appstream-campaign/aws-adapters/tolerant-reading';
import type { ImageFacts, ImageInventory } from '@appstream-campaign/core/planning';
import { type AppStreamClient, DescribeImagesCommand, type Image } from '@aws-sdk/client-appstream';

/** More pages than any quota of images fills. */
const MOST_PAGES = 100;

/**
 * The versions of agents, by the ARN of the image; of images of other accounts that fleets use, their ages as well. An
 * image that can't be asked for is left out.
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
  let NextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImages.html
    const command = new DescribeImagesCommand({ Type: 'PRIVATE', ...(NextToken ? { NextToken } : {}) });
    const answer = await client.send(command);
    add(presentItems<Image>(answer.Images) ?? []);
    const next = presentText(answer.NextToken);
    if (next === undefined || next === NextToken) break;
    NextToken = next;
  }
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
