import { tokenPages } from '@appstream-campaign/aws-adapters/token-pages';
import { presentText } from '@appstream-campaign/aws-adapters/tolerant-reading';
import {
  type AppStreamClient,
  DescribeImageBuildersCommand,
  type ImageBuilder,
} from '@aws-sdk/client-appstream';

/** What the helper of an update is doing, in the service's own word. */
export type Phase = 'UPDATING' | 'SNAPSHOTTING' | 'PENDING_QUALIFICATION';

// An update runs on an image builder that AppStream makes and deletes: UPDATING, then PENDING_QUALIFICATION.
// https://docs.aws.amazon.com/appstream2/latest/developerguide/keep-image-updated-managed-image-updates.html
const PHASES: ReadonlySet<string> = new Set<Phase>(['UPDATING', 'SNAPSHOTTING', 'PENDING_QUALIFICATION']);

/**
 * The phase of each update in progress, by the name of its source: the helper is launched from the source image, and
 * carries its ARN. Builders that people run are in other states, and left out.
 * @throws ImageStoreError when a page is no answer
 */
export async function updatePhases(
  client: Pick<AppStreamClient, 'send'>,
): Promise<ReadonlyMap<string, Phase>> {
  const phases = new Map<string, Phase>();
  const pages = tokenPages<ImageBuilder>({
    operation: 'DescribeImageBuilders',
    what: 'image builders',
    read: async (token) => {
      const page = await client.send(new DescribeImageBuildersCommand(token ? { NextToken: token } : {}));
      return { items: page.ImageBuilders, token: page.NextToken };
    },
  });
  for await (const page of pages) {
    for (const builder of page) {
      const phase = phaseOf(builder);
      const source = presentText(presentText(builder.ImageArn)?.split(':image/')[1]);
      if (phase !== undefined && source !== undefined) phases.set(source, phase);
    }
  }
  return phases;
}

function phaseOf({ State }: ImageBuilder): Phase | undefined {
  return State !== undefined && PHASES.has(State) ? (State as Phase) : undefined;
}
