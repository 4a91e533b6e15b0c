import type { SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import {
  type CampaignEvent,
  type CampaignOptions,
  type Clock,
  type ImageStore,
  InvalidOptionsError,
  type Notifier,
} from '@appstream-campaign/core';
import { type SharingStore, unknownKey } from '@appstream-campaign/core/internal';
import type { InventorySource } from '@appstream-campaign/core/planning';
import { type CallContext, placeOf } from './call-context.ts';
import type { CampaignResults } from './campaign-results.ts';
import { type Environment, type HandlerSettings, readEnvironment, readValidParts } from './environment.ts';
import { InvalidEventError } from './errors.ts';
import { type CampaignInput, isOver, parseEvent, recipientsOf, targetOf } from './event.ts';
import { createLogger, type HandlerLogger, logEvent } from './event-log.ts';
import { type GivenNotifiers, machinesOf, notifiersOfCall } from './given-notifiers.ts';
import { createParts, type HandlerParts } from './handler-parts.ts';
import type { HubTools } from './hub.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import { createSecrets } from './notifiers/secrets.ts';
import type { FailedRun } from './notify-failure.ts';
import { openTarget } from './open-target.ts';
import { takeStep } from './take-step.ts';
import { placeOfTarget } from './target.ts';

/** What a handler can be given instead of what it would make itself. Everything has a default. */
export interface CampaignHandlerOptions {
  /** @defaultValue `process.env` */
  readonly environment?: Environment;
  /** @defaultValue the account's images in AppStream */
  readonly store?: ImageStore;
  /** Who may use images, for `sharing: 'carry'`. @defaultValue that of the account, unless `store` is given */
  readonly shares?: SharingStore;
  /** Who uses images, for `prune`, and for telling which images could go. @defaultValue that of the account, unless `store` is given */
  readonly inventory?: InventorySource;
  /**
   * Used instead of mail (from the event) and all channels that the environment names; a function is given those, and
   * says who is told: `(builtIn) => [...builtIn, mine]`.
   */
  readonly notifiers?: GivenNotifiers;
  /** Campaign options that win over the environment; `batchSize` is the event's. */
  readonly campaign?: Omit<CampaignOptions, 'batchSize'>;
  /** For what the handler makes itself: the store, the notifiers, the reader of secrets. @defaultValue the machine's */
  readonly network?: HandlerNetwork;
  readonly clock?: Clock;
  readonly logger?: HandlerLogger;
  /** Hears every event, after the log. */
  readonly onEvent?: (event: CampaignEvent) => void;
}

const NOBODY_IS_TOLD =
  'Nobody will be told how the campaign goes. Give ToAddress and FromAddress in the event, or name a channel such as CAMPAIGN_TOPIC_ARN in the environment.';

const STORE_OF_ITS_OWN =
  'Event field Target names another account or Region, but this handler was given a store of its own, which has one place. Leave out one of them.';

const OPTIONS: readonly (keyof CampaignHandlerOptions)[] = [
  'environment',
  'store',
  'notifiers',
  'campaign',
  'network',
  'clock',
  'logger',
  'onEvent',
  'shares',
  'inventory',
];

/** A Lambda handler for Step Functions. */
export type CampaignHandler = (event: unknown, context?: CallContext) => Promise<CampaignResults | 0>;

/**
 * Makes a handler that does one step of a campaign per call.
 *
 * It returns 0 when the campaign is over, else what the state machine keeps in `$.Results` and hands in again, at
 * or after its `NextCheckAt`. Results with `Stopped` and without `NextCheckAt` mean that somebody has to act;
 * handing them in again resumes. An event with `Failure: { Error, Cause }` tells of a run that failed for good: people
 * are told, nothing is looked at, and it returns 0.
 *
 * @example
 * ```ts
 * export const handler = createCampaignHandler({ notifiers: [myNotifier] });
 * ```
 * @throws InvalidOptionsError at once, for an option that is not known
 * @throws InvalidEventError, InvalidEnvironmentError, InvalidOptionsError at a call, before anything is touched
 */
export function createCampaignHandler(options: CampaignHandlerOptions = {}): CampaignHandler {
  const unknown = unknownKey('Handler option', options, OPTIONS);
  if (unknown !== undefined) throw new InvalidOptionsError(unknown);
  let parts: HandlerParts | undefined;
  return async (event, context) => {
    // What few calls ask for is loaded when they do.
    if (has(event, 'Hub')) {
      const { answerHub, parseHubEvent } = await import('./hub.ts');
      const hub = parseHubEvent(event);
      return (await answerHub(hub, hubTools(options, hub.Input, context))) as CampaignResults;
    }
    if (has(event, 'Failure')) {
      const { parseFailedRun } = await import('./notify-failure.ts');
      const failed = parseFailedRun(event);
      if (failed !== undefined) return tellFailedRun(failed, options, context);
    }
    parts ??= createParts(options);
    parts.deadline.set(context);
    return handle(event, options, parts, context);
  };
}

const has = (event: unknown, key: string) => typeof event === 'object' && event !== null && key in event;

/**
 * Tells the people who are told of a campaign that the run failed. It may have failed because the event or the
 * environment is wrong, so it makes do with what of them is right.
 */
async function tellFailedRun(
  failed: FailedRun,
  options: CampaignHandlerOptions,
  context: CallContext | undefined,
): Promise<0> {
  const { notifyAtOnce, stoppedBy } = await import('./notify-failure.ts');
  const logger = options.logger ?? createLogger();
  const { environment = process.env, network = {} } = options;
  const settings = readValidParts(environment);
  const notifiers = notifiersOf(
    options,
    settings,
    recipientsOf(failed),
    createSecrets(environment, clientsIn(network)),
  );
  const now = (options.clock ?? systemClock).now().toISOString();
  const target = targetOf(failed);
  const here = placeOf(context, settings.accountName);
  const place = target === undefined ? here : { place: placeOfTarget(target) };
  const event = { ...stoppedBy(failed, now), ...place };
  logEvent(logger, event);
  options.onEvent?.(event);
  await notifyAtOnce(event, notifiers, logger);
  return 0;
}

/** What a hub needs of the function. Its report goes to all who are told of a campaign. */
function hubTools(
  options: CampaignHandlerOptions,
  input: object,
  context: CallContext | undefined,
): HubTools {
  const { environment = process.env, network = {} } = options;
  const settings = readEnvironment(environment);
  const recipients = recipientsOf(input);
  return {
    logger: options.logger ?? createLogger(),
    clock: options.clock ?? systemClock,
    notifiers: () =>
      notifiersOf(options, settings, recipients, createSecrets(environment, clientsIn(network))),
    place: (execution) => placeOf(context, settings.accountName, execution).place,
  };
}

const forRun = ({ SummaryBytes }: CampaignInput, notifiers: readonly Notifier[]) =>
  SummaryBytes === undefined ? notifiers : machinesOf(notifiers);

function notifiersOf(
  { notifiers: own, network }: CampaignHandlerOptions,
  settings: HandlerSettings,
  input: CampaignInput,
  secret: SecretReader,
): readonly Notifier[] {
  return forRun(input, notifiersOfCall(own, { settings, input, secret, network }));
}

async function handle(
  event: unknown,
  options: CampaignHandlerOptions,
  parts: HandlerParts,
  context: CallContext | undefined,
): Promise<CampaignResults | 0> {
  const { input, unknownKeys } = parseEvent(event);
  const { settings, logger } = parts;
  if (unknownKeys.length > 0) {
    logger.warn('The event has keys that mean nothing to this function. Check their spelling.', {
      unknownKeys,
    });
  }
  if (isOver(input.Results)) {
    logger.info('The campaign was over before this call. Leave Results out to begin another.', {});
    return input.Results;
  }
  const { Target: target } = input;
  if (target === undefined) {
    return work(input, options, parts, placeOf(context, settings.accountName, input.Execution?.Id));
  }
  if (options.store !== undefined) throw new InvalidEventError(STORE_OF_ITS_OWN);
  const opened = openTarget(target, {
    useTaggingApi: settings.useTaggingApi,
    clock: options.clock ?? systemClock,
    network: options.network ?? {},
    onNotice: (notice) => logger.warn(notice, { target: target.RoleArn, region: target.Region }),
    timeLeft: parts.deadline.left,
  });
  try {
    const place = placeOfTarget(target, placeOf(context, undefined, input.Execution?.Id).place);
    return await work(input, options, { ...parts, ...opened.parts }, { place });
  } finally {
    opened.close();
  }
}

/** One step on the images of one place. */
async function work(
  input: CampaignInput,
  options: CampaignHandlerOptions,
  { settings, logger, store, sharing, inventory, secret, deadline }: HandlerParts,
  where: ReturnType<typeof placeOf>,
): Promise<CampaignResults | 0> {
  const behaviour = { ...settings.campaign, ...options.campaign };
  const notifiers = notifiersOf(options, { ...settings, campaign: behaviour }, input, secret);
  if (notifiers.length === 0 && input.SummaryBytes === undefined) logger.warn(NOBODY_IS_TOLD, {});
  return takeStep(input, {
    behaviour,
    store,
    shares: behaviour.sharing === 'carry' ? sharing() : undefined,
    inventory: inventory(),
    notifiers,
    where,
    clock: options.clock ?? systemClock,
    timeLeft: deadline.left,
    logger,
    onEvent: options.onEvent,
  });
}
