import type { QuotaTooSmall } from '../state/events.ts';
import { severityOf } from '../state/severity.ts';
import type { Block, MessageDocument } from './message-document.ts';
import { images, linkOf, originOf, paragraph, steps } from './message-parts.ts';

const REASONS: Readonly<Record<string, string>> = { superseded: 'superseded', failed: 'its update failed' };

/** The image quota does not hold the campaign: what it needs, and which images could go. */
export function quotaShort(event: QuotaTooSmall, timeZone: string): MessageDocument {
  const { needed, room, quota } = event;
  const headline = `Image quota too small: room for ${room} of ${images(needed)}`;
  const few = room === 0 ? 'no more' : `only ${room} more`;
  return {
    subject: `${headline} (AppStream image updates)`,
    headline,
    severity: severityOf(event),
    origin: originOf(event, timeZone),
    blocks: [
      paragraph(
        `The campaign begins, and needs up to ${images(needed).replace(/ /, ' new ')}; fewer, where images are up to date. The account may have ${images(quota)}, and ${few}. What finds no room waits, is skipped after many hours, and stays enrolled. This campaign deletes no versions.`,
      ),
      ...removable(event),
      ...steps([
        `Raise the quota "Images" in Service Quotas to at least ${quota - room + needed}.`,
        'Or delete images that nobody needs: "appstream-campaign prune" shows what goes and why, and asks.',
        'Or let campaigns make room themselves: the page "Pruning" of the documentation says how.',
      ]),
      ...linkOf(event),
    ],
  };
}

function removable({ images: going, unseen }: QuotaTooSmall): readonly Block[] {
  const hidden =
    unseen === undefined
      ? []
      : [paragraph(`What could not be looked at keeps the images that it may concern: ${unseen}`)];
  if (going.length > 0) {
    const items = going.map(({ image, reason }) => `${image}: ${REASONS[reason] ?? reason}`);
    return [{ kind: 'list', title: 'Pruning would delete these:', items }, ...hidden];
  }
  return [
    paragraph(
      unseen === undefined
        ? 'Pruning would delete no image.'
        : 'Which images could go is not known: not everything that may use them was seen.',
    ),
    ...hidden,
  ];
}
