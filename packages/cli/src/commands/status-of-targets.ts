import type { Account } from '../account/account.ts';
import type { StatusFlags } from '../config/flags.ts';
import type { Settings } from '../config/settings.ts';
import { savedCampaigns } from '../run/saved-campaigns.ts';
import { CommandError, usageError } from '../terminal/errors.ts';
import { EXIT, type ExitCode, mostSevere } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { type CampaignStatus, campaignText, goOn, statusTable } from '../view/run-status.ts';
import { lookAtAll } from './look-at-all.ts';
import type { Site } from './sites.ts';

/** The campaigns of several targets as one table: those of this machine, and those in Step Functions. */
export async function statusOfTargets(
  id: string | undefined,
  flags: StatusFlags,
  { settings, limit }: { readonly settings: Settings; readonly limit: number },
  runtime: Runtime,
): Promise<ExitCode> {
  const machine = flags.stateMachine ?? settings.config.stateMachine;
  const saved = flags.stateMachine === undefined ? await savedCampaigns(settings.stateDir) : [];
  const seen = await lookAtAll(flags, settings, runtime, async (account, site) => {
    const there = await executionsAt(account, site, { machine, limit }, runtime);
    const here = saved.filter(
      (one) => one.account === account.caller.account && one.region === account.region,
    );
    const all = [...there, ...here].map((one) => ({ target: site.name, ...one }));
    const campaigns = id === undefined ? all.slice(0, limit) : all.filter(({ campaign }) => campaign === id);
    const { caller, region } = account;
    return { target: site.name, account: caller.account, region, exitCode: EXIT.done, campaigns };
  });
  const all = seen.values.flatMap(({ campaigns }) => campaigns);
  const { stdout } = runtime;
  const { timeZone } = settings;
  const paint = paintFor(stdout, runtime);
  const exitCode = mostSevere([...seen.exitCodes, EXIT.done]);
  const { limit: _, ...given } = flags;
  if (flags.json === true) {
    const targets = seen.documents(({ campaigns, ...rest }) => ({
      ...rest,
      result: campaigns.map(({ target, ...one }) => one),
    }));
    stdout.write(`${JSON.stringify({ exitCode, targets }, null, 2)}\n`);
  } else if (all.length === 0) {
    const what = id === undefined ? 'There are no campaigns' : `There is no campaign ${id}`;
    const error = new CommandError(`${what} at these targets.`, [
      (hint) => `See all of this machine: ${hint('status', '--no-config')}`,
    ]);
    if (id !== undefined) throw error;
    stdout.write(`${error.message}\n`);
  } else if (id === undefined) {
    stdout.write(`${statusTable(all, paint, timeZone)}\n${goOn(all, hintsFor(runtime, given))}`);
  } else {
    const texts = all.map((one) => campaignText(one, paint, widthOf(stdout), timeZone));
    stdout.write(`${texts.join('\n\n')}\n${goOn(all, hintsFor(runtime, given))}`);
  }
  return exitCode;
}

/** A name is that of a state machine at each target; an ARN belongs to one of them. */
async function executionsAt(
  { caller, region }: Account,
  { target }: Site<StatusFlags>,
  { machine, limit }: { readonly machine: string | undefined; readonly limit: number },
  runtime: Runtime,
): Promise<readonly CampaignStatus[]> {
  if (machine === undefined) return [];
  const [, partition = 'aws'] = caller.arn.split(':');
  const place = `arn:${partition}:states:${region}:${caller.account}:stateMachine:`;
  if (machine.includes(':') && !machine.startsWith(place)) return [];
  if (!machine.includes(':') && !/^[\w-]{1,80}$/.test(machine)) {
    throw usageError(`"${machine}" is not the name of a state machine.`, [
      'See which there are: aws stepfunctions list-state-machines',
    ]);
  }
  const { campaignExecutions } = await import('../run/step-functions.ts');
  const arn = machine.includes(':') ? machine : `${place}${machine}`;
  return campaignExecutions(arn, target.profile, limit, runtime);
}
