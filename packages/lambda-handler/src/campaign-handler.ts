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

/** The parts and options of a handler. Everything has a default. */
export interface CampaignHandlerOptions {
  /** @defaultValue `process.env` */
  readonly environment?: Environment;
  /** @defaultValue the account's images in AppStream */
  readonly store?: ImageStore;
  /** Image permissions, for `sharing: 'carry'`. @defaultValue those of the account, unless `store` is given */
  readonly shares?: SharingStore;
  /** Who uses images, for `prune`, and for telling which images could go. @defaultValue that of the account, unless `store` is given */
  readonly inventory?: InventorySource;
  /**
   * Replaces mail (from the event) and all channels of the environment; a function gets those, and returns the notifiers
   * to use: `(builtIn) => [...builtIn, mine]`.
   */
  readonly notifiers?: GivenNotifiers;
  /** Campaign options that override the environment; `batchSize` comes from the event. */
  readonly campaign?: Omit<CampaignOptions, 'batchSize'>;
  /** For what the handler creates itself: the store, the notifiers, the secret reader. @defaultValue the default network */
  readonly network?: HandlerNetwork;
  readonly clock?: Clock;
  readonly logger?: HandlerLogger;
  /** Called with every event, after it was logged. */
  readonly onEvent?: (event: CampaignEvent) => void;
}

const NO_NOTIFIERS =
  'Nobody will be told how the campaign goes. Give ToAddress and FromAddress in the event, or name a channel such as CAMPAIGN_TOPIC_ARN in the environment.';

const CUSTOM_STORE =
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
 * Creates a handler that performs one step of a campaign per call.
 *
 * It returns 0 when the campaign is over, else what the state machine keeps in `$.Results` and passes to the next call, at
 * or after its `NextCheckAt`. Results with `Stopped` and without `NextCheckAt` mean that a person has to act; passing them
 * again resumes. An event with `Failure: { Error, Cause }` reports a failed run: notifiers are called, images are not read,
 * and it returns 0.
 *
 * @example
 * ```ts
 * export const handler = createCampaignHandler({ notifiers: [myNotifier] });
 * ```
 * @throws InvalidOptionsError at once, for an unknown option
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
      if (failed !== undefined) return notifyFailedRun(failed, options, context);
    }
    parts ??= createParts(options);
    parts.deadline.set(context);
    return handle(event, options, parts, context);
  };
}

const has = (event: unknown, key: string) => typeof event === 'object' && event !== null && key in event;

/**
 * Notifies the campaign's recipients that the run failed. The event or the environment may be wrong, so only their valid
 * parts are used.
 */
async function notifyFailedRun(
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

/** The tools of a hub. Its report goes to all recipients of a campaign's messages. */
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
  if (options.store !== undefined) throw new InvalidEventError(CUSTOM_STORE);
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

/** One step for the images of one account and Region. */
async function work(
  input: CampaignInput,
  options: CampaignHandlerOptions,
  { settings, logger, store, sharing, inventory, secret, deadline }: HandlerParts,
  where: ReturnType<typeof placeOf>,
): Promise<CampaignResults | 0> {
  const behaviour = { ...settings.campaign, ...options.campaign };
  const notifiers = notifiersOf(options, { ...settings, campaign: behaviour }, input, secret);
  if (notifiers.length === 0 && input.SummaryBytes === undefined) logger.warn(NO_NOTIFIERS, {});
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
