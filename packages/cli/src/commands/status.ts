import type { StatusFlags } from '../config/flags.ts';
import { readSettings, targetsOf } from '../config/settings.ts';
import { insteadOf, noCampaign } from '../run/no-campaign.ts';
import { savedCampaigns } from '../run/saved-campaigns.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor, stepTexts } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { type CampaignStatus, campaignText, goOn, statusTable } from '../view/run-status.ts';

const DEFAULT_LIMIT = 10;

/** Shows campaigns: all of them, or one image by image. */
export async function status(
  id: string | undefined,
  flags: StatusFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const { stdout } = runtime;
  // What is shown at most here is something else for the commands that are advised.
  const { limit: _, ...given } = flags;
  const settings = await readSettings(flags, runtime);
  const limit = flags.limit ?? DEFAULT_LIMIT;
  if (targetsOf(flags, settings.config).length > 1) {
    const { statusOfTargets } = await import('./status-of-targets.ts');
    return statusOfTargets(id, flags, { settings, limit }, runtime);
  }
  const machine = flags.stateMachine ?? settings.config.stateMachine;
  const [here, there] = await Promise.all([
    savedCampaigns(settings.stateDir),
    machine === undefined ? [] : executions(machine, flags, limit, runtime),
  ]);
  // Asked for a state machine, the saved campaigns of this machine are not what is meant.
  const campaigns = flags.stateMachine === undefined ? [...there, ...here] : there;
  const chosen =
    id === undefined ? campaigns.slice(0, limit) : campaigns.filter(({ campaign }) => campaign === id);
  const missing = { command: 'status', stateDir: settings.stateDir, flags: given };
  if (id !== undefined && chosen.length === 0) {
    throw await noCampaign(`There is no campaign ${id}`, { ...missing, id }, runtime, EXIT.error);
  }
  const hint = hintsFor(runtime, given);
  const paint = paintFor(stdout, runtime);
  if (flags.json === true) {
    stdout.write(`${JSON.stringify(chosen, null, 2)}\n`);
  } else if (id !== undefined) {
    stdout.write(
      `${chosen.map((one) => campaignText(one, paint, widthOf(stdout), settings.timeZone)).join('\n\n')}\n`,
    );
    stdout.write(goOn(chosen, hint));
  } else if (chosen.length === 0) {
    const next = stepTexts(await insteadOf(missing, runtime), hint);
    stdout.write(`${[`There are no campaigns in ${settings.stateDir}.`, ...next].join('\n')}\n`);
  } else {
    stdout.write(`${statusTable(chosen, paint, settings.timeZone)}\n${goOn(chosen, hint)}`);
  }
  return EXIT.done;
}

async function executions(
  machine: string,
  flags: StatusFlags,
  limit: number,
  runtime: Runtime,
): Promise<readonly CampaignStatus[]> {
  const { campaignExecutions } = await import('../run/step-functions.ts');
  return campaignExecutions(machine, flags.profile?.[0], limit, runtime);
}
