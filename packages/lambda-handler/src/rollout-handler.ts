import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { type AnnouncedEvent, type Clock, InvalidOptionsError } from '@appstream-campaign/core';
import { unknownKey } from '@appstream-campaign/core/internal';
import { type RolloutOptions, rollout } from '@appstream-campaign/core/rollout';
import { type CallContext, createDeadline } from './call-context.ts';
import type { Environment } from './environment.ts';
import { RolloutStoppedError } from './errors.ts';
import { createLogger, type HandlerLogger, logEvent } from './event-log.ts';
import { type GivenNotifiers, notifiersOfCall } from './given-notifiers.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import { createSecrets } from './notifiers/secrets.ts';
import { notifyAtOnce } from './notify-failure.ts';
import { targetClients } from './open-target.ts';
import { parsePassEvent, refuseTargetOfOwnStores } from './pass-event.ts';
import { notifiersOfPass, passEnded, placeOfPass } from './pass-place.ts';
import { hasNews, isRefusal, NOTHING_DONE, stoppedByStore, toPassReport } from './pass-report.ts';
import { type RolloutSettings, readRolloutEnvironment } from './rollout-environment.ts';
import { logPass, logPlan, NO_PASS, type RolloutSummary, summaryOf } from './rollout-log.ts';
import { rolloutOutcome } from './rollout-outcome.ts';
import { type OpenRollout, openRollout, type RolloutStores } from './rollout-parts.ts';
import type { CampaignTarget } from './target.ts';

/** The parts and options of a handler. Everything has a default. */
export interface RolloutHandlerOptions {
  /** @defaultValue `process.env` */
  readonly environment?: Environment;
  /** @defaultValue the account's fleets and images in AppStream, with alarms, parameters and shares as the policy needs */
  readonly stores?: RolloutStores;
  /**
   * Replaces mail (from the event) and all channels of the environment; a function gets those, and returns the notifiers
   * to use: `(builtIn) => [...builtIn, mine]`.
   */
  readonly notifiers?: GivenNotifiers;
  /** Rollout options that override the environment. */
  readonly rollout?: RolloutOptions;
  /** For what the handler creates itself: the stores, the notifiers, the secret reader. @defaultValue the default network */
  readonly network?: HandlerNetwork;
  readonly clock?: Pick<Clock, 'now'>;
  readonly logger?: HandlerLogger;
  /** Called with every event, after it was logged. */
  readonly onEvent?: (event: AnnouncedEvent) => void;
}

const OPTIONS: readonly (keyof RolloutHandlerOptions)[] = [
  'environment',
  'stores',
  'notifiers',
  'rollout',
  'network',
  'clock',
  'logger',
  'onEvent',
];

const NO_NOTIFIERS =
  'Nobody will be told of approvals that are wanted, or of versions that are held. Give ToAddress and FromAddress in the event, or name a channel such as CAMPAIGN_TOPIC_ARN in the environment.';

/** A Lambda handler for a schedule. */
export type RolloutHandler = (event: unknown, context?: CallContext) => Promise<RolloutSummary>;

/**
 * Creates a handler that performs one pass of a rollout per call. A schedule calls it, for example every hour; the next call
 * completes one that was interrupted, and a second one right after does nothing more.
 *
 * @example
 * ```ts
 * export const handler = createRolloutHandler({ rollout: { rings: 'test:24h,production:approval' } });
 * ```
 * @throws InvalidOptionsError at once, for an unknown option
 * @throws InvalidEventError, InvalidEnvironmentError, InvalidOptionsError at a call, before anything is touched
 * @throws ImageStoreError at a call, when images, fleets or alarms can't be looked at; nothing was touched. When that is
 *   the role or the refusal of a target, people were told before; a hub is answered with a report instead
 * @throws RolloutStoppedError at a call, when a refusal has stopped the pass that a person has to cure
 */
export function createRolloutHandler(options: RolloutHandlerOptions = {}): RolloutHandler {
  const unknown = unknownKey('Handler option', options, OPTIONS);
  if (unknown !== undefined) throw new InvalidOptionsError(unknown);
  const { environment = process.env, network = {}, clock = systemClock, notifiers: own } = options;
  const logger = options.logger ?? createLogger();
  const secret = createSecrets(environment, clientsIn(network));
  const deadline = createDeadline();
  let settings: RolloutSettings | undefined;
  let stores = options.stores;
  const onNotice = (notice: string) => logger.warn(notice, {});
  const open = async (policy: RolloutOptions, target: CampaignTarget | undefined): Promise<OpenRollout> => {
    if (target === undefined) {
      stores ??= (await openRollout(policy, onNotice, clientsIn(network))).stores;
      return { stores, close: () => {} };
    }
    refuseTargetOfOwnStores(options.stores);
    return openRollout(policy, onNotice, targetClients(target, { clock, network }));
  };
  return async (event, context) => {
    const input = parsePassEvent(event);
    const { DryRun: dryRun = false, Target: target, SummaryBytes: bytes } = input;
    settings ??= readRolloutEnvironment(environment);
    const { messages } = settings;
    const policy = { ...settings.rollout, ...options.rollout };
    deadline.set(context);
    const { stores: opened, close } = await open(policy, target);
    const all = notifiersOfCall(own, { settings: messages, input, secret, network });
    if (all.length === 0 && bytes === undefined) logger.warn(NO_NOTIFIERS, {});
    const notifiers = notifiersOfPass(input, all);
    const where = placeOfPass(input, context, messages.accountName);
    const startedAt = clock.now();
    try {
      const result = await rollout({
        ...opened,
        ...where,
        policy,
        clock,
        notifiers,
        timeLeft: deadline.left,
        dryRun,
      });
      const summary = summaryOf({ ...result, isDryRun: dryRun });
      if (dryRun) logPlan(logger, result);
      else logPass(logger, result, summary);
      for (const happened of result.events) options.onEvent?.(happened);
      if (bytes !== undefined) {
        const outcome = rolloutOutcome(result, dryRun);
        const news = result.events.length > 0 || hasNews(outcome);
        return { ...summary, Report: toPassReport(outcome, { news, dryRun, bytes }) };
      }
      if (result.stopped !== undefined) throw new RolloutStoppedError(result.stopped, result.done.length);
      return summary;
    } catch (error) {
      if (target === undefined || !isRefusal(error)) throw error;
      const outcome = { ...NOTHING_DONE, stopped: stoppedByStore(error) };
      const ended = passEnded('rollout', outcome, { where, startedAt, clock, dryRun });
      logEvent(logger, ended);
      if (bytes !== undefined) {
        return { ...NO_PASS, Report: toPassReport(outcome, { news: true, dryRun, bytes }) };
      }
      await notifyAtOnce(ended, notifiers, logger);
      throw error;
    } finally {
      close();
    }
  };
}
