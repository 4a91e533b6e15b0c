import type { CampaignEnded } from '../state/events.ts';
import type { Block } from './message-document.ts';
import { images, paragraph } from './message-parts.ts';

/** What a campaign has pruned and kept, and how many images the account has; nothing without pruning. */
export function pruningOf({ pruning }: Pick<CampaignEnded, 'pruning'>): readonly Block[] {
  if (pruning === undefined) return [];
  const { deleted, kept = [], unseen, images: count, quota } = pruning;
  const what =
    deleted.length === 0
      ? 'Pruning deleted no image.'
      : `Pruning deleted ${images(deleted.length)}: ${deleted.join(', ')}.`;
  const hidden =
    unseen === undefined ? '' : ` What it could not look at keeps the images that it may concern: ${unseen}.`;
  const of = quota === undefined ? '' : ` of ${quota}`;
  const held = count === undefined ? '' : ` The account holds ${images(count).replace(/ /, `${of} `)} now.`;
  const stayed = kept.map(({ image, detail }) => `${image}: ${detail}`);
  return [
    paragraph(`${what}${hidden}${held}`),
    ...(stayed.length === 0
      ? []
      : [{ kind: 'list', title: 'Was to be deleted, and stays:', items: stayed } as const]),
  ];
}
