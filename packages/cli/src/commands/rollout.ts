import {
  countOldSessions,
  type FleetRecord,
  type OldSessions,
  observeRollout,
  type RolloutDecision,
  type RolloutParts,
  toRolloutPolicy,
} from '@appstream-campaign/core/rollout';
import type { Account } from '../account/account.ts';
import { type RolloutFlags, rolloutOptions, rolloutPolicy } from '../config/rollout-options.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import { rolloutPartsOf } from '../planning/rollout-parts.ts';
import {
  meantPart,
  movesOf,
  type RolloutPhase,
  type RolloutRow,
  rolloutPhase,
  rolloutRows,
} from '../planning/rollout-rows.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { counted } from '../terminal/wording.ts';
import { rolloutStatusText } from '../view/rollout-status.ts';
import { footText, rowsText } from '../view/rollout-view.ts';
import { type Outcome, sideBySide } from './side-by-side.ts';
import type { Site } from './sites.ts';

/** A rollout as a command sees it. */
export interface RolloutLook {
  readonly account: Account;
  readonly settings: Settings;
  /** What a pass works with. */
  readonly parts: RolloutParts;
  readonly decision: RolloutDecision;
  readonly fleets: readonly FleetRecord[];
  readonly rows: readonly RolloutRow[];
}

/** Looks at an account. Changes nothing. */
export async function lookAt(
  patterns: readonly string[],
  { flags, runtime }: Site<RolloutFlags>,
  account: Account,
  settings: Settings,
): Promise<RolloutLook> {
  const options = rolloutOptions(flags, settings.config);
  const parts = await rolloutPartsOf(account, options, runtime.clock);
  const { decision: whole, fleets } = await observeRollout(parts);
  const decision = meantPart(whole, patterns);
  const rows = rolloutRows(decision, fleets, toRolloutPolicy(options));
  return { account, settings, parts, decision, fleets, rows };
}

/** The settings of a rollout, whose policy is checked. */
export async function rolloutSettings(flags: RolloutFlags, runtime: Runtime): Promise<Settings> {
  const settings = await readSettings(flags, runtime);
  rolloutPolicy(flags, settings.config);
  return settings;
}

/** Shows what a rollout would do now, and what holds the rest. Changes nothing. */
export async function rolloutPlan(
  patterns: readonly string[],
  flags: RolloutFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const settings = await rolloutSettings(flags, runtime);
  return sideBySide(flags, settings, runtime, {
    async look(site, account) {
      const look = await lookAt(patterns, site, account, settings);
      if (flags.json !== true) site.runtime.stdout.write(planText(look, site));
      const standing = rolloutPhase(look.decision);
      return {
        exitCode: rolloutExitCode(standing),
        words: standingWords(standing, movesOf(look.decision).length),
        document: planDocument(look, runtime),
      };
    },
  });
}

const STANDING_WORDS: Readonly<Record<Exclude<RolloutPhase, 'moves'>, string>> = {
  'waits-for-person': 'something waits for a person',
  'waits-for-time': 'only time is waited for',
  settled: 'all is as wanted',
};

/** How a rollout stands, for a line of a table. */
export function standingWords(standing: RolloutPhase, moves: number): string {
  return standing === 'moves' ? `${counted(moves, 'change')} now` : STANDING_WORDS[standing];
}

/** The exit code of a plan, and of a pass that has done nothing. */
export function rolloutExitCode(standing: RolloutPhase): ExitCode {
  if (standing === 'moves') return EXIT.done;
  return standing === 'waits-for-person' ? EXIT.blocked : EXIT.nothing;
}

/** The plan for people. */
export function planText(look: RolloutLook, { flags, runtime }: Site<RolloutFlags>): string {
  const { account, decision, rows, settings } = look;
  const { stdout } = runtime;
  const paint = paintFor(stdout, runtime);
  const view = { paint, width: widthOf(stdout), timeZone: settings.timeZone };
  const head = paint.bold(`Account ${account.caller.account}, ${account.region}`);
  const foot = footText(rows, decision, hintsFor(runtime, { ...flags }));
  return `${head}\n\n${rowsText(rows, view)}\n${foot}`;
}

/** The plan for scripts. */
function planDocument({ account, decision, rows, parts }: RolloutLook, { clock }: Runtime): object {
  return {
    account: account.caller.account,
    region: account.region,
    at: clock.now().toISOString(),
    standing: rolloutPhase(decision),
    rings: toRolloutPolicy(parts.policy).rings.map(({ name }) => name),
    rows: rows.map(plainRow),
    actions: movesOf(decision),
    pausedVersions: decision.pausedVersions,
  };
}

/** A row with all its keys, so that scripts need not ask whether one is there. */
function plainRow(row: RolloutRow): object {
  const { lineage, ring, fleets, now, since, wanted, verdict, reason, detail, earliest } = row;
  const { waitsFor, managedBy } = row;
  const all = {
    ...{ lineage, ring, fleets, now, since, wanted, verdict, reason, detail, earliest, waitsFor, managedBy },
  };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, value ?? null]));
}

/** Shows each fleet as it is: its state, its image, how far a switch has come to users. Changes nothing. */
export async function rolloutStatus(
  patterns: readonly string[],
  flags: RolloutFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const settings = await rolloutSettings(flags, runtime);
  return sideBySide(flags, settings, runtime, {
    async look(site, account) {
      return fleetsOutcome(await lookAt(patterns, site, account, settings), site);
    },
  });
}

async function fleetsOutcome(look: RolloutLook, { flags, runtime }: Site<RolloutFlags>): Promise<Outcome> {
  const { account, decision, fleets, parts, rows, settings } = look;
  const { stdout } = runtime;
  const standings = rows.flatMap(({ fleets: names, now, since }) =>
    names.flatMap((fleet) => {
      const own = [...decision.holds, ...decision.settled].find((one) => one.fleet === fleet)?.since ?? since;
      return own === undefined || now === undefined ? [] : [{ fleet, now, since: own }];
    }),
  );
  const sessions: readonly OldSessions[] = await countOldSessions(parts.store, standings);
  const known = fleets.filter(({ name }) => rows.some((row) => row.fleets.includes(name)));
  const status = { rows, fleets: known, sessions };
  if (flags.json !== true) {
    const paint = paintFor(stdout, runtime);
    const head = paint.bold(`Account ${account.caller.account}, ${account.region}`);
    const view = { paint, width: widthOf(stdout), timeZone: settings.timeZone };
    stdout.write(`${head}\n\n${rolloutStatusText(status, view)}\n`);
  }
  const plain = known.map((fleet) => {
    const row = rows.find(({ fleets: names }) => names.includes(fleet.name));
    const old = sessions.find((one) => one.fleet === fleet.name);
    const { name, kind, state, capacity, problems } = fleet;
    return {
      ...{ fleet: name, kind, state, capacity: capacity ?? null, problems },
      ...(row === undefined ? {} : plainRow({ ...row, fleets: [name] })),
      oldSessions: old?.sessions ?? null,
    };
  });
  return {
    exitCode: known.length === 0 ? EXIT.nothing : EXIT.done,
    words: counted(known.length, 'fleet'),
    document: { account: account.caller.account, region: account.region, fleets: plain },
  };
}
