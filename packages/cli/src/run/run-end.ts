import type { CampaignImage, CampaignPlan, CampaignState, ReasonCode } from '@appstream-campaign/core';
import { isRequestedStop, reasonAdvice, reasonText } from '@appstream-campaign/core/messages';
import type { Exclusion } from '@appstream-campaign/core/planning';
import type { FleetBehind } from '../planning/fleets-behind.ts';
import { exclusionReason } from '../planning/plan-order.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { type GivenFlags, type Hint, hintsFor } from '../terminal/hints.ts';
import { isOutputClosed } from '../terminal/output.ts';
import { type Paint, paintFor } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { counted, listText, printable } from '../terminal/wording.ts';
import { stopText } from '../view/event-wording.ts';
import type { Left } from './drive-campaign.ts';

/** The exit code of a campaign that was left. */
export function exitCodeOf({ state, interrupted }: Left): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (state.status !== 'over') return EXIT.unfinished;
  if (state.images.length === 0) return EXIT.nothing;
  return state.images.some(({ status }) => status === 'failed') ? EXIT.failures : EXIT.done;
}

/** Tells how a campaign was left: where the output goes, or on the error stream when nobody reads that any more. */
export async function printEnd(
  left: Left,
  flags: GivenFlags & { readonly json?: boolean },
  runtime: Runtime,
): Promise<void> {
  const { stdout, stderr } = runtime;
  const text = (stream: Runtime['stdout']) =>
    endText(left, hintsFor(runtime, flags), paintFor(stream, runtime));
  if (flags.json !== true && runtime.outputClosed?.aborted !== true) stdout.write(text(stdout));
  if (await isOutputClosed(runtime)) {
    stderr.write(`Nobody reads the output any more.\n${text(stderr)}`);
  }
}

/** How a campaign was left, for a line of a table. */
export function endWords({ state, interrupted }: Left): string {
  if (interrupted) return 'left; resume goes on';
  if (state.stopped !== undefined) return `stopped: ${printable(stopText(state.stopped))}`;
  if (state.images.length === 0) return 'nothing to do';
  const count = (status: CampaignImage['status']) =>
    state.images.filter((one) => one.status === status).length;
  return `${count('updated')} updated, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** What a person reads when a campaign was left: its result, and what to do next. */
function endText(
  { state, interrupted, undelivered = [], plan, behind = [] }: Left,
  hint: Hint,
  paint: Paint,
): string {
  const lines = [''];
  if (interrupted) {
    lines.push(paint.bold(`Left before the campaign ${state.id} was over.`), ...inFlight(state));
    lines.push(`Go on: ${hint('resume', state.id)}`);
  } else if (state.stopped !== undefined) {
    const asked = isRequestedStop(state.stopped) ? ' as requested' : '';
    lines.push(paint.bold(`Stopped${asked}: ${printable(stopText(state.stopped))}.`), ...inFlight(state));
    lines.push(
      ...reasonAdvice(state.stopped).map((step) => `  - ${step}`),
      `Go on: ${hint('resume', state.id)}`,
    );
  } else {
    lines.push(paint.bold(outcome(state)), ...failures(state, hint, paint), ...leftOut(plan));
    if (state.images.length > 0) lines.push(`All of it: ${hint('status', state.id)}`);
  }
  if (!interrupted) lines.push(...successors(state, behind, hint));
  if (undelivered.length > 0) {
    lines.push(paint.red(`Messages never got through to ${listText(undelivered)}; the lines above say why.`));
  }
  return `${lines.join('\n')}\n`;
}

function outcome({ id, images, nothingFound }: CampaignState): string {
  if (images.length === 0) {
    const why = nothingFound === undefined ? '' : ` ${printable(nothingFound)}.`;
    return `Nothing to do: no image is enrolled, or none of those matches the flags.${why}`;
  }
  const count = (status: CampaignImage['status']) => images.filter((image) => image.status === status).length;
  return `The campaign ${id} is over: ${counted(count('updated'), 'image')} updated, ${count('failed')} failed, ${count('skipped')} skipped.`;
}

/** What to do with the successors: fleets with a ring get them by a rollout, the others need a person. */
function successors(
  { images }: CampaignState,
  behind: readonly FleetBehind[],
  hint: Hint,
): readonly string[] {
  if (images.every(({ status }) => status !== 'updated')) return [];
  const enrolled = behind.filter(({ ring }) => ring !== undefined);
  const others = behind.filter(({ ring }) => ring === undefined);
  const names = enrolled.map(({ fleet, ring = '' }) => `${printable(fleet)} (${printable(ring)})`);
  const byRollout =
    enrolled.length === 0
      ? []
      : [
          `By a rollout, ring by ring: ${listText(names, 6)}.`,
          `  See what would move: ${hint('rollout', 'plan')}`,
          `  Carry it out: ${hint('rollout', 'run')}`,
        ];
  return [
    'Test the successors, then bring them to the fleets that use their sources: a campaign changes no fleet.',
    ...byRollout,
    ...others.map(
      ({ fleet, image, successor }) => `  fleet ${printable(fleet)} uses ${image}: assign ${successor}`,
    ),
  ];
}

/** Who is not in it although enrolled, and who is left out on purpose. */
function leftOut({ images }: Pick<CampaignPlan, 'images'> = { images: [] }): readonly string[] {
  const told = (text: string, exclusion: Exclusion) => {
    const names = exclusionReason(images, exclusion).map(printable);
    return names.length === 0 ? [] : [`${text}: ${listText(names, 10)}.`];
  };
  return [
    ...told('Left out by --limit, and still enrolled', 'beyond-limit'),
    ...told('Ignored, as a person has said', 'ignored'),
  ];
}

function inFlight({ images }: CampaignState): readonly string[] {
  const names = images.flatMap(({ status, source }) => (status === 'updating' ? [source] : []));
  return names.length === 0 ? [] : [`In progress, and going on in AWS: ${listText(names)}.`];
}

/** Reasons that hold next month as well. */
const FOR_EVER: readonly ReasonCode[] = ['incompatible', 'not-permitted'];

function failures({ images }: CampaignState, hint: Hint, paint: Paint): readonly string[] {
  return images.flatMap((image) => {
    if (image.status !== 'failed') return [];
    const steps = FOR_EVER.includes(image.reason.code)
      ? [`To be told of it no more: ${hint('tag', '--ignore', image.source)}`]
      : [];
    const advice = [...reasonAdvice(image.reason), ...steps].map((step) => `      - ${step}`);
    return [`  ${paint.red('failed')} ${image.source}: ${printable(reasonText(image.reason))}`, ...advice];
  });
}
