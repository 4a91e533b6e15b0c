import type { AnnouncedEvent, CampaignEnded, CampaignStopped, EventOf, UpdateFailed } from './events.ts';
import { type Instant, minutesBetween } from './instant.ts';
import { type Block, type MessageDocument, toHtml, toText } from './message-document.ts';
import { reasonAdvice, reasonSummary, reasonText } from './message-reasons.ts';
import { oneLine } from './one-line.ts';

/** What a person gets to read: one line of subject, the text, and the same as HTML. */
export interface Message {
  /** One line, without control characters. Not cut: channels with a limit cut it visibly. */
  readonly subject: string;
  readonly text: string;
  /** A whole document. Everything that came from outside is escaped. */
  readonly html: string;
}

/** An event in words. Pure: the same event always gives the same message. */
export function renderMessage(event: AnnouncedEvent): Message {
  const document = toDocument(event);
  return { subject: oneLine(document.subject), text: toText(document), html: toHtml(document) };
}

function toDocument(event: AnnouncedEvent): MessageDocument {
  switch (event.type) {
    case 'campaignStarted':
      return brief(event, `AppStream image updates started: ${event.candidates} candidates`);
    case 'updateStarted':
      return brief(event, `AppStream image update started: ${event.source} becomes ${event.successor}`);
    case 'imageUpdated':
      return brief(event, `AppStream image updated: ${event.successor} is available`);
    case 'imageSkipped':
      return brief(event, `AppStream image skipped: ${event.source}: ${reasonText(event.reason)}`);
    case 'updateFailed':
      return failed(event);
    case 'campaignStopped':
      return stopped(event);
    case 'campaignEnded':
      return ended(event);
  }
}

function brief(
  event: EventOf<'campaignStarted' | 'updateStarted' | 'imageUpdated' | 'imageSkipped'>,
  text: string,
): MessageDocument {
  return { subject: text, blocks: [paragraph(`${text}.`), origin(event)] };
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });

const origin = ({ campaign, at }: { readonly campaign: string; readonly at: Instant }): Block =>
  paragraph(`Campaign ${campaign}, ${inWords(at)}.`);

const steps = (items: readonly string[]): readonly Block[] =>
  items.length === 0 ? [] : [{ kind: 'list', title: 'What to do next:', items, ordered: true }];

function failed(event: UpdateFailed): MessageDocument {
  const { source, successor, startedAt, reason } = event;
  const facts: (readonly [string, string])[] = [['Image', source]];
  if (successor !== undefined) facts.push(['Successor', successor]);
  if (startedAt !== undefined) {
    facts.push(['Started', inWords(startedAt)], ['Took', duration(startedAt, event.at)]);
  }
  facts.push(['What happened', reasonSummary(reason)]);
  if (reason.detail !== undefined) facts.push(['AppStream says', reason.detail]);
  const done =
    successor === undefined
      ? 'No update was started. The image and its tags are as they were.'
      : 'The image itself was not touched and is enrolled as before. The campaign goes on with the other images.';
  return {
    subject: `AppStream image update failed: ${source}`,
    blocks: [
      paragraph('An AppStream image could not be updated.'),
      { kind: 'facts', facts },
      paragraph(done),
      ...steps(reasonAdvice(reason)),
      origin(event),
    ],
  };
}

function stopped(event: CampaignStopped): MessageDocument {
  const { reason, updating, waiting } = event;
  const inFlight: readonly Block[] =
    updating.length === 0
      ? [paragraph('No update is in progress.')]
      : [
          {
            kind: 'table',
            title: 'In progress (they go on at AWS, and a resumed campaign collects them)',
            columns: ['Image', 'Successor'],
            rows: updating.map(({ source, successor }) => [source, successor]),
          },
        ];
  const held: readonly Block[] =
    waiting.length === 0
      ? []
      : [{ kind: 'list', title: 'Not started, and still enrolled:', items: waiting, ordered: false }];
  return {
    subject: `AppStream image updates stopped: ${reasonSummary(reason)}`,
    blocks: [
      paragraph(`The campaign stopped: ${reasonText(reason)}.`),
      ...inFlight,
      ...held,
      ...steps(reasonAdvice(reason)),
      origin(event),
    ],
  };
}

function ended(event: CampaignEnded): MessageDocument {
  const { updated, failed: failures, skipped } = event;
  const counts = [`${updated.length} updated`, `${failures.length} failed`, `${skipped.length} skipped`].join(
    ', ',
  );
  const total = updated.length + failures.length + skipped.length;
  return {
    subject: `AppStream image updates: ${counts}`,
    blocks: [
      paragraph(
        total === 0
          ? 'No image was a candidate, so nothing was updated. An image takes part when it carries the enrolment tag and is available.'
          : `The campaign is over after ${duration(event.startedAt, event.at)}: ${counts}.`,
      ),
      ...table(
        'Updated',
        ['Image', 'Successor', 'Took'],
        updated.map(({ source, successor, startedAt, endedAt }) => [
          source === successor ? 'not recorded' : source,
          successor,
          startedAt === undefined || endedAt === undefined ? '' : duration(startedAt, endedAt),
        ]),
      ),
      ...(updated.length === 0
        ? []
        : [paragraph('Test the successors before you assign them to fleets. The sources were not changed.')]),
      ...table(
        'Failed',
        ['Image', 'Reason', 'Successor', 'Took'],
        failures.map(({ source, reason, successor, startedAt, endedAt }) => [
          source,
          reasonText(reason),
          successor ?? '',
          startedAt === undefined ? '' : duration(startedAt, endedAt),
        ]),
      ),
      ...table(
        'Skipped',
        ['Image', 'Reason'],
        skipped.map(({ source, reason }) => [source, reasonText(reason)]),
      ),
      origin(event),
    ],
  };
}

function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly Block[] {
  return rows.length === 0 ? [] : [{ kind: 'table', title: `${title} (${rows.length})`, columns, rows }];
}

/** `2026-11-23 08:00 UTC` */
function inWords(instant: Instant): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** `1 h 25 min` */
function duration(from: Instant, to: Instant): string {
  const minutes = Math.max(0, Math.round(minutesBetween(from, to)));
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
