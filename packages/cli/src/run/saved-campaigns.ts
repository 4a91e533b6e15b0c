import type { CampaignStatus } from '../view/run-status.ts';
import { allRuns } from './run-folder.ts';
import { type LockState, lockState } from './run-lock.ts';
import type { SavedRun } from './saved-run.ts';

/** The campaigns of this machine, the latest first, with how each is doing. */
export async function savedCampaigns(stateDir: string): Promise<readonly CampaignStatus[]> {
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
