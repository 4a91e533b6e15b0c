import type {
  HoldReason,
  RolloutAction,
  RolloutDecision,
  RolloutResult,
} from '@appstream-campaign/core/rollout';
import type { RolloutRow } from '../planning/rollout-rows.ts';
import type { Hint } from '../terminal/hints.ts';
import type { Paint } from '../terminal/paint.ts';
import { counted, instantText, listText, printable, wrapped } from '../terminal/wording.ts';

/** Why a fleet stays, in words. */
export const HOLD_WORDS: Readonly<Record<HoldReason, string>> = {
  'not-enrolled': 'the fleet has no ring',
  'unknown-ring': 'there is no such ring in the policy',
  elastic: 'an elastic fleet has no image of its own',
  'image-not-owned': 'its image is shared by another account, or gone: a person assigns its versions',
  'no-lineage': 'the tags of its image prove no lineage',
  'version-paused': 'that version is paused',
  'version-held': 'that version is held',
  'ring-behind': 'an earlier ring does not have it everywhere',
  'ring-unhealthy': 'a fleet of an earlier ring has errors',
  soaking: 'it soaks',
  approval: 'it needs an approval',
  alarm: 'an alarm is in ALARM',
  window: 'the window is closed',
  'fleet-paused': 'the fleet is paused',
  'fleet-changing': 'the fleet is starting or stopping',
  'fleet-unhealthy': 'the fleet has errors already',
  'needs-stop': 'another operating system: stop the fleet first',
  later: 'the limit of fleets switched at once is reached',
  'switched-by-code': 'the code that manages the fleet switches it',
  draining: 'instances with the image before are drained',
  'no-earlier-version': 'there is no earlier version to go back to',
};

/** Where no fleet is listed. */
export const NOBODY: string =
  '  no fleet of this name takes part: a fleet does with a tag such as ImageRing=test\n';

/** How rows are shown. */
export interface RolloutViewOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly timeZone: string;
}

/** Each lineage with its rings: what the fleets have, what is wanted, and what holds it. */
export function rowsText(rows: readonly RolloutRow[], options: RolloutViewOptions): string {
  if (rows.length === 0) return NOBODY;
  const lineages = [...new Set(rows.map(({ lineage }) => lineage))];
  const ringWidth = Math.max(...rows.map(({ ring }) => (ring ?? '-').length));
  return lineages
    .map((lineage) => {
      const own = rows.filter((row) => row.lineage === lineage);
      const title = options.paint.bold(printable(lineage ?? 'Outside of lineages'));
      return `${title}\n${own.map((row) => rowText(row, ringWidth, options)).join('')}`;
    })
    .join('\n');
}

const VERDICTS = { switch: 'switch now', rollback: 'back now', held: 'waits', settled: 'as wanted' } as const;
const VERDICT_WIDTH = 12;

function rowText(row: RolloutRow, ringWidth: number, { paint, width, timeZone }: RolloutViewOptions): string {
  const { ring = '-', now = '-', wanted, verdict, since, fleets, earliest } = row;
  const colours = { switch: paint.green, rollback: paint.red, held: paint.yellow, settled: paint.dim };
  const change = wanted === undefined || wanted === now ? now : `${now} → ${wanted}`;
  const word = row.waitsFor === 'choice' ? 'stays' : VERDICTS[verdict];
  const what = colours[verdict](word.padEnd(VERDICT_WIDTH));
  const head = `  ${printable(ring).padEnd(ringWidth)}  ${what}${printable(change)}`;
  const facts = [
    listText(fleets, 4),
    ...(why(row) ?? []),
    ...(earliest === undefined ? [] : [`earliest ${instantText(new Date(earliest), timeZone)}`]),
    ...(since === undefined ? [] : [`has ${now} since ${instantText(new Date(since), timeZone)}`]),
    ...(row.managedBy === undefined ? [] : [`managed by ${row.managedBy}: change it there, too`]),
  ];
  const indent = ringWidth + VERDICT_WIDTH + 4;
  const lines = wrapped(printable(facts.join('; ')), Math.max(40, width - indent));
  return `${head}\n${lines.map((line) => `${' '.repeat(indent)}${paint.dim(line)}\n`).join('')}`;
}

function why({ reason, detail }: RolloutRow): readonly string[] | undefined {
  if (reason === undefined) return detail === undefined ? undefined : [detail];
  return [detail === undefined ? HOLD_WORDS[reason] : `${HOLD_WORDS[reason]} (${detail})`];
}

