import { basename } from 'node:path';
import { createSharingStore } from '@appstream-campaign/aws-adapters/appstream-sharing';
import { type CampaignState, type Notifier, UpdateCampaign } from '@appstream-campaign/core';
import type { RolloutPolicy } from '@appstream-campaign/core/rollout';
import type { Account } from '../account/account.ts';
import { updatePhases } from '../account/builder-phases.ts';
import type { Expectation } from '../planning/expected-end.ts';
import { fleetsBehind, withRings } from '../planning/fleets-behind.ts';
import { DEFAULTS } from '../planning/look-ahead.ts';
import { inventoryWithRollbackImages } from '../planning/rollback-images.ts';
import { CommandError } from '../terminal/errors.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { isLive, paintFor } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { liveView } from '../view/live-view.ts';
import { notices } from '../view/notices.ts';
import { jsonView, plainView } from '../view/plain-view.ts';
import type { RunTitle, RunView } from '../view/run-view.ts';
import { driveCampaign, type Left } from './drive-campaign.ts';
import { runMemory, runPath } from './run-folder.ts';
import { imagesNow, readMemory, writeMemory } from './run-memory.ts';
import { type SavedRun, writeRun } from './saved-run.ts';
import { clearStopRequest, isStopRequested } from './stop-request.ts';

/** Flags that say how a campaign is shown. */
export interface ViewFlags {
  readonly json?: boolean;
  readonly plain?: boolean;
}

/** A campaign to begin or to go on with. */
export interface RunRequest {
  readonly account: Account;
  /** The folder of the account and Region; its lock is held. */
  readonly folder: string;
  readonly run: Omit<SavedRun, 'version' | 'savedBy' | 'savedAt'>;
  readonly notifiers: readonly Notifier[];
  /** How rollouts go: a campaign that prunes keeps what fleets would go back to. */
  readonly rollout: RolloutPolicy;
  /** Aborted when another process has taken the lock. */
  readonly lockLost: AbortSignal;
}

/** Runs a campaign to its rest, saving it after each step, in whatever view fits the terminal. */
export async function runCampaign(order: RunRequest, flags: ViewFlags, runtime: Runtime): Promise<Left> {
  const { account, folder, run, notifiers, lockLost, rollout } = order;
  const { clock, tick, outputClosed } = runtime;
  const { timeZone = runtime.timeZone } = run.options;
  const path = runPath(folder, run.state.id);
  const save = async (state: CampaignState) => {
    if (lockLost.aborted) throw lockLostError(run.state.id);
    await writeRun(path, { ...run, savedAt: clock.now().toISOString(), state });
  };
  const campaign = new UpdateCampaign({
    ...run.options,
    store: account.store,
    shares: createSharingStore({ client: account.appstream }),
    // What could go without pruning, the plan has said.
    ...(run.options.prune === undefined
      ? {}
      : { inventory: inventoryWithRollbackImages(account, notices(runtime), rollout) }),
    clock,
    notifiers,
  });
  // Who resumes a campaign that was told to start nothing more wants it to go on.
  const from = campaign.resume(run.state);
  // Before the first step: names are decided from the campaign's start, which a second try has to know.
  await save(from);
  await clearStopRequest(folder, run.state.id);
  const { expectation, plan } = await readMemory(runMemory(folder, run.state.id, 'start'));
  const view = chooseView(order, { flags, timeZone, expectation }, runtime);
  campaign.events.on('event', (event) => view.happened(event));
  const undelivered = new Set<string>();
  campaign.events.on('notificationAbandoned', ({ notifiers: names }) => {
    for (const name of names) undelivered.add(name);
  });
  const interrupts = listenForInterrupts(
    () => view.say('Leaving after this step, which is saved; Ctrl-C once more leaves at once.'),
    () => view.end(),
    runtime.interrupts,
  );
  try {
    const left = await driveCampaign(
      {
        campaign,
        clock,
        tick,
        signal: AbortSignal.any([interrupts.signal, ...(outputClosed === undefined ? [] : [outputClosed])]),
        until: run.until === undefined ? undefined : new Date(run.until),
        isStopRequested: () => isStopRequested(folder, run.state.id),
        save: async (state) => {
          await save(state);
          view.checked(state);
        },
      },
      from,
    );
    const inventory = left.interrupted ? undefined : await imagesNow(account, runtime);
    if (!left.interrupted) {
      await writeMemory(runMemory(folder, run.state.id, 'end'), { images: inventory?.images });
    }
    const found = inventory === undefined ? [] : fleetsBehind(left.state, inventory, run.options.tags);
    const behind = await withRings(found, account, rollout.tags.ring);
    return { ...left, undelivered: [...undelivered], plan, behind };
  } finally {
    interrupts.dispose();
    view.end();
  }
}

function chooseView(
  { account, run }: RunRequest,
  {
    flags,
    timeZone,
    expectation,
  }: {
    readonly flags: ViewFlags;
    readonly timeZone: string;
    readonly expectation: Expectation | undefined;
  },
  runtime: Runtime,
): RunView {
  const { stdout, stderr } = runtime;
  if (flags.json === true) return jsonView(stdout, stderr);
  const paint = paintFor(stdout, runtime);
  if (flags.plain === true || !isLive(stdout, runtime))
    return plainView(stdout, paint, headerOf(run), timeZone);
  const title: RunTitle = {
    campaign: run.state.id,
    account: run.account,
    region: run.region,
    batchSize: run.options.batchSize ?? DEFAULTS.batchSize,
    pacing: run.options.pacing ?? 'window',
  };
  const phases = () => updatePhases(account.appstream);
  return liveView(runtime, { title, paint, expectation, timeZone, phases });
}

/** Where this runs and who is told, for a log that nobody watches. */
function headerOf({ state, account, region, channels }: RunRequest['run']): string {
  const { mail, topicArn, eventBus, slack, slackBot, teams, webhook, modules = [] } = channels;
  const named = { mail, topic: topicArn, 'event bus': eventBus, slack: slack ?? slackBot, teams, webhook };
  const told = Object.entries(named)
    .flatMap(([name, channel]) => (channel === undefined ? [] : [name]))
    .concat(modules.map((path) => basename(path)));
  const who = told.length === 0 ? 'no notifications' : `told: ${told.join(', ')}`;
  return `Campaign ${state.id}, account ${account}, ${region}; ${who}`;
}

function lockLostError(campaign: string): CommandError {
  return new CommandError(
    `Another process has taken over the campaign ${campaign}: this one did not run for a while.`,
    [(hint) => `Nothing is lost. See how it goes on: ${hint('status', campaign)}`],
  );
}
