import { join } from 'node:path';
import { CommandError } from '../terminal/errors.ts';
import type { Runtime } from '../terminal/runtime.ts';

/** How to have campaigns saved elsewhere. */
export const ELSEWHERE: readonly string[] = [
  'Name a folder in which you may write: --state-dir <folder>',
  'To have it for every command, set the variable APPSTREAM_CAMPAIGN_HOME to it.',
];

/**
 * Where campaigns are saved: APPSTREAM_CAMPAIGN_HOME, else where the system keeps such things, which is
 * `~/.local/state/appstream-campaign` on Linux.
 *
 * @throws CommandError when there is no home folder
 */
export async function defaultStateDir(env: Runtime['env']): Promise<string> {
  if (env.APPSTREAM_CAMPAIGN_HOME) return env.APPSTREAM_CAMPAIGN_HOME;
  // It looks for the home folder when it is loaded, and throws where there is none.
  const { default: envPaths } = await import('env-paths').catch((cause: unknown) => {
    throw new CommandError('There is no home folder in which campaigns could be saved.', ELSEWHERE, {
      cause,
    });
  });
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
