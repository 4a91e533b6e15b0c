import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { type AnnouncedEvent, type Clock, InvalidOptionsError } from '@appstream-campaign/core';
import { unknownKey } from '@appstream-campaign/core/internal';
import { type RolloutOptions, rollout } from '@appstream-campaign/core/rollout';
import { type CallContext, createDeadline, placeOf } from './call-context.ts';
import type { Environment } from './environment.ts';
import { RolloutStoppedError } from './errors.ts';
import { createLogger, type HandlerLogger } from './event-log.ts';
import { type GivenNotifiers, notifiersOfCall } from './given-notifiers.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import { createSecrets } from './notifiers/secrets.ts';
import { type RolloutSettings, readRolloutEnvironment } from './rollout-environment.ts';
import { parseRolloutEvent } from './rollout-event.ts';
import { logPass, logPlan, type RolloutSummary, summaryOf } from './rollout-log.ts';
import { createRolloutStores, type RolloutStores } from './rollout-parts.ts';

/** What a handler can be given instead of what it would make itself. Everything has a default. */
export interface RolloutHandlerOptions {
  /** @defaultValue `process.env` */
  readonly environment?: Environment;
  /** @defaultValue the account's fleets and images in AppStream, with alarms, parameters and shares as the policy needs */
  readonly stores?: RolloutStores;
  /**
   * Used instead of mail (from the event) and all channels that the environment names; a function is given those, and
   * says who is told: `(builtIn) => [...builtIn, mine]`.
   */
  readonly notifiers?: GivenNotifiers;
  /** Rollout options that win over the environment. */
  readonly rollout?: RolloutOptions;
  /** For what the handler makes itself: the stores, the notifiers, the reader of secrets. @defaultValue the machine's */
  readonly network?: HandlerNetwork;
  readonly clock?: Pick<Clock, 'now'>;
  readonly logger?: HandlerLogger;
  /** Hears every event, after the log. */
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

const NOBODY_IS_TOLD =
  'Nobody will be told of approvals that are wanted, or of versions that are held. Give ToAddress and FromAddress in the event, or name a channel such as CAMPAIGN_TOPIC_ARN in the environment.';

/** A Lambda handler for a schedule. */
export type RolloutHandler = (event: unknown, context?: CallContext) => Promise<RolloutSummary>;

/**
 * Makes a handler that does one pass of a rollout per call. A schedule calls it, every hour say; a call that died is
 * completed by the next one, and a second one right after does nothing more.
 *
 * @example
 * ```ts
 * export const handler = createRolloutHandler({ rollout: { rings: 'test:24h,production:approval' } });
 * ```
 * @throws InvalidOptionsError at once, for an option that is not known
 * @throws InvalidEventError, InvalidEnvironmentError, InvalidOptionsError at a call, before anything is touched
 * @throws ImageStoreError at a call, when images, fleets or alarms can't be looked at; nothing was touched
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
  return async (event, context) => {
    const { DryRun = false, ...mail } = parseRolloutEvent(event);
    settings ??= readRolloutEnvironment(environment);
    const { messages } = settings;
    const policy = { ...settings.rollout, ...options.rollout };
    deadline.set(context);
    stores ??= await createRolloutStores(policy, (notice) => logger.warn(notice, {}), network);
    const notifiers = notifiersOfCall(own, { settings: messages, input: mail, secret, network });
    if (notifiers.length === 0) logger.warn(NOBODY_IS_TOLD, {});
    const result = await rollout({
      ...stores,
      ...placeOf(context, messages.accountName),
      policy,
      clock,
      notifiers,
      timeLeft: deadline.left,
      dryRun: DryRun,
    });
    const summary = summaryOf({ ...result, isDryRun: DryRun });
    if (DryRun) logPlan(logger, result);
    else logPass(logger, result, summary);
    for (const happened of result.events) options.onEvent?.(happened);
    if (result.stopped !== undefined) throw new RolloutStoppedError(result.stopped, result.done.length);
    return summary;
  };
}
