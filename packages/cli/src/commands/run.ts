import type { CampaignOptions, CampaignPlace, CampaignPlan, CampaignState } from '@appstream-campaign/core';
import { newCampaign } from '@appstream-campaign/core/internal';
import type { Account } from '../account/account.ts';
import type { Channels } from '../config/chats.ts';
import type { CampaignFlags } from '../config/flags.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import { runsFolder } from '../config/state-folder.ts';
import { untilInstant } from '../config/until.ts';
import { type ChannelFlags, channelsOf } from '../notifiers/channels.ts';
import { loadedNotifiers } from '../notifiers/open-notifiers.ts';
import { type LookAhead, type LookOptions, lookAhead } from '../planning/look-ahead.ts';
import { lookOptions } from '../planning/look-options.ts';
import { type BlockedPart, blockedPart } from '../planning/plan-outlook.ts';
import { holdLock } from '../run/hold-lock.ts';
import { type RunRequest, runCampaign, type ViewFlags } from '../run/run-campaign.ts';
import { endWords, exitCodeOf, printEnd } from '../run/run-end.ts';
import { isUnfinished, runMemory, runsIn } from '../run/run-folder.ts';
import { writeMemory } from '../run/run-memory.ts';
import { requireTerminal } from '../terminal/ask.ts';
import { CommandError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { type Hint, hintsAt } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { counted, printable, wrapped } from '../terminal/wording.ts';
import { notices } from '../view/notices.ts';
import { planText } from '../view/plan-view.ts';
import { type Outcome, sideBySide, type Work } from './side-by-side.ts';
import type { Site } from './sites.ts';

/** Flags of `run`. */
export interface RunFlags extends CampaignFlags, ChannelFlags, ViewFlags {
  readonly until?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly acceptBlocked?: boolean;
  readonly new?: boolean;
  readonly id?: string;
}

/** Runs a campaign from this terminal, after showing what it would do and asking. */
export async function run(flags: RunFlags, runtime: Runtime): Promise<ExitCode> {
  if (flags.dryRun === true) {
    const { plan } = await import('./plan.ts');
    return plan(flags, runtime);
  }
  if (flags.yes !== true) requireTerminal(runtime, '--yes');
  const settings = await readSettings(flags, runtime);
  const now = runtime.clock.now();
  const time = flags.until ?? settings.config.until;
  const order: RunOrders = {
    settings,
    look: lookOptions(flags, settings, runtime.clock),
    until: time === undefined ? undefined : untilInstant(time, now, settings.timeZone),
    channels: channelsOf(flags, settings.config, runtime.cwd),
    now,
  };
  return sideBySide(flags, settings, runtime, {
    look: (site, account) => prepare(order, site, account),
    lines: true,
  });
}

/** What is the same for all targets. */
interface RunOrders {
  readonly settings: Settings;
  readonly look: LookOptions;
  readonly until: Date | undefined;
  readonly channels: Channels;
  readonly now: Date;
}

/** Takes the lock of a target and shows its plan. */
async function prepare(orders: RunOrders, site: Site<RunFlags>, account: Account): Promise<Outcome | Work> {
  const { settings, channels, look, now } = orders;
  const { flags, runtime } = site;
  const notifiers = await loadedNotifiers(channels, {
    settings: account.settings,
    env: runtime.env,
    timeZone: settings.timeZone,
  });
  const folder = runsFolder(settings.stateDir, account.caller.account, account.region);
  const id = idOf(account, now, flags, site);
  const lock = await holdLock(folder, id);
  try {
    if (flags.new !== true) await refuseUnfinished(folder);
    const agreed = await plannedRun(account, { look, settings }, flags, runtime);
    if (agreed !== undefined) {
      const { ahead, deed } = agreed;
      const start = { id, folder, ahead, notifiers, lockLost: lock.lost };
      return {
        ...(deed === undefined ? {} : { deed }),
        carryOut: () => begin(orders, site, account, start),
        leave: () => lock.release(),
      };
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
  await lock.release();
  return { exitCode: EXIT.nothing };
}

interface Start extends Pick<RunRequest, 'folder' | 'notifiers' | 'lockLost'> {
  readonly id: string;
  readonly ahead: LookAhead;
}

async function begin(
  { settings, look, until, channels }: RunOrders,
  { target, flags, runtime, name, isAlone }: Site<RunFlags>,
  account: Account,
  { id, folder, ahead, notifiers, lockLost }: Start,
): Promise<Outcome> {
  const order: RunRequest['run'] = {
    account: account.caller.account,
    region: account.region,
    ...(target.profile === undefined ? {} : { profile: target.profile }),
    // What was agreed to is what is started: images that were enrolled since wait for the next campaign.
    options: pinnedTo(candidatesOf(ahead.plan), look.options),
    channels,
    ...(until === undefined ? {} : { until: until.toISOString() }),
    state: {
      ...beginning(id, runtime.clock.now(), ahead.plan, settings.timeZone),
      place: placeOf(account, settings.config.accountName ?? (isAlone ? undefined : name)),
    },
  };
  const { plan, inventory, expectation } = ahead;
  await writeMemory(runMemory(folder, id, 'start'), { plan, images: inventory.images, expectation });
  // Several live views can't share a terminal.
  const view = isAlone ? flags : { ...flags, plain: true };
  const left = await runCampaign(
    { account, folder, run: order, notifiers, lockLost, rollout: look.rollout },
    view,
    runtime,
  );
  await printEnd(left, { ...flags }, runtime);
  return { exitCode: exitCodeOf(left), words: endWords(left) };
}

/**
 * A campaign that begins now, when it was agreed to: the time for which somebody thought about it is not its own. The
 * names that were shown hold, even if a new day has begun meanwhile.
 */
function beginning(id: string, now: Date, { at }: CampaignPlan, timeZone: string): CampaignState {
  const { startDate: _, ...state } = newCampaign(id, now.toISOString());
  const planned = newCampaign(id, at, timeZone);
  const day = planned.startDate ?? planned.startedAt.slice(0, 10);
  return day === state.startedAt.slice(0, 10) ? state : { ...state, startDate: day };
}

function placeOf({ caller, region }: Account, accountName: string | undefined): CampaignPlace {
  return { account: caller.account, ...(accountName === undefined ? {} : { accountName }), region };
}

/** Names sort by time, and tell where; of several targets, each has its own. */
function idOf({ region }: Account, now: Date, { id }: RunFlags, { name, isAlone }: Site<RunFlags>): string {
  if (id !== undefined) return isAlone ? id : `${id}-${name.replaceAll('/', '-')}`;
  const place = isAlone ? region : name.replaceAll('/', '-');
  return `${place}-${now.toISOString().slice(0, 19).replaceAll(':', '')}`;
}

async function refuseUnfinished(folder: string): Promise<void> {
  const unfinished = (await runsIn(folder)).find((file) => file.run !== undefined && isUnfinished(file.run));
  if (unfinished === undefined) return;
  throw new CommandError(`The campaign ${unfinished.id} is not over.`, [
    (hint) => `Go on with it: ${hint('resume', unfinished.id)}`,
    (hint) => `See how far it is: ${hint('status', unfinished.id)}`,
    (hint) =>
      `Or begin another one, which takes over the updates that are in progress: ${hint('run', '--new')}`,
  ]);
}

/**
 * Shows the plan, with what to ask unless --yes has answered; undefined when there is nothing to do.
 * @throws CommandError when a part cannot begin, and nobody has agreed to just that
 */
async function plannedRun(
  account: Account,
  { look, settings: { timeZone } }: Pick<RunOrders, 'look' | 'settings'>,
  flags: RunFlags,
  runtime: Runtime,
): Promise<{ readonly ahead: LookAhead; readonly deed?: string } | undefined> {
  const { stdout } = runtime;
  const ahead = await lookAhead(account, look, notices(runtime));
  const view = {
    paint: paintFor(stdout, runtime),
    width: widthOf(stdout),
    all: false,
    timeZone,
    hint: hintsAt(ahead.outlook, { ...flags }, runtime),
  };
  // A script that reads events has no use for a plan.
  if (flags.yes !== true || flags.json !== true) stdout.write(`${planText(ahead.outlook, view)}\n\n`);
  if (ahead.deleted.length > 0 && (flags.yes !== true || flags.json !== true)) {
    stdout.write(`${wrapped(pruneLine(ahead.deleted), view.width).join('\n')}\n\n`);
  }
  const { update, updating } = ahead.outlook.counts;
  const blocked = blockedPart(ahead.outlook);
  if (blocked !== undefined && flags.yes === true && flags.acceptBlocked !== true)
    throw blockedError(blocked);
  // What is blocked is left to the campaign, which tells those who are not there why.
  if (flags.yes === true) return { ahead };
  if (update + updating === 0) return undefined;
  const where = `in account ${account.caller.account}, ${account.region}`;
  const although = blocked === undefined ? '' : `, although ${blocked.count} of them cannot begin`;
  const what =
    update > 0 ? `Start ${counted(update, 'update')}` : `Watch ${counted(updating, 'update')} in progress`;
  return { ahead, deed: `${what} ${where}${although}` };
}

/** What `--prune` would delete now: it is for good, so each is named before anybody agrees. */
function pruneLine(deleted: readonly string[]): string {
  const names = deleted.map(printable).join(', ');
  return `Pruning would delete ${counted(deleted.length, 'image')} for good, where there is too little room before the campaign starts, else when it is over: ${names}. What the rules of pruning allow when it is over goes then, too.`;
}

function blockedError({ count, of, startable, why }: BlockedPart): CommandError {
  const only = (hint: Hint) =>
    `Update only what there is room for: ${hint('run', '--limit', String(startable), '--yes')}`;
  return new CommandError(
    `${count} of ${counted(of, 'update')} cannot begin: ${why.join(' ')}`,
    [
      (hint) => `Make room; how, says the plan: ${hint('plan')}`,
      ...(startable === 0 ? [] : [only]),
      (hint) =>
        `Or begin all the same; what finds no room waits, and is skipped after hours: ${hint('run', '--accept-blocked', '--yes')}`,
    ],
    { exitCode: EXIT.blocked },
  );
}

function candidatesOf({ images }: CampaignPlan): readonly string[] {
  return images.flatMap(({ image, verdict }) => (verdict === 'exclude' ? [] : [image]));
}

function pinnedTo(include: readonly string[], options: CampaignOptions): CampaignOptions {
  // An empty list would admit every image.
  if (include.length === 0) return options;
  return { ...options, selector: { ...options.selector, include } };
}
