import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { readQuotas } from '@appstream-campaign/aws-adapters/service-quotas';
import {
  type CampaignOptions,
  type CampaignPlan,
  type Clock,
  type ImageRecord,
  UpdateCampaign,
} from '@appstream-campaign/core';
import { recordedMinutes } from '@appstream-campaign/core/internal';
import {
  costRange,
  type Forecast,
  forecast,
  type ImageInventory,
  imagesToStart,
  likelyRequests,
  limitPlan,
  type Preflight,
  plannedStarts,
  preflight,
  type QuotaName,
  usageOf,
} from '@appstream-campaign/core/planning';
import type { PruneOptions } from '@appstream-campaign/core/prune';
import type { RolloutPolicy } from '@appstream-campaign/core/rollout';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Account } from '../account/account.ts';
import { type BuilderPrices, builderPrices } from '../account/builder-prices.ts';
import { EarlyDryRuns } from './early-dry-runs.ts';
import type { Expectation } from './expected-end.ts';
import { type Outlook, outlookOf } from './plan-outlook.ts';
import { familyPrices } from './price-families.ts';
import { removableImages } from './rollback-images.ts';
import { snapshotOf } from './snapshot-store.ts';

/** A look at an account before a campaign: nothing is changed. */
export interface LookAhead {
  readonly outlook: Outlook;
  readonly plan: CampaignPlan;
  readonly inventory: ImageInventory;
  readonly expectation: Expectation;
  /** What AWS's price list says; absent where a price was given. */
  readonly prices?: BuilderPrices;
  /** Images that the campaign would delete now; none where it does not prune. */
  readonly deleted: readonly string[];
}

/** What a look needs beside the account. */
export interface LookOptions {
  readonly options: CampaignOptions;
  readonly clock: Clock;
  /** Price of one image builder for one hour. @defaultValue that of AWS's price list */
  readonly hourlyPrice?: number;
  /** Currency of that price, such as `EUR`. @defaultValue not told */
  readonly currency?: string;
  /** What pruning may delete: such images are named where the quota is full. @defaultValue the defaults of pruning */
  readonly prune?: PruneOptions;
  /** How rollouts go: versions that fleets would go back to are not named. */
  readonly rollout: RolloutPolicy;
  /** Updates that are started at most. @defaultValue all */
  readonly limit?: number;
}

/** The core's own defaults, for what is shown of them. */
export const DEFAULTS = { batchSize: 5, attempts: 2 } as const;

/** Calls in flight at most where there is one call per image. */
const CONCURRENCY = 8;

/** The images of an account with their tags, and who uses them. */
export function inventoryOf(
  account: Account,
  onNotice: (notice: string) => void,
  onImage: (image: ImageRecord) => void = () => {},
): Promise<ImageInventory> {
  return readInventory({ client: account.appstream, concurrency: CONCURRENCY, onNotice, onImage });
}

