import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { type AnnouncedEvent, type Clock, InvalidOptionsError } from '@appstream-campaign/core';
import { unknownKey } from '@appstream-campaign/core/internal';
import type { InventorySource } from '@appstream-campaign/core/planning';
import { type PruneOptions, type PruneStore, planPrune, prune } from '@appstream-campaign/core/prune';
import { openImages } from './aws-parts.ts';
import { type CallContext, createDeadline } from './call-context.ts';
import type { Environment } from './environment.ts';
import { InvalidEventError } from './errors.ts';
import { createLogger, type HandlerLogger, logEvent } from './event-log.ts';
import { type GivenNotifiers, notifiersOfCall } from './given-notifiers.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import { createSecrets } from './notifiers/secrets.ts';
import { notifyAtOnce } from './notify-failure.ts';
import { targetClients } from './open-target.ts';
import { parsePassEvent, refuseTargetOfOwnStores } from './pass-event.ts';
import { notifiersOfPass, passEnded, placeOfPass } from './pass-place.ts';
import { hasNews, isRefusal, NOTHING_DONE, stoppedByStore, toPassReport } from './pass-report.ts';
import { type PruneSettings, readPruneEnvironment } from './prune-environment.ts';
import { logPrunePass, logPrunePlan, type PruneSummary, pruneOutcome, pruneSummary } from './prune-log.ts';
import type { CampaignTarget } from './target.ts';

/** Where the prune function finds images and who uses them, and with what it deletes. */
export interface PruneStores {
  readonly store: PruneStore;
  readonly inventory: InventorySource;
}

/** What a handler can be given instead of what it would make itself. Everything has a default. */
export interface PruneHandlerOptions {
  /** @defaultValue `process.env` */
  readonly environment?: Environment;
  /** @defaultValue the account's images in AppStream, and who uses them */
  readonly stores?: PruneStores;
  /**
   * Used instead of mail (from the event) and all channels that the environment names; a function is given those, and
   * says who is told: `(builtIn) => [...builtIn, mine]`.
   */
  readonly notifiers?: GivenNotifiers;
  /** Prune options that win over the environment. */
  readonly prune?: PruneOptions;
  /** For what the handler makes itself: the stores, the notifiers, the reader of secrets. @defaultValue the machine's */
  readonly network?: HandlerNetwork;
  readonly clock?: Pick<Clock, 'now'>;
  readonly logger?: HandlerLogger;
  /** Hears the report, after the log. */
  readonly onEvent?: (event: AnnouncedEvent) => void;
}

const OPTIONS: readonly (keyof PruneHandlerOptions)[] = [
  'environment',
  'stores',
  'notifiers',
  'prune',
  'network',
  'clock',
  'logger',
  'onEvent',
];

const DELETION_IS_OFF =
  'Event field DryRun is false, but this function deletes nothing. Set its variable CAMPAIGN_PRUNE_DELETE to true, or leave out DryRun.';

/** A Lambda handler for a schedule. */
export type PruneHandler = (event: unknown, context?: CallContext) => Promise<PruneSummary>;

/**
 * Makes a handler that does one pass of pruning per call: it logs what it will delete, deletes it if
 * `CAMPAIGN_PRUNE_DELETE` is `true`, and tells people when there was something to delete. Without that variable every
 * pass is a dry run.
 *
 * @example
 * ```ts
 * export const handler = createPruneHandler({ prune: { keep: 3, maxDeletions: 5 } });
 * ```
 * @throws InvalidOptionsError at once, for an option that is not known
 * @throws InvalidEventError, InvalidEnvironmentError, InvalidOptionsError at a call, before anything is touched
 * @throws ImageStoreError at a call, when the images can't be looked at; nothing was touched. When that is the role or the
 *   refusal of a target, people were told before; a hub is answered with a report instead
 */
export function createPruneHandler(options: PruneHandlerOptions = {}): PruneHandler {
  const unknown = unknownKey('Handler option', options, OPTIONS);
  if (unknown !== undefined) throw new InvalidOptionsError(unknown);
  const { environment = process.env, network = {}, clock = systemClock, notifiers: own } = options;
  const logger = options.logger ?? createLogger();
  const secret = createSecrets(environment, clientsIn(network));
  const deadline = createDeadline();
  let settings: PruneSettings | undefined;
  let stores = options.stores;
  const open = (target: CampaignTarget | undefined): PruneStores & { close(): void } => {
    if (target === undefined && stores !== undefined) return { ...stores, close: () => {} };
    if (target !== undefined) refuseTargetOfOwnStores(options.stores);
    const opened = openImages(
      target === undefined ? clientsIn(network) : targetClients(target, { clock, network }),
      { useTaggingApi: false, onNotice: (notice) => logger.warn(notice, {}), timeLeft: deadline.left },
    );
    const made = { store: opened.parts.store, inventory: opened.parts.inventory() };
    if (target !== undefined) return { ...made, close: opened.close };
    stores = made;
    return { ...made, close: () => {} };
  };
  return async (event, context) => {
    const input = parsePassEvent(event);
    settings ??= readPruneEnvironment(environment);
    const { deletes, messages } = settings;
    if (input.DryRun === false && !deletes) throw new InvalidEventError(DELETION_IS_OFF);
    const dryRun = input.DryRun ?? !deletes;
    const { Target: target, SummaryBytes: bytes } = input;
    deadline.set(context);
    const { store, inventory, close } = open(target);
    const policy = { ...settings.prune, ...options.prune };
    const all = notifiersOfCall(own, { settings: messages, input, secret, network });
    const notifiers = notifiersOfPass(input, all);
    const where = placeOfPass(input, context, messages.accountName);
    const about = { ...where, dryRun };
    const startedAt = clock.now();
    const finish = async (outcome: Parameters<typeof hasNews>[0]): Promise<PruneSummary> => {
      const news = hasNews(outcome);
      const ended = passEnded('prune', outcome, { where, startedAt, clock, dryRun });
      logEvent(logger, ended);
      options.onEvent?.(ended);
      if (news) await notifyAtOnce(ended, notifiers, logger);
      const summary = pruneSummary(outcome, dryRun);
      return bytes === undefined
        ? summary
        : { ...summary, Report: toPassReport(outcome, { news, dryRun, bytes }) };
    };
    try {
      const parts = { inventory: inventory.read.bind(inventory), clock, policy };
      const plan = await planPrune(parts);
      logPrunePlan(logger, plan, about);
      const only = plan.delete.map(({ image }) => image);
      const result = dryRun ? { deleted: [], failed: [] } : await prune({ ...parts, store, only });
      logPrunePass(logger, result, { DryRun: dryRun }, where);
      return await finish(pruneOutcome(plan, result, dryRun));
    } catch (error) {
      if (target === undefined || !isRefusal(error)) throw error;
      const answer = await finish({ ...NOTHING_DONE, stopped: stoppedByStore(error) });
      if (bytes !== undefined) return answer;
      throw error;
    } finally {
      close();
    }
  };
}
