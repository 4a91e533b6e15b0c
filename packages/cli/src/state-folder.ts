import { join } from 'node:path';
import envPaths from 'env-paths';
import type { Surroundings } from './surroundings.ts';

/**
 * Where campaigns are saved: APPSTREAM_CAMPAIGN_HOME, else where the system keeps such things, which is
 * `~/.local/state/appstream-campaign` on Linux.
 */
export function defaultStateDir(env: Surroundings['env']): string {
  if (env.APPSTREAM_CAMPAIGN_HOME) return env.APPSTREAM_CAMPAIGN_HOME;
  const { log, data } = envPaths('appstream-campaign', { suffix: '' });
  // On Linux env-paths calls the XDG state folder "log"; elsewhere there is no such folder, and data is the one.
  return process.platform === 'linux' ? log : data;
}

/** The folder in it for what is simulated, which must never be mistaken for what is real. */
export const SIMULATED = 'simulated';

/** The folder of the campaigns of one account in one Region. */
export function runsFolder(stateDir: string, account: string, region: string): string {
  return join(stateDir, account, region);
}
