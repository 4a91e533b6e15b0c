import type { SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import type { ImageStore } from '@appstream-campaign/core';
import type { SharingStore } from '@appstream-campaign/core/internal';
import type { InventorySource } from '@appstream-campaign/core/planning';
import { openImages } from './aws-parts.ts';
import { createDeadline, type Deadline } from './call-context.ts';
import { type Environment, type HandlerSettings, readEnvironment } from './environment.ts';
import { createLogger, type HandlerLogger } from './event-log.ts';
import { clientsIn, type HandlerNetwork } from './network.ts';
import { createSecrets } from './notifiers/secrets.ts';
import { optional } from './results.ts';

/** The options from which a handler's parts are created. */
export interface PartsOptions {
  readonly environment?: Environment;
  readonly store?: ImageStore;
  readonly shares?: SharingStore;
  readonly inventory?: InventorySource;
  readonly network?: HandlerNetwork;
  readonly logger?: HandlerLogger;
}

/** Parts that every call of a warm function shares. */
export interface HandlerParts {
  readonly settings: HandlerSettings;
  readonly logger: HandlerLogger;
  readonly store: ImageStore;
  /** Created only if a campaign needs them; none with a custom store. */
  readonly sharing: () => SharingStore | undefined;
  readonly inventory: () => InventorySource | undefined;
  readonly deadline: Deadline;
  /** Fetches each secret once per cold start. */
  readonly secret: SecretReader;
}

/** Creates the parts that are not given from the environment. */
export function createParts(options: PartsOptions): HandlerParts {
  const { environment = process.env, network = {} } = options;
  const settings = readEnvironment(environment);
  const logger = options.logger ?? createLogger();
  const deadline = createDeadline();
  const onNotice = (notice: string) => logger.warn(notice, {});
  const opened = () =>
    openImages(clientsIn(network), {
      useTaggingApi: settings.useTaggingApi,
      onNotice,
      timeLeft: deadline.left,
      ...optional('imageQuota', settings.imageQuota),
    }).parts;
  const own: Pick<HandlerParts, 'store' | 'sharing' | 'inventory'> =
    options.store === undefined
      ? opened()
      : { store: options.store, sharing: () => undefined, inventory: () => undefined };
  return {
    settings,
    logger,
    store: own.store,
    sharing: () => options.shares ?? own.sharing(),
    inventory: () => options.inventory ?? own.inventory(),
    deadline,
    secret: createSecrets(environment, clientsIn(network)),
  };
}
