import type { CampaignEnded } from '../state/events.ts';
import { severityOf } from '../state/severity.ts';
import { formatElapsed } from '../text/local-time.ts';
import type { Block, MessageDocument } from './message-document.ts';
import {
  adviceFor,
  images,
  linkOf,
  originOf,
  outcomes,
  paragraph,
  rowsOfEnd,
  steps,
} from './message-parts.ts';
import { pruningOf } from './message-pruning.ts';

function nothingUpdated({ nothingFound }: CampaignEnded): string {
  const why = nothingFound === undefined ? '' : ` ${nothingFound}.`;
  return `No image was a candidate, so nothing was updated.${why} An image takes part when it carries the enrolment tag and is available.`;
}

/** Successors that are not shared as their sources are; nothing where all are. */
function sharingOf(updated: CampaignEnded['updated']): readonly Block[] {
  const items = updated.flatMap(({ source, successor, unshared }) =>
    unshared === undefined ? [] : [`${successor}, from ${source}: ${unshared}`],
  );
  return items.length === 0 ? [] : [{ kind: 'list', title: 'Not shared as the source is:', items }];
}

/** The summary of a campaign that is over. */
export function ended(event: CampaignEnded, timeZone: string): MessageDocument {
  const { updated, failed: failures, skipped } = event;
  const all: readonly (readonly [number, string])[] = [
    [failures.length, 'failed'],
    [updated.length, 'updated'],
    [skipped.length, 'skipped'],
  ];
  const counts = all.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const total = updated.length + failures.length + skipped.length;
  const result = counts.length === 0 ? 'Nothing to update' : counts.join(', ');
  return {
    subject: `${result}: AppStream images`,
    headline: failures.length > 0 ? `${failures.length} of ${images(total)} failed` : result,
    severity: severityOf(event),
    origin: originOf(event, timeZone),
    blocks: [
      paragraph(
        total === 0
          ? nothingUpdated(event)
          : `The campaign is over after ${formatElapsed(event.startedAt, event.at)}: ${result}.`,
      ),
      ...outcomes(rowsOfEnd(event)),
      ...sharingOf(updated),
      ...pruningOf(event),
      ...(updated.length === 0
        ? []
        : [
            paragraph(
              'Test the successors, then bring them to the fleets that use their sources: a campaign changes no fleet. The sources were not changed.',
            ),
            ...steps([
              'Fleets with the tag ImageRing get them by a rollout, ring by ring. See what it would do: appstream-campaign rollout plan',
              'Assign them to the other fleets yourself, in the AppStream console for instance.',
            ]),
          ]),
      ...adviceFor(failures),
      ...linkOf(event),
    ],
  };
}
