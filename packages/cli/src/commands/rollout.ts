import {
  countOldSessions,
  type FleetRecord,
  lookAtRollout,
  type OldSessions,
  type RolloutDecision,
  type RolloutParts,
  toRolloutPolicy,
} from '@appstream-campaign/core/rollout';
import { type Account, openAccount } from '../account/account.ts';
import { type RolloutFlags, rolloutOptions, rolloutPolicy } from '../config/rollout-options.ts';
import { readSettings, type Settings, soleTarget } from '../config/settings.ts';
import { rolloutPartsOf } from '../planning/rollout-parts.ts';
import {
  meantPart,
  movesOf,
  type RolloutRow,
  type RolloutStanding,
  rolloutRows,
  standingOfRollout,
} from '../planning/rollout-rows.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Surroundings } from '../terminal/surroundings.ts';
import { notices } from '../view/notices.ts';
import { rolloutStatusText } from '../view/rollout-status.ts';
import { footText, rowsText } from '../view/rollout-view.ts';

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

/** Reads the settings, opens the account and looks. Changes nothing. */
export async function lookAt(
  patterns: readonly string[],
  flags: RolloutFlags,
  surroundings: Surroundings,
): Promise<RolloutLook> {
  const settings = await readSettings(flags, surroundings);
  const options = rolloutOptions(flags, settings.config);
  const policy = rolloutPolicy(flags, settings.config);
  const account = await openAccount(soleTarget(flags, settings.config), surroundings, notices(surroundings));
  const parts = await rolloutPartsOf(account, options, surroundings.clock);
  const { decision: whole, fleets } = await lookAtRollout(parts);
  const decision = meantPart(whole, patterns);
  return { account, settings, parts, decision, fleets, rows: rolloutRows(decision, fleets, policy) };
}

/** Shows what a rollout would do now, and what holds the rest. Changes nothing. */
export async function rolloutPlan(
  patterns: readonly string[],
  flags: RolloutFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const look = await lookAt(patterns, flags, surroundings);
  const { stdout } = surroundings;
  stdout.write(flags.json === true ? planJson(look, surroundings) : planText(look, flags, surroundings));
  return standingCode(standingOfRollout(look.decision));
}

/** The exit code of a plan, and of a pass that has done nothing. */
export function standingCode(standing: RolloutStanding): ExitCode {
  if (standing === 'moves') return EXIT.done;
  return standing === 'waits-for-person' ? EXIT.blocked : EXIT.nothing;
}

/** The plan for people. */
export function planText(look: RolloutLook, flags: RolloutFlags, surroundings: Surroundings): string {
  const { account, decision, rows, settings } = look;
  const { stdout } = surroundings;
  const paint = paintFor(stdout, surroundings);
  const view = { paint, width: widthOf(stdout), timeZone: settings.timeZone };
  const head = paint.bold(`Account ${account.caller.account}, ${account.region}`);
  const foot = footText(rows, decision.actions, hintsFor(surroundings, { ...flags }));
  return `${head}\n\n${rowsText(rows, view)}\n${foot}`;
}

/** The plan for scripts. */
function planJson({ account, decision, rows, parts }: RolloutLook, { clock }: Surroundings): string {
  const plain = {
    account: account.caller.account,
    region: account.region,
    at: clock.now().toISOString(),
    standing: standingOfRollout(decision),
    rings: toRolloutPolicy(parts.policy).rings.map(({ name }) => name),
    rows: rows.map(plainRow),
    actions: movesOf(decision),
  };
  return `${JSON.stringify(plain, null, 2)}\n`;
}

/** A row with all its keys, so that scripts need not ask whether one is there. */
function plainRow(row: RolloutRow): object {
  const { lineage, ring, fleets, now, since, wanted, verdict, reason, detail, earliest, waitsFor } = row;
  const all = { lineage, ring, fleets, now, since, wanted, verdict, reason, detail, earliest, waitsFor };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, value ?? null]));
}

/** Shows each fleet as it is: its state, its image, how far a switch has come to users. Changes nothing. */
export async function rolloutStatus(
  patterns: readonly string[],
  flags: RolloutFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const look = await lookAt(patterns, flags, surroundings);
  const { account, decision, fleets, parts, rows, settings } = look;
  const { stdout } = surroundings;
  const standings = rows.flatMap(({ fleets: names, now, since }) =>
    names.flatMap((fleet) => {
      const own = [...decision.holds, ...decision.settled].find((one) => one.fleet === fleet)?.since ?? since;
      return own === undefined || now === undefined ? [] : [{ fleet, now, since: own }];
    }),
  );
  const sessions: readonly OldSessions[] = await countOldSessions(parts.store, standings);
  const known = fleets.filter(({ name }) => rows.some((row) => row.fleets.includes(name)));
  const status = { rows, fleets: known, sessions };
  if (flags.json === true) {
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
    const { caller, region } = account;
    stdout.write(`${JSON.stringify({ account: caller.account, region, fleets: plain }, null, 2)}\n`);
  } else {
    const paint = paintFor(stdout, surroundings);
    const head = paint.bold(`Account ${account.caller.account}, ${account.region}`);
    stdout.write(`${head}\n\n${rolloutStatusText(status, paint, settings.timeZone)}\n`);
  }
  return known.length === 0 ? EXIT.nothing : EXIT.done;
}
