import { MAX_TAGS } from '../policy/tags.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type { ImageCondition, ImageRecord, Tags } from '../ports/image.ts';
import type { ImageStore, UpdateRequest } from '../ports/image-store.ts';
import { type Instant, plusMinutes, toInstant } from '../ports/instant.ts';
import {
  type ImageWorld,
  WORLD_START,
  type WorldImage,
  type WorldSetup,
  type WorldUpdate,
} from './image-world.ts';
import { ManualClock } from './manual-clock.ts';

interface Held {
  readonly setup: WorldImage;
  tags: Tags;
  readonly createdAt: Instant;
  /** Present on successors. */
  readonly update?: {
    readonly source: WorldImage;
    /** Milliseconds since the epoch. */
    readonly endsAt: number;
    readonly fails: boolean;
  };
}

/**
 * A world in memory. Its images change only with the clock: the start and the end of an update are kept, and the condition
 * is computed on each read.
 */
export async function createMemoryWorld(setup: WorldSetup): Promise<ImageWorld> {
  const clock = new ManualClock(setup.startsAt ?? WORLD_START);
  const held = new Map<string, Held>();
  const updates: WorldUpdate[] = [];
  const changedExternally = new Set<string>();
  const now = () => toInstant(clock.now());
  const add = (image: WorldImage) =>
    void held.set(image.name, { setup: image, tags: image.tags ?? {}, createdAt: now() });
  // Images of the setup were created long before the start.
  const longAgo = plusMinutes(now(), -30 * 24 * 60);
  for (const image of setup.images) {
    held.set(image.name, { setup: image, tags: image.tags ?? {}, createdAt: longAgo });
  }

  const conditionOf = ({ setup: image, update }: Held): ImageCondition => {
    if (update === undefined) return image.condition ?? 'available';
    if (clock.now().getTime() < update.endsAt) return 'in-progress';
    return update.fails ? 'failed' : 'available';
  };
  // Only successors can be in progress, so only they are searched: worlds of thousands of images stay fast.
  const successors = new Set<string>();
  const inProgress = () =>
    [...successors].filter((name) => {
      const image = held.get(name);
      const running = image !== undefined && conditionOf(image) === 'in-progress';
      if (!running) successors.delete(name);
      return running;
    });
  const recordOf = (name: string, image: Held, withTags: boolean): ImageRecord => ({
    name,
    id: name,
    condition: conditionOf(image),
    state: conditionOf(image).toUpperCase(),
    createdAt: image.createdAt,
    ...(withTags ? { tags: image.tags } : {}),
    ...(image.setup.platform === undefined ? {} : { platform: image.setup.platform }),
    ...(image.setup.description === undefined ? {} : { description: image.setup.description }),
    ...(image.update === undefined ? {} : { updateOf: image.update.source.name }),
    problems:
      conditionOf(image) === 'failed'
        ? [image.update?.source.problem ?? { code: 'IMAGE_UPDATE_FAILURE', message: 'The update failed.' }]
        : [],
  });

  const refuse = (order: UpdateRequest): Held => {
    const source = held.get(order.source);
    if (source === undefined) throw new ImageStoreError('not-found', `${order.source} does not exist.`);
    if (source.setup.incompatible)
      throw new ImageStoreError('incompatible', `${order.source} is incompatible.`);
    if (held.has(order.successor)) throw new ImageStoreError('exists', `${order.successor} exists.`);
    return source;
  };

  const store: ImageStore = {
    async find({ key, values, among }) {
      return [...held].flatMap(([name, image]) => {
        const value = image.tags[key];
        const asked = among === undefined || among.includes(name);
        const matches = value !== undefined && (values === undefined || values.includes(value));
        return asked && matches ? [recordOf(name, image, true)] : [];
      });
    },
    async readTags() {
      return { images: [...held].map(([name, image]) => recordOf(name, image, true)) };
    },
    async list() {
      return [...held].map(([name, image]) => recordOf(name, image, false));
    },
    async describe(names, { tags }) {
      return names.flatMap((name) => {
        const image = held.get(name);
        return image === undefined ? [] : [recordOf(name, image, tags)];
      });
    },
    async dryRun(order) {
      return refuse(order).setup.current ? 'current' : 'accepted';
    },
    async startUpdate(order) {
      const { setup: source } = refuse(order);
      if (inProgress().length >= (setup.updateQuota ?? 5)) {
        throw new ImageStoreError('limit', 'Too many concurrent updates.');
      }
      if (held.size >= (setup.imageQuota ?? 1000)) throw new ImageStoreError('limit', 'Too many images.');
      const before = updates.filter((update) => update.source === source.name).length;
      const soon = before < (source.failures ?? 0);
      const fails = soon || source.outcome === 'failed';
      const minutes = source.outcome === 'never' && !soon ? Number.POSITIVE_INFINITY : (source.minutes ?? 75);
      const endsAt = clock.now().getTime() + minutes * 60_000;
      successors.add(order.successor);
      held.set(order.successor, {
        setup: {
          name: order.successor,
          current: true,
          ...(order.description && { description: order.description }),
        },
        tags: order.tags,
        createdAt: now(),
        update: { source, endsAt, fails },
      });
      const { source: from, successor } = order;
      updates.push({ source: from, successor, at: now(), inProgress: inProgress() });
      return 'accepted';
    },
    async retag(image, { put, remove }) {
      const target = held.get(image.name);
      if (target === undefined) throw new ImageStoreError('not-found', `${image.name} does not exist.`);
      const tags = Object.entries({ ...target.tags, ...put }).filter(([key]) => !remove.includes(key));
      if (tags.length > MAX_TAGS)
        throw new ImageStoreError('limit', `${image.name} would have too many tags.`);
      target.tags = Object.fromEntries(tags);
    },
    async remove({ name }) {
      held.delete(name);
    },
  };

  return {
    store,
    clock,
    images: () =>
      new Map([...held].map(([name, image]) => [name, { condition: conditionOf(image), tags: image.tags }])),
    setup,
    setTags(name, tags) {
      const image = held.get(name);
      changedExternally.add(name);
      // An image that no longer exists is not changed.
      if (image !== undefined) image.tags = tags;
    },
    remove(name) {
      changedExternally.add(name);
      held.delete(name);
    },
    add(image) {
      changedExternally.add(image.name);
      add(image);
    },
    changedExternally: () => changedExternally,
    updates: () => updates,
    maxInProgress: () => Math.max(0, ...updates.map((update) => update.inProgress.length)),
    close: async () => {},
  };
}
