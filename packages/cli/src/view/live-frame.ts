import type { CampaignImage, CampaignState } from '@appstream-campaign/core';
import type { UpdatingImage } from '@appstream-campaign/core/internal';
import { isYetToBegin } from '@appstream-campaign/core/internal';
import { updateMinutes } from '@appstream-campaign/core/planning';
import type { Phase } from '../account/builder-phases.ts';
import type { ExpectedEnd } from '../planning/expected-end.ts';
import type { Paint } from '../terminal/paint.ts';
import { columns } from '../terminal/table.ts';
import {
  clockText,
  counted,
  cut,
  instantText,
  listText,
  minutesText,
  shortened,
} from '../terminal/wording.ts';
import { delayText, type EventLine } from './event-wording.ts';
import type { RunTitle } from './run-view.ts';

/** Everything that one picture shows. */
export interface Frame {
  readonly title: RunTitle;
  /** Absent before the first step is done. */
  readonly state: CampaignState | undefined;
  readonly now: Date;
  /** What the helpers of the updates are doing, by source. */
  readonly phases: ReadonlyMap<string, Phase>;
  readonly expected: ExpectedEnd | undefined;
  /** What happened, the latest last. */
  readonly lines: readonly (EventLine & { readonly at: string })[];
  /** Of all times. */
  readonly timeZone: string;
  /** A sentence at the foot. */
  readonly note: string;
}

/** Characters and lines that there are. */
export interface FrameSize {
  readonly width: number;
  readonly rows: number;
}

const PHASES: Readonly<Record<Phase, string>> = {
  UPDATING: 'installing updates',
  SNAPSHOTTING: 'taking the image',
  PENDING_QUALIFICATION: 'qualification',
};
/** Minutes that an update is reckoned with until one of this campaign has ended: AWS says "several hours", at most. */
const RECKONED_MINUTES = 90;
const BAR_WIDTH = 16;
/** Part of a bar that is full when the usual time has passed. */
const AT_USUAL_TIME = 0.75;
/** Part of a bar that is never quite full while the update goes on. */
const MOST_UNFINISHED = 0.9;
/** Lines that are neither images nor events: title, slots, bar, waiting, note; and two that the terminal keeps. */
const FIXED_ROWS = 7;
/** Below so many lines there are no blank ones. */
const LOW = 18;

/** One picture of a campaign, no higher and no wider than the terminal. */
export function frameText(frame: Frame, { width, rows }: FrameSize, paint: Paint): string {
  const { title, state, now, note, timeZone } = frame;
  const blank = rows < LOW ? [] : [''];
  const head = `${paint.bold(title.campaign)}  ${paint.dim(`account ${title.account}, ${title.region}`)}`;
  if (state === undefined)
    return ['', `  ${head}`, `  ${instantText(now, timeZone)}   looking for enrolled images`, ''].join('\n');
  const updating = state.images.filter((image): image is UpdatingImage => image.status === 'updating');
  const room = Math.max(2, rows - FIXED_ROWS - 4 * blank.length);
  const most = Math.max(1, room - Math.min(3, Math.floor(room / 2)));
  const shown = updating.length <= most ? updating : updating.slice(0, most - 1);
  const hidden = updating.length - shown.length;
  const events = frame.lines.slice(-Math.max(1, room - shown.length - Math.min(1, hidden)));
  const lines = [
    ...blank,
    `  ${head}`,
    `  ${slots(frame, state, updating.length, paint)}`,
    `  ${overall(state, now, width - 4, paint)}`,
    ...blank,
    ...(shown.length > 0
      ? columns(shown.map((image) => row(image, frame, assumedMinutes(state), { width, paint }))).split('\n')
      : []),
    ...(hidden > 0 ? [paint.dim(`  and ${counted(hidden, 'update')} more`)] : []),
    `  ${paint.dim(waiting(state, timeZone))}`,
    ...blank,
    ...events.map((line) => `  ${eventText(line, width - 4, paint, timeZone)}`),
    ...blank,
    `  ${paint.dim(note)}`,
  ];
  return lines.map((line) => cut(line, width)).join('\n');
}

