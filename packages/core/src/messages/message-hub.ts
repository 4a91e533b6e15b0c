import { type HubEnded, hubTotals, type TargetOutcome } from '../state/hub-events.ts';
import { severityOf } from '../state/severity.ts';
import { formatElapsed } from '../text/local-time.ts';
import type { MessageDocument, OutcomeRow } from './message-document.ts';
import { adviceFor, linkOf, originOf, outcomes, paragraph } from './message-parts.ts';
import { reasonText } from './message-reasons.ts';
import { targetName, targetsInWords } from './target-name.ts';

/** The report on the campaigns of all targets. */
export function describeHub(event: HubEnded, timeZone: string): MessageDocument {
  const { targets } = event;
  const totals = hubTotals(event);
  const counts = [
    ...(totals.stopped === 0 ? [] : [`${targetsInWords(totals.stopped)} stopped`]),
    ...(['failed', 'updated', 'skipped'] as const).flatMap((outcome) =>
      totals[outcome] === 0 ? [] : [`${totals[outcome]} ${outcome}`],
    ),
  ];
  const result = counts.length === 0 ? 'Nothing to update' : counts.join(', ');
  const stopped = targets.flatMap((target) =>
    target.stopped === undefined ? [] : [{ source: targetName(target), reason: target.stopped, target }],
  );
  const failures = targets.flatMap(({ failed }) => failed);
  return {
    subject: `${result}: AppStream images in ${targetsInWords(targets.length)}`,
    headline: result,
    severity: severityOf(event),
    origin: originOf(event, timeZone),
    blocks: [
      paragraph(
        `The campaigns in ${targetsInWords(targets.length)} are over after ${formatElapsed(event.startedAt, event.at)}: ${result}.`,
      ),
      ...(stopped.length === 0
        ? []
        : [
            {
              kind: 'list' as const,
              title: 'Stopped before all images had an outcome:',
              items: stopped.map(
                ({ source, reason, target }) => `${source}: ${reasonText(reason)}${pageOf(target)}`,
              ),
            },
            ...adviceFor(stopped),
          ]),
      ...outcomes(targets.flatMap(rowsOf)),
      ...adviceFor(failures),
      { kind: 'facts', facts: targets.map((target) => [targetName(target), lineOf(target)] as const) },
      ...linkOf(event),
    ],
  };
}

const pageOf = ({ place }: TargetOutcome) => (place.link === undefined ? '' : `. ${place.link}`);

/** Numbers, how many images are not listed by name, and a link. */
function lineOf(target: TargetOutcome): string {
  const { counts, stopped } = target;
  const parts = [
    ...(stopped === undefined ? [] : ['stopped']),
    ...(['failed', 'updated', 'skipped'] as const).flatMap((outcome) => {
      const omitted = counts[outcome] - target[outcome].length;
      const note = omitted > 0 ? ` (${omitted} not listed above)` : '';
      return counts[outcome] === 0 ? [] : [`${counts[outcome]} ${outcome}${note}`];
    }),
  ];
  return `${parts.length === 0 ? 'nothing to update' : parts.join(', ')}${pageOf(target)}`;
}

function rowsOf(target: TargetOutcome): readonly OutcomeRow[] {
  const name = targetName(target);
  const image = (source: string) => `${name}: ${source}`;
  return [
    ...target.failed.map(
      ({ source, successor, reason }): OutcomeRow => ({
        image: image(source),
        outcome: 'failed',
        reason: reasonText(reason),
        ...(successor === undefined ? {} : { successor }),
      }),
    ),
    ...target.updated.map(
      ({ source, successor }): OutcomeRow => ({ image: image(source), outcome: 'updated', successor }),
    ),
    ...target.skipped.map(
      ({ source, reason }): OutcomeRow => ({
        image: image(source),
        outcome: 'skipped',
        reason: reasonText(reason),
      }),
    ),
  ];
}
