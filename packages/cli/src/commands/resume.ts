import { basename, dirname } from 'node:path';
import { openAccount } from '../account/account.ts';
import type { AccountFlags } from '../config/flags.ts';
import { rolloutPolicy } from '../config/rollout-options.ts';
import { readSettings } from '../config/settings.ts';
import { untilInstant } from '../config/until.ts';
import { lazyNotifiers } from '../notifiers/open-notifiers.ts';
import { holdLock } from '../run/hold-lock.ts';
import { noCampaign } from '../run/no-campaign.ts';
import { runCampaign, type ViewFlags } from '../run/run-campaign.ts';
import { exitCodeOf, printEnd } from '../run/run-end.ts';
import { allRuns, isUnfinished, type RunFile } from '../run/run-folder.ts';
import { readRun, type SavedRun } from '../run/saved-run.ts';
import { CommandError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { notices } from '../view/notices.ts';

/** Flags of `resume`. */
export interface ResumeFlags extends AccountFlags, ViewFlags {
  readonly batchSize?: number;
  readonly until?: string;
}

/** Goes on with a campaign: the latest that is not over, or the one that is named. */
export async function resume(
  id: string | undefined,
  flags: ResumeFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const hint = hintsFor(runtime, { ...flags });
  const settings = await readSettings(flags, runtime);
  const { path, folder, run } = await choose(id, flags, settings.stateDir, runtime);
  if (!isUnfinished(run)) {
    throw new CommandError(`The campaign ${run.state.id} is over already.`, [
      `See the result: ${hint('status', run.state.id)}`,
      `Begin a new one: ${hint('run')}`,
    ]);
  }
  const profile = flags.profile?.[0] ?? run.profile;
  const target = { ...(profile === undefined ? {} : { profile }), region: run.region };
  const account = await openAccount(target, runtime, notices(runtime));
  if (account.caller.account !== run.account) {
    throw new CommandError(
      `The campaign ${run.state.id} belongs to account ${run.account}, but these credentials are of ${account.caller.account}.`,
      ['Name the profile of that account: --profile <name>'],
    );
  }
  const lock = await holdLock(folder, run.state.id);
  try {
    // Again, now that nobody else can write it.
    const { version: _, savedBy: __, savedAt: ___, until: before, ...rest } = await readRun(path);
    // As it was, unless somebody says otherwise now: a machine elsewhere may go on.
    const timeZone = flags.timeZone ?? settings.config.timeZone ?? rest.options.timeZone ?? settings.timeZone;
    const until =
      flags.until === undefined
        ? keptUntil(before, runtime)
        : untilInstant(flags.until, runtime.clock.now(), timeZone).toISOString();
    const options = {
      ...rest.options,
      timeZone,
      ...(flags.batchSize === undefined ? {} : { batchSize: flags.batchSize }),
    };
    const order = { ...rest, options, ...(until === undefined ? {} : { until }) };
    const notifiers = await lazyNotifiers(order.channels, {
      settings: account.settings,
      env: runtime.env,
      timeZone,
    });
    const left = await runCampaign(
      {
        account,
        folder,
        run: order,
        notifiers,
        lockLost: lock.lost,
        rollout: rolloutPolicy({}, settings.config),
      },
      flags,
      runtime,
    );
    await printEnd(left, { ...flags }, runtime);
    return exitCodeOf(left);
  } finally {
    await lock.release();
  }
}

/** A time that has passed stopped the campaign once; who resumes it wants it to go on. */
function keptUntil(until: string | undefined, { clock }: Runtime): string | undefined {
  return until !== undefined && new Date(until) > clock.now() ? until : undefined;
}

interface Chosen {
  readonly path: string;
  readonly folder: string;
  readonly run: SavedRun;
}

async function choose(
  id: string | undefined,
  flags: AccountFlags,
  stateDir: string,
  runtime: Runtime,
): Promise<Chosen> {
  const region = flags.region?.[0];
  const runs = (await allRuns(stateDir)).filter(
    ({ folder }) => region === undefined || basename(folder) === region,
  );
  const wanted = (file: RunFile) =>
    id === undefined ? file.run === undefined || isUnfinished(file.run) : file.id === id;
  const file = runs.find(wanted);
  if (file === undefined) {
    const what = id === undefined ? 'There is no campaign to go on with' : `There is no campaign ${id}`;
    const missing = { id, command: 'resume', stateDir, flags: { ...flags } };
    throw await noCampaign(what, missing, runtime, id === undefined ? EXIT.nothing : EXIT.error);
  }
  if (file.run === undefined) throw file.problem;
  return { path: file.path, folder: dirname(file.path), run: file.run };
}
