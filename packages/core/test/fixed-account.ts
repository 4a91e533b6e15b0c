import {
  type CampaignEvent,
  type CampaignOptions,
  type CampaignState,
  type ImageRecord,
  type ImageStore,
  type TagChange,
  type TagQuery,
  UpdateCampaign,
  type UpdateCampaignOptions,
} from '@appstream-campaign/core';
import { isImageName, newCampaign } from '@appstream-campaign/core/internal';
import { ManualClock } from '@appstream-campaign/core/testing';

/** When campaigns over a fixed account start. */
export const START = '2026-11-23T08:00:00.000Z';

/** The instant that lies some minutes after the start; before it, when negative. */
export const after = (minutes: number): string =>
  new Date(Date.parse(START) + minutes * 60_000).toISOString();

/** An image as a store may report it, with whatever a test wants to be odd about it. */
export interface FixedImage extends Partial<Omit<ImageRecord, 'id'>> {
  readonly name: string;
  /** It is in the listing, and gone when somebody looks closer. */
  readonly vanished?: boolean;
}

/** An account of images exactly as given, and what a campaign asked of it. */
export interface FixedAccount {
  readonly store: ImageStore;
  readonly clock: ManualClock;
  readonly events: CampaignEvent[];
  /** Names whose tags were read one by one, in order. */
  readonly read: string[];
  /** Searches for a tag, in order. */
  readonly searched: TagQuery[];
  /** Images that were deleted, in order. */
  readonly removed: string[];
  /** Tag changes, in order. */
  readonly retagged: ({ readonly image: string } & TagChange)[];
  /** Source and successor of each update that was started. */
  readonly started: (readonly [source: string, successor: string])[];
  /** A campaign over the account that began at {@link START}. */
  campaign(options?: CampaignOptions & Partial<UpdateCampaignOptions>): UpdateCampaign;
}

/**
 * An account whose images are given as records, where the memory world knows only what updates make. It is as strict
 * as AWS: a search has those that match the query and no others. A question about a name that can't be one, or about
 * nothing, which AWS takes for a question about everything, is an error of the test.
 */
export function fixedAccount(images: readonly FixedImage[], startsAt: string = START): FixedAccount {
  const clock = new ManualClock(startsAt);
  const held = new Map<string, FixedImage>(images.map((image) => [image.name, image]));
  const record = ({ vanished: _, ...image }: FixedImage, tagged: boolean): ImageRecord => {
    const { tags = {}, condition = 'available', ...rest } = image;
    const state = condition.toUpperCase();
    return { id: image.name, condition, state, problems: [], ...rest, ...(tagged ? { tags } : {}) };
  };
  const read: string[] = [];
  const searched: TagQuery[] = [];
  const removed: string[] = [];
  const refuseEmpty = (list: readonly string[] | undefined) => {
    if (list?.length === 0) throw new Error('The campaign asked about nothing.');
  };
  const retagged: ({ readonly image: string } & TagChange)[] = [];
  const started: (readonly [string, string])[] = [];
  const events: CampaignEvent[] = [];
  const store: ImageStore = {
    async find(query) {
      const { key, values, among } = query;
      searched.push(query);
      refuseEmpty(values);
      refuseEmpty(among);
      return [...held.values()].flatMap((image) => {
        const value = image.tags?.[key];
        const asked = among === undefined || among.includes(image.name);
        const matches = value !== undefined && (values === undefined || values.includes(value));
        return asked && matches ? [{ ...record(image, true), tagsMayLag: true as const }] : [];
      });
    },
    list: async () => [...held.values()].map((image) => record(image, false)),
    async describe(names, { tags }) {
      refuseEmpty(names);
      const wrong = names.find((name) => !isImageName(name));
      if (wrong !== undefined) throw new Error(`The campaign asked for an image named ${wrong}.`);
      if (tags) read.push(...names);
      return names.flatMap((name) => {
        const image = held.get(name);
        return image === undefined || image.vanished ? [] : [record(image, tags)];
      });
    },
    dryRun: async () => 'accepted',
    async startUpdate({ source, successor, tags }) {
      started.push([source, successor]);
      const createdAt = clock.now().toISOString();
      held.set(successor, { name: successor, condition: 'in-progress', tags, updateOf: source, createdAt });
      return 'accepted';
    },
    async remove({ name }) {
      removed.push(name);
      held.delete(name);
    },
    async retag({ name }, { put, remove }) {
      retagged.push({ image: name, put, remove });
      const image = held.get(name) ?? { name };
      const kept = Object.entries({ ...image.tags, ...put }).filter(([key]) => !remove.includes(key));
      held.set(name, { ...image, tags: Object.fromEntries(kept) });
    },
  };
  return {
    store,
    clock,
    events,
    read,
    searched,
    removed,
    retagged,
    started,
    campaign(options = {}) {
      const campaign = new UpdateCampaign({ store, clock, id: 'test', startedAt: START, ...options });
      campaign.events.on('event', (event) => events.push(event));
      return campaign;
    },
  };
}

/** The state of a campaign in which these images wait. */
export const waitingFor = (...sources: readonly string[]): CampaignState => ({
  ...newCampaign('test', START),
  status: 'running',
  images: sources.map((source) => ({ status: 'waiting', source })),
});

/** An update that began with the campaign, and whose source says so in its tags. */
export const updatingImage = (source: string, successor: string) =>
  ({ status: 'updating', source, successor, startedAt: START, sourceTagged: true }) as const;