function slots(
  { title, now, expected, timeZone }: Frame,
  state: CampaignState,
  inUse: number,
  paint: Paint,
): string {
  const most = Math.min(title.batchSize, 20);
  const used = Math.min(most, inUse);
  const boxes = paint.cyan('■'.repeat(used)) + paint.dim('□'.repeat(most - used));
  const next =
    state.nextCheckAt === undefined ? 'none' : `at ${clockText(new Date(state.nextCheckAt), timeZone)}`;
  const end =
    expected === undefined
      ? ''
      : `   expected end ${clockText(expected.half, timeZone)}, 90 % by ${clockText(expected.ninety, timeZone)}`;
  return `${paint.bold(clockText(now, timeZone))}  ${boxes} ${inUse} of ${counted(title.batchSize, 'slot')}   next check ${next}${end}`;
}

const ended = ({ status }: CampaignImage) =>
  status === 'updated' || status === 'failed' || status === 'skipped';

function overall(state: CampaignState, now: Date, width: number, paint: Paint): string {
  const count = (status: CampaignImage['status']) =>
    state.images.filter((image) => image.status === status).length;
  const done = state.images.filter(ended).length;
  const all = state.images.length;
  const parts = [
    paint.green(`${count('updated')} updated`),
    ...(count('failed') > 0 ? [paint.red(`${count('failed')} failed`)] : []),
    ...(count('skipped') > 0 ? [paint.yellow(`${count('skipped')} skipped`)] : []),
    `${count('updating')} updating`,
    `${count('waiting') + count('starting')} waiting`,
    paint.dim(`for ${minutesText(minutesSince(state.startedAt, now))}`),
  ];
  return `${bar(all === 0 ? 0 : done / all, Math.min(30, Math.floor(width / 4)), paint)} ${done} of ${all}   ${parts.join(' · ')}`;
}

function row(
  image: UpdatingImage,
  { phases, now }: Frame,
  assumed: number,
  { width, paint }: { readonly width: number; readonly paint: Paint },
): readonly string[] {
  const passed = minutesSince(image.startedAt, now);
  const phase = phases.get(image.source);
  const share = shareOf(passed, image.expectedMinutes ?? assumed);
  return [
    `${paint.cyan('▸')} ${shortened(image.source, Math.max(20, width - BAR_WIDTH - 42))}`,
    bar(share, BAR_WIDTH, paint),
    minutesText(passed),
    phase === undefined ? '' : PHASES[phase],
  ];
}

/**
 * How far an update seems to be. Up to the usual time it grows evenly; from then on ever more slowly, because nobody
 * knows how much is left, and an update that takes twice as long as usual must not look as if it were done.
 */
function shareOf(passed: number, usual: number): number {
  return passed <= usual
    ? (passed / usual) * AT_USUAL_TIME
    : MOST_UNFINISHED - (usual / passed) * (MOST_UNFINISHED - AT_USUAL_TIME);
}

/** How long an update takes of which nobody remembers how long it took before: as long as the ones of this campaign that have ended took, half of them at most. */
function assumedMinutes({ images }: CampaignState): number {
  const lengths = images.flatMap((image) => updateMinutes(image) ?? []).toSorted((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? RECKONED_MINUTES;
}

function waiting({ images, delayed }: CampaignState, timeZone: string): string {
  const names = images.filter(isYetToBegin).map(({ source }) => shortened(source, 28));
  if (names.length === 0) return '';
  if (delayed !== undefined) return `waiting: ${delayText(delayed, timeZone)}`;
  return `waiting for a slot: ${listText(names, 4)}`;
}

function eventText(
  { at, word, colour, text }: EventLine & { readonly at: string },
  width: number,
  paint: Paint,
  timeZone: string,
) {
  return `${clockText(new Date(at), timeZone)}  ${paint[colour](word.padEnd(9))}  ${cut(text, width - 18)}`;
}

function bar(share: number, width: number, paint: Paint): string {
  // Only what is done is full.
  const full = share >= 1 ? width : Math.min(width - 1, Math.floor(Math.max(0, share) * width));
  return paint.cyan('█'.repeat(full)) + paint.dim('░'.repeat(width - full));
}

function minutesSince(from: string, to: Date): number {
  return Math.max(0, (to.getTime() - Date.parse(from)) / 60_000);
}
