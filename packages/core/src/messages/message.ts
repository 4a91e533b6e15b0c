import type {
  AnnouncedEvent,
  CampaignDelayed,
  CampaignHalted,
  CampaignStopped,
  EventOf,
  UpdateFailed,
} from '../state/events.ts';
import { isRequestedStop, severityOf } from '../state/severity.ts';
import { formatTime, readTimeZone } from '../text/local-time.ts';
import { oneLine } from '../text/one-line.ts';
import { describeSeveral } from './message-digest.ts';
import type { MessageDocument } from './message-document.ts';
import { ended } from './message-ended.ts';
import { toHtml } from './message-html.ts';
import { describeHub } from './message-hub.ts';
import {
  enrolledImages,
  formatUpdateDuration,
  images,
  linkOf,
  originOf,
  outcomes,
  paragraph,
  rowsOfStop,
  steps,
} from './message-parts.ts';
import { describePass } from './message-pass.ts';
import { quotaShort } from './message-quota.ts';
import { detailLabel, reasonAdvice, reasonSummary, reasonText } from './message-reasons.ts';
import { describeRollout } from './message-rollout.ts';
import { toText } from './message-text.ts';

/** A message for people: a subject in one line, the text, and the same as HTML. */
export interface Message {
  /** One line, without control characters. Not cut: channels with a limit cut it visibly. */
  readonly subject: string;
  readonly text: string;
  /** A complete document without external resources. All external text is escaped. */
  readonly html: string;
}

/** How a message is rendered. */
export interface MessageOptions {
  /** Time zone of its times, as the IANA database has it, such as `Europe/Berlin`. @defaultValue `UTC` */
  readonly timeZone?: string;
}

/** Renders an event, or several of a campaign, as one message. Pure: the same events always give the same message. */
export function renderMessage(
  events: AnnouncedEvent | readonly AnnouncedEvent[],
  options: MessageOptions = {},
): Message {
  const document = describeEvents(events, options);
  return { subject: oneLine(document.subject), text: toText(document), html: toHtml(document) };
}

/** The same in parts, for channels with a format of their own. Texts are neither escaped nor cut. */
export function describeEvents(
  events: AnnouncedEvent | readonly AnnouncedEvent[],
  options: MessageOptions = {},
): MessageDocument {
  const timeZone = readTimeZone('Message', options.timeZone);
  const inZone = (event: AnnouncedEvent) => describe(event, timeZone);
  const [event, ...more] = 'type' in events ? [events] : events;
  if (event === undefined) throw new RangeError('A message needs at least one event.');
  return more.length === 0 ? inZone(event) : describeSeveral([event, ...more], inZone, timeZone);
}

function describe(event: AnnouncedEvent, timeZone: string): MessageDocument {
  switch (event.type) {
    case 'campaignStarted': {
      const told = `Started: ${event.candidates} enrolled AppStream ${event.candidates === 1 ? 'image' : 'images'}`;
      return brief(
        event,
        told,
        `The campaign has started, with ${enrolledImages(event.candidates)}.`,
        timeZone,
      );
    }
    case 'quotaTooSmall':
      return quotaShort(event, timeZone);
    case 'updateStarted': {
      const { source, successor } = event;
      return brief(
        event,
        `Update started: ${source}`,
        `${source} is being updated and becomes ${successor}.`,
        timeZone,
      );
    }
    case 'imageUpdated': {
      const { source, successor, unshared } = event;
      const from = source === successor ? '' : ` It is the successor of ${source}.`;
      return brief(
        event,
        `Updated: ${successor}`,
        `${successor} is available.${from}${unshared === undefined ? '' : ` It is not shared as its source is: ${unshared}`}`,
        timeZone,
      );
    }
    case 'imageSkipped': {
      const { source, reason } = event;
      return brief(event, `Skipped: ${source}`, `${source} was left alone: ${reasonText(reason)}.`, timeZone);
    }
    case 'updateFailed':
      return failed(event, timeZone);
    case 'campaignDelayed':
      return delayed(event, timeZone);
    case 'campaignHalted':
    case 'campaignStopped':
      return stopped(event, timeZone);
    case 'campaignEnded':
      return ended(event, timeZone);
    case 'hubEnded':
      return describeHub(event, timeZone);
    case 'passEnded':
      return describePass(event, timeZone);
    default:
      return describeRollout(event, timeZone);
  }
}

