import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { AccountFlags } from '../flags.ts';
import { hintsFor, stepTexts } from '../hints.ts';
import { insteadOf, noCampaign } from '../no-campaign.ts';
import { paintFor, widthOf } from '../paint.ts';
import { allRuns } from '../run-folder.ts';
import { type LockHolder, lockHolder } from '../run-lock.ts';
import { type CampaignStatus, campaignText, statusTable } from '../run-status.ts';
import type { SavedRun } from '../saved-run.ts';
import { readSettings } from '../settings.ts';
import type { Surroundings } from '../surroundings.ts';

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
  const missing = { command: 'status', stateDir: settings.stateDir, flags: { ...flags } };
  if (id !== undefined && chosen.length === 0) {
    throw await noCampaign(`There is no campaign ${id}`, { ...missing, id }, surroundings, EXIT.error);
  }
  const paint = paintFor(stdout, surroundings);
  if (flags.json === true) {
    stdout.write(`${JSON.stringify(chosen, null, 2)}\n`);
  } else if (id !== undefined) {
    stdout.write(
      `${chosen.map((one) => campaignText(one, paint, widthOf(stdout), settings.timeZone)).join('\n\n')}\n`,
    );
  } else if (chosen.length === 0) {
    const next = stepTexts(await insteadOf(missing, surroundings), hintsFor(surroundings, { ...flags }));
    stdout.write(`${[`There are no campaigns in ${settings.stateDir}.`, ...next].join('\n')}\n`);
  } else {
    stdout.write(`${statusTable(chosen, paint, settings.timeZone)}\n`);
  }
  return EXIT.done;
}

async function savedCampaigns(stateDir: string): Promise<readonly CampaignStatus[]> {
  const runs = await allRuns(stateDir);
  const holders = new Map<string, LockHolder | undefined>();
  for (const { folder } of runs) {
    if (!holders.has(folder)) holders.set(folder, await lockHolder(folder));
  }
  return runs.map(({ id, folder, run, problem }) => {
    if (run === undefined) {
      const detail = problem instanceof Error ? problem.message : String(problem);
      return { campaign: id, region: '', standing: 'unreadable', detail };
    }
    const holder = holders.get(folder);
    const { account, region, state } = run;
    const base = { campaign: id, account, region, startedAt: state.startedAt, state };
    return { ...base, ...standingOf(run, holder?.campaign === id ? holder : undefined) };
  });
}

function standingOf(
  { state }: SavedRun,
  holder: LockHolder | undefined,
): Pick<CampaignStatus, 'standing' | 'detail'> {
  if (holder !== undefined)
    return { standing: 'running', detail: `by process ${holder.pid} on ${holder.host}` };
  if (state.status === 'over') return { standing: 'over' };
  if (state.status === 'stopped') return { standing: 'stopped', detail: 'resume goes on' };
  return { standing: 'left', detail: 'resume goes on' };
}

async function executions(
  machine: string,
  flags: StatusFlags,
  limit: number,
  surroundings: Surroundings,
): Promise<readonly CampaignStatus[]> {
  const { campaignExecutions } = await import('../step-functions.ts');
  return campaignExecutions(machine, flags.profile?.[0], limit, surroundings);
}
