import type { AccountFlags } from '../config/flags.ts';
import { readSettings } from '../config/settings.ts';
import { insteadOf, noCampaign } from '../run/no-campaign.ts';
import { allRuns } from '../run/run-folder.ts';
import { type LockState, lockState } from '../run/run-lock.ts';
import type { SavedRun } from '../run/saved-run.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { type Hint, hintsFor, stepTexts } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Surroundings } from '../terminal/surroundings.ts';
import { type CampaignStatus, campaignText, statusTable } from '../view/run-status.ts';

/** Flags of `status`. */
export interface StatusFlags extends AccountFlags {
  readonly stateMachine?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

const DEFAULT_LIMIT = 10;

/** Shows campaigns: all of them, or one image by image. */
export async function status(
  id: string | undefined,
  flags: StatusFlags,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { stdout } = surroundings;
  // What is shown at most here is something else for the commands that are advised.
  const { limit: _, ...given } = flags;
  const settings = await readSettings(flags, surroundings);
  const limit = flags.limit ?? DEFAULT_LIMIT;
  const machine = flags.stateMachine ?? settings.config.stateMachine;
  const [here, there] = await Promise.all([
    savedCampaigns(settings.stateDir),
    machine === undefined ? [] : executions(machine, flags, limit, surroundings),
  ]);
  // Asked for a state machine, the saved campaigns of this machine are not what is meant.
  const campaigns = flags.stateMachine === undefined ? [...there, ...here] : there;
  const chosen =
    id === undefined ? campaigns.slice(0, limit) : campaigns.filter(({ campaign }) => campaign === id);
  const missing = { command: 'status', stateDir: settings.stateDir, flags: given };
  if (id !== undefined && chosen.length === 0) {
    throw await noCampaign(`There is no campaign ${id}`, { ...missing, id }, surroundings, EXIT.error);
  }
  const hint = hintsFor(surroundings, given);
  const paint = paintFor(stdout, surroundings);
  if (flags.json === true) {
    stdout.write(`${JSON.stringify(chosen, null, 2)}\n`);
  } else if (id !== undefined) {
    stdout.write(
      `${chosen.map((one) => campaignText(one, paint, widthOf(stdout), settings.timeZone)).join('\n\n')}\n`,
    );
    stdout.write(goOn(chosen, hint));
  } else if (chosen.length === 0) {
    const next = stepTexts(await insteadOf(missing, surroundings), hint);
    stdout.write(`${[`There are no campaigns in ${settings.stateDir}.`, ...next].join('\n')}\n`);
  } else {
    stdout.write(`${statusTable(chosen, paint, settings.timeZone)}\n${goOn(chosen, hint)}`);
  }
  return EXIT.done;
}

/** How to go on with campaigns that were left before they were over. */
function goOn(campaigns: readonly CampaignStatus[], hint: Hint): string {
  return campaigns
    .flatMap(({ campaign, standing }) =>
      standing === 'left' ? [`Go on: ${hint('resume', campaign)}\n`] : [],
    )
    .join('');
}

async function savedCampaigns(stateDir: string): Promise<readonly CampaignStatus[]> {
  const runs = await allRuns(stateDir);
  const locks = new Map<string, LockState>();
  for (const { folder } of runs) {
    if (!locks.has(folder)) locks.set(folder, await lockState(folder));
  }
  return runs.map(({ id, folder, run, problem }) => {
    if (run === undefined) {
      const detail = problem instanceof Error ? problem.message : String(problem);
      return { campaign: id, region: '', standing: 'unreadable', detail };
    }
    const { account, region, state } = run;
    const base = { campaign: id, account, region, startedAt: state.startedAt, state };
    return { ...base, ...standingOf(run, locks.get(folder)) };
  });
}

function standingOf(
  { state }: SavedRun,
  { holder, killed }: LockState = {},
): Pick<CampaignStatus, 'standing' | 'detail'> {
  if (holder?.campaign === state.id)
    return { standing: 'running', detail: `by process ${holder.pid} on ${holder.host}` };
  if (state.status === 'over') return { standing: 'over' };
  if (state.status === 'stopped') return { standing: 'stopped', detail: 'resume goes on' };
  const why = killed?.campaign === state.id ? 'its process was killed; ' : '';
  return { standing: 'left', detail: `${why}resume goes on` };
}

async function executions(
  machine: string,
  flags: StatusFlags,
  limit: number,
  surroundings: Surroundings,
): Promise<readonly CampaignStatus[]> {
  const { campaignExecutions } = await import('../run/step-functions.ts');
  return campaignExecutions(machine, flags.profile?.[0], limit, surroundings);
}
