import type { FleetRecord, OldSessions } from '@appstream-campaign/core/rollout';
import type { RolloutRow } from '../planning/rollout-rows.ts';
import type { Paint } from '../terminal/paint.ts';
import { columns } from '../terminal/table.ts';
import { instantText, printable, wrapped } from '../terminal/wording.ts';
import { HOLD_WORDS, NOBODY, type RolloutViewOptions } from './rollout-view.ts';

/** What is known of the fleets of a rollout. */
export interface RolloutStatus {
  readonly rows: readonly RolloutRow[];
  readonly fleets: readonly FleetRecord[];
  readonly sessions: readonly OldSessions[];
}

/**
 * Fleets by the image that they have, each in a line: since when, how many sessions may still have the image before, and its
 * health.
 */
export function rolloutStatusText(
  { rows, fleets, sessions }: RolloutStatus,
  { paint, timeZone, width }: RolloutViewOptions,
): string {
  if (rows.length === 0) return NOBODY;
  const images = [...new Set(rows.map(({ now }) => now))];
  const cells = images.flatMap((image) =>
    rows
      .filter(({ now }) => now === image)
      .flatMap((row) =>
        row.fleets.map((name) => {
          const fleet = fleets.find((one) => one.name === name);
          const old = sessions.find((one) => one.fleet === name);
          const line = [
            printable(name),
            printable(row.ring ?? '-'),
            printable(fleet?.state ?? '-'),
            old === undefined ? '-' : instantText(new Date(old.since), timeZone),
            old === undefined ? '-' : String(old.sessions),
            healthOf(fleet, row, paint),
          ];
          return { image, line };
        }),
      ),
  );
  const head = ['fleet', 'ring', 'state', 'since', 'old sessions', 'health'].map((cell) => paint.dim(cell));
  const [heading = '', ...lines] = columns([head, ...cells.map(({ line }) => line)]).split('\n');
  const groups = images.flatMap((image) => [
    '',
    paint.bold(printable(image ?? 'No image of this account')),
    ...lines.filter((_, index) => cells[index]?.image === image),
  ]);
  const note =
    'Old sessions began before the switch, and may still run the image before: no API says which image an instance runs.';
  return [heading, ...groups, '', ...wrapped(note, width).map((line) => paint.dim(line))].join('\n');
}

function healthOf(fleet: FleetRecord | undefined, row: RolloutRow, paint: Paint): string {
  const [problem] = fleet?.problems ?? [];
  if (problem !== undefined) return paint.red(printable(`${problem.code} ${problem.message}`));
  if (row.reason === 'version-held' || row.reason === 'fleet-paused')
    return paint.yellow(HOLD_WORDS[row.reason]);
  const { capacity } = fleet ?? {};
  return capacity === undefined || fleet?.kind === 'elastic'
    ? 'no errors'
    : `no errors, ${capacity.available} free of ${capacity.desired}`;
}
