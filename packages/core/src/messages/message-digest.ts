import type { AnnouncedEvent, UpdateFailed } from '../state/events.ts';
import { isAtLeast, type Severity, severityOf } from '../state/severity.ts';
import { countOutcomes, type MessageDocument, type OutcomeRow } from './message-document.ts';
import { adviceFor, enrolledImages, originOf, outcomes, paragraph, rowOf } from './message-parts.ts';

/** Names in a subject before it says "and n more". */
const NAMED = 2;

/**
 * Several events of a campaign as one message. The table of an end has all images already; below a stop, and below a start,
 * the message lists the images of the other events.
 */
export function describeSeveral(
  events: readonly [AnnouncedEvent, ...AnnouncedEvent[]],
  describe: (event: AnnouncedEvent) => MessageDocument,
  timeZone: string,
): MessageDocument {
  const about = events.findLast(({ type }) =>
    [
      'hubEnded',
      'passEnded',
      'campaignEnded',
      'campaignStopped',
      'campaignHalted',
      'campaignDelayed',
      'quotaTooSmall',
    ].includes(type),
  );
  if (about !== undefined && ['campaignEnded', 'hubEnded', 'passEnded'].includes(about.type))
    return describe(about);
  const rows = latestRows(events);
  const failures = events.filter((event): event is UpdateFailed => event.type === 'updateFailed');
  const table = [...outcomes(rows), ...adviceFor(failures)];
  const [only, ...others] = events;
  if (about !== undefined) {
    const { blocks, ...rest } = describe(about);
    return { ...rest, blocks: [...blocks, ...table] };
  }
  if (rows.length === 0) return describe(others.at(-1) ?? only);
  const last = others.at(-1) ?? only;
  const [counted] = countOutcomes(rows);
  const result = countOutcomes(rows)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
  const named = rows.filter(({ outcome }) => outcome === counted?.[0]).map(({ image }) => image);
  const more = named.length > NAMED ? ` and ${named.length - NAMED} more` : '';
  const started = events.find((event) => event.type === 'campaignStarted');
  const begun =
    started === undefined ? '' : `The campaign has started, with ${enrolledImages(started.candidates)}. `;
  return {
    subject: `${result}: ${named.slice(0, NAMED).join(', ')}${more} (AppStream images)`,
    headline: result,
    severity: worst(events),
    origin: originOf(last, timeZone),
    blocks: [
      paragraph(
        `${begun}Since the last message: ${result}.${failures.length > 0 ? ' The campaign goes on with the other images.' : ''}`,
      ),
      ...table,
    ],
  };
}

/** The latest row of each image. */
function latestRows(events: readonly AnnouncedEvent[]): readonly OutcomeRow[] {
  const rows = new Map<string, OutcomeRow>();
  for (const event of events) {
    const row = rowOf(event);
    if (row !== undefined && 'source' in event) rows.set(event.source, row);
  }
  return [...rows.values()];
}

function worst(events: readonly AnnouncedEvent[]): Severity {
  return events.reduce<Severity>((most, event) => {
    const severity = severityOf(event);
    return isAtLeast(severity, most) ? severity : most;
  }, 'info');
}
