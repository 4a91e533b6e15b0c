import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import type { ImageCondition } from '@appstream-campaign/core/internal';
import {
  type ImageWorld,
  ManualClock,
  WORLD_START,
  type WorldImage,
  type WorldSetup,
  type WorldUpdate,
} from '@appstream-campaign/core/testing';
import {
  type Call,
  createSimulator,
  type ImageSnapshot,
  type ImageSpec,
  type SavedAccount,
  type Simulator,
} from '@appstream-campaign/simulator';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';

/** A moment in the life of a simulated world, to begin another one from. */
export interface Moment {
  readonly at: string;
  readonly account: SavedAccount;
  readonly updates: readonly WorldUpdate[];
}

/** A world of the suites in core/testing, behind the real SDK clients and over HTTP. */
export interface SimulatorWorld extends ImageWorld {
  readonly simulator: Simulator;
  readonly client: AppStreamClient;
  readonly taggingClient: ResourceGroupsTaggingAPIClient;
  /** The world as it is now. */
  moment(): Moment;
}

const CONDITIONS: Readonly<Record<string, ImageCondition>> = {
  AVAILABLE: 'available',
  FAILED: 'failed',
  DELETING: 'deleting',
};
const conditionOf = (image: ImageSnapshot): ImageCondition => CONDITIONS[image.state] ?? 'in-progress';

function toSpec(image: WorldImage): ImageSpec {
  const { name, tags, condition, platform, description } = image;
  const { minutes = 75, outcome = 'available', failures = 0, problem, current, incompatible } = image;
  return {
    name,
    ...(tags === undefined ? {} : { tags }),
    state: condition === 'failed' ? 'FAILED' : 'AVAILABLE',
    ...(platform === undefined ? {} : { platform }),
    ...(description === undefined ? {} : { description }),
    update: {
      minutes,
      outcome,
      failures,
      ...(problem === undefined ? {} : { failure: problem }),
      current: current ?? false,
      incompatible: incompatible ?? false,
    },
  };
}

/** Client configuration for a simulator. */
export const clientFor = ({ url }: Pick<Simulator, 'url'>) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
});

/** Builds the world of a setup in a simulator; `tagging: false` makes the store read tags one by one. */
export async function createSimulatorWorld(
  setup: WorldSetup,
  options: {
    readonly tagging?: boolean;
    readonly attempts?: number;
    /** Begins there, in the place of the images of the setup. */
    readonly from?: Moment;
    /** Parameters of Systems Manager, by name. */
    readonly parameters?: Readonly<Record<string, string>>;
    /** Hears each call, after its outcome. */
    readonly onCall?: (call: Call) => void;
  } = {},
): Promise<SimulatorWorld> {
  const { from } = options;
  const clock = new ManualClock(from?.at ?? setup.startsAt ?? WORLD_START);
  const updates: WorldUpdate[] = [...(from?.updates ?? [])];
  const changedExternally = new Set<string>();
  const simulator = await createSimulator({
    clock,
    images: setup.images.map(toSpec),
    ...(from === undefined ? {} : { saved: from.account }),
    quotas: {
      concurrentUpdates: setup.updateQuota ?? 5,
      images: setup.imageQuota ?? 1000,
      imageBuilders: 1000,
    },
    ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    onCall: (call) => {
      noteUpdate(call);
      options.onCall?.(call);
    },
  });
  const { world } = simulator;
  /** An update counts when it took effect, whether its answer came through or not. */
  const noteUpdate = ({ operation, request, outcome, at }: Call) => {
    const { existingImageName, newImageName, dryRun } = request;
    const effective = operation === 'CreateUpdatedImage' && dryRun !== true;
    if (!effective || (outcome !== 'ok' && outcome !== 'dropped after')) return;
    const inProgress = world.updatesInProgress().map(({ name }) => name);
    const successor = String(newImageName);
    updates.push({ source: String(existingImageName), successor, at: at.toISOString(), inProgress });
  };
  const config = { ...clientFor(simulator), maxAttempts: options.attempts ?? 3 };
  const client = new AppStreamClient(config);
  const taggingClient = new ResourceGroupsTaggingAPIClient(config);
  const store = new AppStreamImageStore({ client, ...(options.tagging === false ? {} : { taggingClient }) });
  return {
    simulator,
    client,
    taggingClient,
    clock,
    store,
    images: () =>
      new Map(
        world.images().map((image) => [image.name, { condition: conditionOf(image), tags: image.tags }]),
      ),
    setup,
    moment: () => ({
      at: clock.now().toISOString(),
      account: structuredClone(simulator.save()),
      updates: [...updates],
    }),
    setTags: (name, tags) => {
      changedExternally.add(name);
      if (world.image(name) !== undefined) world.setTags(name, tags);
    },
    remove: (name) => {
      changedExternally.add(name);
      if (world.image(name) !== undefined) world.removeImage(name);
    },
    add: (image) => {
      changedExternally.add(image.name);
      world.addImage({ ...toSpec(image), daysOld: 0 });
    },
    changedExternally: () => changedExternally,
    updates: () => updates,
    maxInProgress: () => Math.max(0, ...updates.map(({ inProgress }) => inProgress.length)),
    async close() {
      client.destroy();
      taggingClient.destroy();
      await simulator.close();
    },
  };
}