function brief(
  event: EventOf<'campaignStarted' | 'updateStarted' | 'imageUpdated' | 'imageSkipped'>,
  headline: string,
  text: string,
  timeZone: string,
): MessageDocument {
  const subject = headline.includes('AppStream') ? headline : `${headline} (AppStream image)`;
  const severity = severityOf(event);
  return { subject, headline, severity, origin: originOf(event, timeZone), blocks: [paragraph(text)] };
}

function failed(event: UpdateFailed, timeZone: string): MessageDocument {
  const { source, successor, startedAt, endSeenLate, reason } = event;
  const facts: (readonly [string, string])[] = [['Image', source]];
  if (successor !== undefined) facts.push(['Successor', successor]);
  if (startedAt !== undefined) {
    facts.push(
      ['Started', formatTime(startedAt, timeZone)],
      ['Took', formatUpdateDuration(startedAt, event.at, endSeenLate)],
    );
  }
  facts.push(['What happened', reasonSummary(reason)]);
  if (reason.detail !== undefined) facts.push([detailLabel(reason), reason.detail]);
  const done =
    successor === undefined
      ? 'No update was started. The image and its tags are as they were.'
      : 'The image itself was not touched and is enrolled as before. The campaign goes on with the other images.';
  return {
    subject: `Failed: ${source} (AppStream image update)`,
    headline: `Failed: ${source}`,
    severity: severityOf(event),
    origin: originOf(event, timeZone),
    blocks: [
      paragraph('An AppStream image could not be updated.'),
      { kind: 'facts', facts },
      paragraph(done),
      ...steps(reasonAdvice(reason)),
    ],
  };
}

function delayed(event: CampaignDelayed, timeZone: string): MessageDocument {
  const { reason, since, waiting, updating } = event;
  const others =
    updating.length === 0
      ? ''
      : ` ${images(updating.length)} in progress ${updating.length === 1 ? 'is' : 'are'} watched as ever.`;
  return {
    subject: `Delayed: ${reasonSummary(reason)} (AppStream image updates)`,
    headline: `Delayed: ${reasonSummary(reason)}`,
    severity: severityOf(event),
    origin: originOf(event, timeZone),
    blocks: [
      paragraph(
        `No update could be started since ${formatTime(since, timeZone)}, although there are free slots: ${reasonText(reason)}.`,
      ),
      paragraph(
        `${images(waiting.length)} ${waiting.length === 1 ? 'waits' : 'wait'}. The start is tried again every few minutes; after many hours without any progress the images are skipped, and stay enrolled.${others}`,
      ),
      ...steps(reasonAdvice(reason)),
      ...outcomes(rowsOfStop(event)),
      ...linkOf(event),
    ],
  };
}

function stopped(event: CampaignHalted | CampaignStopped, timeZone: string): MessageDocument {
  const halted = event.type === 'campaignHalted';
  const { reason, updating, waiting } = event;
  const asked = isRequestedStop(reason);
  const headline = headlineOfStop(event);
  const inFlight =
    updating.length === 0
      ? 'No update is in progress.'
      : halted
        ? 'Updates in progress are watched to their end.'
        : 'Updates in progress go on at AWS, and a resumed campaign collects them.';
  return {
    subject: `${headline} (AppStream image updates)`,
    headline,
    severity: severityOf(event),
    origin: originOf(event, timeZone),
    blocks: [
      paragraph(
        `${halted ? 'No further update is started' : 'The campaign stopped'}${asked ? ', as requested' : ''}: ${asked ? (reason.detail ?? reasonSummary(reason)) : reasonText(reason)}.`,
      ),
      paragraph(inFlight + (waiting.length === 0 ? '' : ' What was not started is still enrolled.')),
      ...steps(reasonAdvice(reason)),
      ...outcomes(rowsOfStop(event)),
      ...linkOf(event),
    ],
  };
}

function headlineOfStop({ type, reason }: CampaignHalted | CampaignStopped): string {
  const halted = type === 'campaignHalted';
  if (isRequestedStop(reason)) return halted ? 'Stopping as requested' : 'Stopped as requested';
  return `${halted ? 'Halted' : 'Stopped'}: ${reasonSummary(reason)}`;
}
