import type { FleetRecord, OldSessions } from '@appstream-campaign/core/rollout';
import type { RolloutRow } from '../planning/rollout-rows.ts';
import type { Paint } from '../terminal/paint.ts';
import { columns } from '../terminal/table.ts';
import { instantText, printable } from '../terminal/wording.ts';
import { HOLD_WORDS, NOBODY } from './rollout-view.ts';

/** What is known of the fleets of a rollout. */
export interface RolloutStatus {
  readonly rows: readonly RolloutRow[];
  readonly fleets: readonly FleetRecord[];
  readonly sessions: readonly OldSessions[];
}

/** Each fleet in a line: what it has, since when, how many sessions may still have the image before, and its health. */
export function rolloutStatusText(
  { rows, fleets, sessions }: RolloutStatus,
  paint: Paint,
  timeZone: string,
): string {
  if (rows.length === 0) return NOBODY;
  const head = ['fleet', 'ring', 'state', 'image', 'since', 'sessions from before', 'health'];
  const lines = rows.flatMap((row) =>
    row.fleets.map((name) => {
      const fleet = fleets.find((one) => one.name === name);
      const old = sessions.find((one) => one.fleet === name);
      return [
        printable(name),
        printable(row.ring ?? '-'),
        printable(fleet?.state ?? '-'),
        printable(row.now ?? '-'),
        old === undefined ? '-' : instantText(new Date(old.since), timeZone),
        old === undefined ? '-' : String(old.sessions),
        healthOf(fleet, row, paint),
      ];
    }),
  );
  const note =
    'Sessions that began before the switch may still run the image before: no API says which image an instance runs.';
  return `${columns([head.map((cell) => paint.dim(cell)), ...lines])}\n\n${paint.dim(note)}`;
}

function healthOf(fleet: FleetRecord | undefined, row: RolloutRow, paint: Paint): string {
  const [problem] = fleet?.problems ?? [];
  if (problem !== undefined) return paint.red(printable(`${problem.code} ${problem.message}`));
  if (row.reason === 'version-held' || row.reason === 'fleet-paused')
    return paint.yellow(HOLD_WORDS[row.reason]);
  const { capacity } = fleet ?? {};
  return capacity === undefined
    ? 'no errors'
    : `no errors, ${capacity.available} free of ${capacity.desired}`;
}
