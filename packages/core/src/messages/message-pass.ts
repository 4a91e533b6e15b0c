import { type PassEnded, type PassItem, type PassOutcome, passTotals } from '../state/pass-events.ts';
import { severityOf } from '../state/severity.ts';
import { formatElapsed } from '../text/local-time.ts';
import type { Block, MessageDocument } from './message-document.ts';
import { adviceFor, linkOf, originOf, paragraph, steps } from './message-parts.ts';
import { reasonText } from './message-reasons.ts';
import { targetName, targetsInWords } from './target-name.ts';

type Pass = Pick<PassEnded, 'pass' | 'dryRun'>;

/** The one report on a pass in all targets. */
export function describePass(event: PassEnded, timeZone: string): MessageDocument {
  const { targets, pass } = event;
  const totals = passTotals(event);
  const result = inWords([
    ...(totals.stopped === 0 ? [] : [`${targetsInWords(totals.stopped)} stopped`]),
    ...countsInWords(totals, event),
  ]);
  const about = pass === 'rollout' ? 'rollout' : 'pruning';
  const stopped = targets.flatMap((target) =>
    target.stopped === undefined ? [] : [{ source: targetName(target), reason: target.stopped }],
  );
  const listed = (title: string, items: (target: PassOutcome) => readonly PassItem[]): readonly Block[] => {
    const lines = targets.flatMap((target) =>
      items(target).map((item) => `${targetName(target)}: ${itemInWords(item)}`),
    );
    return lines.length === 0 ? [] : [{ kind: 'list', title, items: lines }];
  };
  return {
    subject: `${result}: AppStream ${about} in ${targetsInWords(targets.length)}`,
    headline: result,
    severity: severityOf(event),
    origin: originOf(event, timeZone),
    blocks: [
      paragraph(
        `A pass of the ${about} in ${targetsInWords(targets.length)} is over after ${formatElapsed(event.startedAt, event.at)}: ${result}.${event.dryRun ? ' It was a dry run: nothing was changed.' : ''}`,
      ),
      ...(stopped.length === 0
        ? []
        : [
            {
              kind: 'list' as const,
              title: 'Stopped before the pass was over:',
              items: stopped.map(({ source, reason }) => `${source}: ${reasonText(reason)}`),
            },
            ...adviceFor(stopped),
          ]),
      ...listed('Failed, and tried again by the next pass:', ({ failed }) => failed),
      ...listed('Wait for approval:', ({ held }) => held.filter(isApproval)),
      ...approvalAdvice(targets),
      ...listed(`${capitalised(doneWord(event))}:`, ({ done }) => done),
      ...listed(pass === 'rollout' ? 'Held:' : 'Kept:', ({ held }) =>
        held.filter((item) => !isApproval(item)),
      ),
      { kind: 'facts', facts: targets.map((target) => [targetName(target), lineOf(target, event)] as const) },
      ...linkOf(event),
    ],
  };
}

const isApproval = ({ code }: PassItem) => code === 'approval';
const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const inWords = (counts: readonly string[]) => (counts.length === 0 ? 'Nothing to do' : counts.join(', '));

function doneWord({ pass, dryRun }: Pass): string {
  const done = pass === 'rollout' ? 'changed' : 'deleted';
  return dryRun ? `would be ${done}` : done;
}

function countsInWords(
  { failed, approvals, done, held }: PassOutcome['counts'],
  event: Pass,
): readonly string[] {
  const others = held - approvals;
  return [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(approvals === 0 ? [] : [`${approvals} ${approvals === 1 ? 'waits' : 'wait'} for approval`]),
    ...(done === 0 ? [] : [`${done} ${doneWord(event)}`]),
    ...(others === 0 ? [] : [`${others} ${event.pass === 'rollout' ? 'held' : 'kept'}`]),
  ];
}

function itemInWords({ name, code, detail }: PassItem): string {
  return `${name}: ${code.replaceAll('-', ' ')}${detail === undefined ? '' : `, ${detail}`}`;
}

/** Numbers, and what is not listed by name. */
function lineOf(target: PassOutcome, event: Pass): string {
  const { counts, stopped } = target;
  const omitted =
    counts.done +
    counts.held +
    counts.failed -
    target.done.length -
    target.held.length -
    target.failed.length;
  const parts = [...(stopped === undefined ? [] : ['stopped']), ...countsInWords(counts, event)];
  const result = parts.length === 0 ? 'nothing to do' : parts.join(', ');
  return omitted > 0 ? `${result} (${omitted} not listed above)` : result;
}

function approvalAdvice(targets: readonly PassOutcome[]): readonly Block[] {
  if (!targets.some(({ held }) => held.some(isApproval))) return [];
  return steps([
    'Test the version on a fleet that has it already.',
    'If it is good, approve it there: appstream-campaign rollout approve IMAGE --ring RING. If it is bad, revoke it: appstream-campaign rollout revoke IMAGE --reason "…".',
  ]);
}