/** Plans a campaign, compares it with the quotas, and reckons what it costs. */
export async function lookAhead(
  account: Account,
  { options, clock, hourlyPrice, currency, limit, prune = {}, rollout }: LookOptions,
  onNotice: (notice: string) => void,
): Promise<LookAhead> {
  // A plan shares and deletes nothing, and needs no parts for it.
  const { sharing: _, prune: pruning, ...planned } = options;
  const startedAt = clock.now().toISOString();
  const dryRuns = new EarlyDryRuns(account.store, likelyRequests(planned, startedAt));
  const [inventory, quotas, prices] = await Promise.all([
    inventoryOf(account, onNotice, (image) => dryRuns.begin(image)),
    readQuotas({ client: new ServiceQuotasClient(account.settings) }),
    hourlyPrice === undefined ? builderPrices(account) : undefined,
  ]);
  const store = snapshotOf(dryRuns, inventory.images);
  const { batchSize = DEFAULTS.batchSize, attempts = DEFAULTS.attempts, tags = {} } = options;
  const whole = await new UpdateCampaign({ ...planned, startedAt, store, clock }).plan();
  const plan = limit === undefined ? whole : limitPlan(whole, limit, minutesOf(inventory, tags));
  const candidates = imagesToStart(plan);
  const policy = pruning === undefined ? prune : { ...pruning, tags };
  const removable = (await removableImages(account, inventory, { prune: policy, rollout }, plan.at)).map(
    ({ image }) => image,
  );
  const used = usageOf(inventory);
  // A campaign that prunes makes room first.
  const images = (used.images ?? 0) - (pruning === undefined ? 0 : removable.length);
  const room = preflight({
    quotas,
    usage: { ...used, images },
    candidates,
    batchSize,
    attempts,
    removable: pruning === undefined ? removable : [],
  });
  const cost = costRange({
    images: candidates,
    attempts,
    pastMinutes: pastMinutes(inventory, tags),
    ...(hourlyPrice === undefined ? {} : { pricePerHour: hourlyPrice }),
    ...(hourlyPrice === undefined || currency === undefined ? {} : { currency }),
    ...(prices === undefined ? {} : familyPrices(startedBy(plan, inventory), prices, account.region)),
  });
  const expectation = expectationOf(plan, room, pastMinutes(inventory, tags));
  const expected = foretell(plan, inventory, options, expectation);
  const means = {
    batchSize,
    preflight: room,
    cost,
    ...(expected === undefined ? {} : { forecast: expected }),
  };
  const deleted = pruning === undefined ? [] : removable;
  const outlook = outlookOf(account, plan, means);
  return { outlook, plan, inventory, expectation, deleted, ...(prices === undefined ? {} : { prices }) };
}

/** The images whose updates a plan starts, now or later. */
function startedBy(plan: CampaignPlan, { images }: ImageInventory): readonly ImageRecord[] {
  const started = new Set(plannedStarts(plan, () => undefined));
  return images.filter(({ name }) => started.has(name));
}

/** What a plan foresees beyond the images that it starts. */
function expectationOf(
  { images }: CampaignPlan,
  { findings }: Preflight,
  past: readonly number[],
): Expectation {
  const room = (name: QuotaName) => findings.find(({ quota }) => quota === name)?.room;
  const startable = room('images');
  const slots = [room('concurrentUpdates'), room('imageBuilders')].filter((one) => one !== undefined);
  return {
    without: images.flatMap(({ image, verdict }) =>
      verdict === 'skip' || verdict === 'fail' ? [image] : [],
    ),
    past,
    ...(startable === undefined ? {} : { startable }),
    ...(slots.length === 0 ? {} : { room: Math.min(...slots) }),
  };
}

/** When it would be over; undefined when nothing is to be started, or the quotas leave no room to. */
function foretell(
  plan: CampaignPlan,
  inventory: ImageInventory,
  { batchSize = DEFAULTS.batchSize, pacing, tags = {} }: CampaignOptions,
  { startable, room, past }: Expectation,
): Forecast | undefined {
  const remembered = minutesOf(inventory, tags);
  const minutes = plannedStarts(plan, remembered).map(remembered);
  // Images that the quota has no room for are not started, and slots that it does not leave stay empty.
  const started = minutes.slice(0, startable ?? minutes.length);
  const slots = Math.min(batchSize, room ?? batchSize);
  if (started.length === 0 || slots < 1) return undefined;
  return forecast({
    images: started,
    slots,
    past,
    ...(pacing === undefined ? {} : { pacing }),
  });
}

/** How long the last update of each image took, as far as its tags remember. */
function minutesOf(
  { images }: ImageInventory,
  { updateMinutes = 'UpdateMinutes' }: NonNullable<CampaignOptions['tags']>,
): (image: string) => number | undefined {
  const tagsOf = new Map(images.map(({ name, tags = {} }) => [name, tags]));
  return (image) => recordedMinutes(tagsOf.get(image) ?? {}, { updateMinutes });
}

/** How long earlier updates took, as the tags of their results remember. */
function pastMinutes(
  { images }: ImageInventory,
  { updateMinutes = 'UpdateMinutes' }: NonNullable<CampaignOptions['tags']>,
): readonly number[] {
  return images.flatMap(({ tags = {} }) => recordedMinutes(tags, { updateMinutes }) ?? []);
}