/** What a pass would do, or what it waits for, and the commands for it. */
export function footText(
  rows: readonly RolloutRow[],
  { actions, pausedVersions }: Pick<RolloutDecision, 'actions' | 'pausedVersions'>,
  hint: Hint,
): string {
  if (rows.length + actions.length === 0) return '';
  const fleetsOf = (verdict: RolloutRow['verdict']) =>
    rows.filter((row) => row.verdict === verdict).flatMap(({ fleets }) => fleets).length;
  const parts = [
    ...[fleetsOf('switch')].flatMap((count) =>
      count === 0 ? [] : [`${counted(count, 'fleet')} would be switched`],
    ),
    ...[fleetsOf('rollback')].flatMap((count) =>
      count === 0 ? [] : [`${counted(count, 'fleet')} would go back`],
    ),
    ...[fleetsOf('held')].flatMap((count) =>
      count === 0
        ? []
        : [`${counted(count, 'fleet')} ${count === 1 ? 'stays where it is' : 'stay where they are'}`],
    ),
  ];
  const approvals = approvalCommands(rows, hint);
  return [
    ...actions.flatMap((action) => alsoText(action)),
    ...pausedVersions.map(
      ({ image }) => `${printable(image)} is paused. Let it go on: ${hint('rollout', 'resume', image)}`,
    ),
    `${parts.length === 0 ? 'Every fleet has the wanted version' : parts.join('; ')}.`,
    ...approvals,
    '',
  ].join('\n');
}

/** The commands that let versions into the rings that ask for an approval. */
export function approvalCommands(
  holds: readonly { readonly [Key in 'reason' | 'wanted' | 'ring']?: RolloutRow[Key] }[],
  hint: Hint,
): readonly string[] {
  const commands = holds.flatMap(({ reason, wanted = '', ring = '' }) =>
    reason === 'approval' ? [`Approve it: ${hint('rollout', 'approve', wanted, '--ring', ring)}`] : [],
  );
  return [...new Set(commands)];
}

function alsoText(action: RolloutAction): readonly string[] {
  switch (action.type) {
    case 'publish':
      return [`Would write ${action.image} into the parameter ${action.parameter}.`];
    case 'drain':
      return [`Would drain an instance of ${action.fleet} with sessions from before: ${action.instance}.`];
    case 'share':
      return [`Would share ${action.image} with ${listText(action.shares.map(({ account }) => account))}.`];
    case 'hold':
      return [`Would hold ${action.image}: ${printable(action.because)}.`];
    default:
      return [];
  }
}

/** One action that was carried out, in a line. */
function doneText(action: RolloutAction): string {
  switch (action.type) {
    case 'switch':
      return `${action.fleet}: ${action.from} → ${action.to}`;
    case 'rollback':
      return `${action.fleet}: back from ${action.from} to ${action.to} (${printable(action.because ?? '')})`;
    case 'publish':
      return `${action.parameter} = ${action.image}`;
    case 'drain':
      return `${action.fleet}: instance ${action.instance} is drained: it takes no more sessions`;
    case 'share':
      return `${action.image} shared with ${listText(action.shares.map(({ account }) => account))}`;
    case 'hold':
      return `${action.image} held: ${printable(action.because)}`;
    case 'note':
      return `${action.fleet}: has ${action.image}, and its soak begins now`;
  }
}

/** What fleets wait for after a pass, in a line; undefined when none does. */
export function waitingLine(
  { holds }: Pick<RolloutResult['after'], 'holds'>,
  timeZone: string,
): string | undefined {
  const words = new Map<string, number>();
  for (const { reason, wanted, until } of holds) {
    if (wanted === undefined) continue;
    const end = until === undefined ? '' : ` until ${instantText(new Date(until), timeZone)}`;
    const text = `${printable(wanted)}: ${HOLD_WORDS[reason]}${end}`;
    words.set(text, (words.get(text) ?? 0) + 1);
  }
  const parts = [...words].map(([text, count]) => `${text} (${counted(count, 'fleet')})`);
  return parts.length === 0 ? undefined : `waits: ${parts.join('; ')}`;
}

/** Fleets whose image was written down, in one line: the first pass sees all of them. */
function notedText(done: readonly RolloutAction[]): readonly string[] {
  const notes = done.filter((action) => action.type === 'note');
  if (notes.length < 2) return notes.map(doneText);
  return [
    `soaks begin now: ${listText(
      notes.map(({ fleet }) => fleet),
      6,
    )}`,
  ];
}

/** What a pass did and what it could not, line by line. */
export function passLines({ done, skipped, failed, stopped, undelivered }: RolloutResult): readonly string[] {
  return [
    ...notedText(done),
    ...done.filter(({ type }) => type !== 'note').map(doneText),
    ...skipped.map(({ action, reason }) => `left alone: ${doneText(action)}: ${printable(reason)}`),
    ...failed.map(({ action, reason }) => `failed: ${doneText(action)}: ${printable(reason)}`),
    ...(stopped === undefined ? [] : [`stopped: ${printable(stopped)}`]),
    ...undelivered.map(({ event, notifier, reason }) => {
      const who = notifier === undefined ? '' : ` to ${printable(notifier)}`;
      return `not told${who}: ${event.type}: ${printable(reason)}`;
    }),
  ];
}
