import {
  type CampaignOptions,
  type CampaignState,
  type ImageStore,
  ImageStoreError,
  type Notifier,
  NotifierError,
  UpdateCampaign,
} from '@appstream-campaign/core';
import {
  assertCampaignInvariants,
  type CallCounter,
  type CrashTrigger,
  createCrashTrigger,
  createMemoryWorld,
  type ImageWorld,
  RecordingNotifier,
  type WorldImage,
} from '@appstream-campaign/core/testing';

/** What goes wrong with one call: before its effect, or between effect and answer; or the whole process dies. */
export type CallFault =
  | 'busy-before'
  | 'busy-after'
  | 'limit-before'
  | 'unknown-before'
  | 'unknown-after'
  | 'die-before'
  | 'die-after';

/** For a while, everything of a kind goes wrong. */
export interface Outage {
  readonly from: number;
  readonly minutes: number;
  readonly what: 'store' | 'starts' | 'rights' | 'tags' | 'notifier';
}

/** Somebody changes the account while the campaign runs. */
export interface Meddling {
  readonly at: number;
  readonly image: number;
  readonly act: 'remove' | 'untag' | 'remove-successor' | 'complete-by-hand' | 'stop';
}

/** A campaign and all that happens to it. Plain data, so that it can be shrunk and printed. */
export interface Storm {
  readonly images: readonly WorldImage[];
  readonly options: CampaignOptions;
  readonly updateQuota: number;
  readonly faults: ReadonlyMap<number, CallFault>;
  readonly outages: readonly Outage[];
  readonly meddling: readonly Meddling[];
  /** Minutes by which the tags in a listing lag behind. */
  readonly staleMinutes: number;
  readonly restartAfter: number;
}

/** Most steps that a campaign may take; each moves the clock, so an endless one is found. */
const MAX_STEPS = 5000;

/** Plays a storm to its end and checks every promise. */
export async function weather(storm: Storm): Promise<void> {
  const world = await createMemoryWorld({ images: storm.images, updateQuota: storm.updateQuota });
  const notifier = new RecordingNotifier();
  const counter: CallCounter = { count: 0 };
  const begin = world.clock.now().getTime();
  const minute = () => (world.clock.now().getTime() - begin) / 60_000;
  for (const act of storm.meddling) interfere(world, act);
  const lagging = laggingStore(world, storm.staleMinutes, minute);
  let saved: CampaignState | undefined;
  for (let step = 0; step < MAX_STEPS; step++) {
    const crash = nextDeath(storm, counter.count);
    const mortal = createCrashTrigger(counter, crash);
    const out = (what: Outage['what']) =>
      storm.outages.some(
        (one) => one.what === what && minute() >= one.from && minute() < one.from + one.minutes,
      );
    const campaign = new UpdateCampaign({
      ...storm.options,
      id: 'storm',
      startedAt: new Date(begin).toISOString(),
      store: stormyStore(mortal, lagging, storm.faults, counter, out),
      clock: world.clock,
      notifiers: [stormyNotifier(mortal, notifier, out)],
    });
    const state = await Promise.race([campaign.advance(saved), mortal.died]);
    if (state === undefined) {
      world.clock.advance(storm.restartAfter);
      continue;
    }
    saved = JSON.parse(JSON.stringify(state)) as CampaignState;
    assertCampaignInvariants(world, saved, notifier.delivered, storm.options);
    if (saved.status === 'over') return;
    // Somebody sees that it stopped, takes away what stopped it, and resumes it an hour later.
    if (saved.stopped?.code === 'stop-tagged') removeStopTags(world);
    if (saved.nextCheckAt === undefined) world.clock.advance(60);
    else world.clock.advanceTo(new Date(saved.nextCheckAt));
  }
  throw new Error(`The campaign did not end in ${MAX_STEPS} steps: ${JSON.stringify(saved)}`);
}

function nextDeath({ faults }: Storm, calls: number) {
  const deaths = [...faults].filter(([call, fault]) => call > calls && fault.startsWith('die'));
  const [call, fault] = deaths.sort(([a], [b]) => a - b)[0] ?? [];
  return call === undefined
    ? undefined
    : ({ call, side: fault === 'die-before' ? 'before' : 'after' } as const);
}

function stormyStore(
  mortal: CrashTrigger,
  store: ImageStore,
  faults: ReadonlyMap<number, CallFault>,
  counter: CallCounter,
  out: (what: Outage['what']) => boolean,
): ImageStore {
  const through = <T>(effect: () => Promise<T>, refusal?: () => ImageStoreError | undefined): Promise<T> =>
    mortal.call(async () => {
      const fault = faults.get(counter.count);
      if (out('rights')) throw new ImageStoreError('access-denied', 'Not authorized.');
      if (out('store') || fault === 'busy-before') throw new ImageStoreError('busy', 'Unreachable.');
      if (fault === 'limit-before') throw new ImageStoreError('limit', 'Rate exceeded.');
      if (fault === 'unknown-before') throw new ImageStoreError('unknown', 'What?');
      const refused = refusal?.();
      if (refused !== undefined) throw refused;
      const answer = await effect();
      if (fault === 'busy-after') throw new ImageStoreError('busy', 'The answer was lost.');
      if (fault === 'unknown-after') throw new ImageStoreError('unknown', 'The answer makes no sense.');
      return answer;
    });
  const full = () => (out('starts') ? new ImageStoreError('limit', 'The quota is used up.') : undefined);
  const busy = () => (out('tags') ? new ImageStoreError('busy', 'Tags are throttled.') : undefined);
  const { readTags } = store;
  return {
    ...(readTags === undefined ? {} : { readTags: (...args) => through(() => readTags(...args)) }),
    find: (query) => through(() => store.find(query)),
    list: () => through(() => store.list()),
    remove: (image) => through(async () => store.remove?.(image)),
    describe: (names, options) => through(() => store.describe(names, options)),
    dryRun: (order) => through(() => store.dryRun(order)),
    startUpdate: (order) => through(() => store.startUpdate(order), full),
    retag: (image, change) => through(() => store.retag(image, change), busy),
  };
}

function stormyNotifier(
  mortal: CrashTrigger,
  notifier: Notifier,
  out: (what: Outage['what']) => boolean,
): Notifier {
  return {
    name: notifier.name,
    notify: (event) =>
      mortal.call(async () => {
        if (out('notifier')) throw new NotifierError('The channel is down.');
        await notifier.notify(event);
      }),
  };
}

/** A tag search that knows the tags of some minutes ago, and no image that was not there then. */
function laggingStore(world: ImageWorld, lag: number, minute: () => number): ImageStore {
  const past: { readonly at: number; readonly images: ReturnType<ImageWorld['images']> }[] = [];
  return {
    ...world.store,
    async find(query) {
      past.push({ at: minute(), images: new Map(world.images()) });
      const then = past.findLast(({ at }) => at <= minute() - lag) ?? past[0];
      const { key, values, among } = query;
      const lagging = [...(then?.images ?? [])].flatMap(([name, { tags }]) => {
        const value = tags[key];
        const matches = value !== undefined && (values === undefined || values.includes(value));
        return matches && (among === undefined || among.includes(name)) ? [{ name, tags }] : [];
      });
      const names = lagging.map(({ name }) => name);
      const records = new Map(
        (await world.store.describe(names, { tags: false })).map((record) => [record.name, record]),
      );
      return lagging.flatMap(({ name, tags }) => {
        const record = records.get(name);
        return record === undefined ? [] : [{ ...record, tags, tagsMayLag: true as const }];
      });
    },
  };
}

function removeStopTags(world: ImageWorld): void {
  for (const [name, { tags }] of world.images()) {
    const { StopCampaign: asking, ...others } = tags;
    if (asking !== undefined) world.setTags(name, others);
  }
}

function interfere(world: ImageWorld, { at, image, act }: Meddling): void {
  const name = world.setup.images[image % Math.max(1, world.setup.images.length)]?.name;
  if (name === undefined) return;
  world.clock.after(at, () => {
    const tags = world.images().get(name)?.tags;
    if (act === 'remove') world.remove(name);
    else if (act === 'untag') world.setTags(name, {});
    else if (act === 'stop') world.setTags(name, { ...tags, StopCampaign: 'now' });
    else if (act === 'complete-by-hand') world.setTags(name, { ...tags, AutoUpdate: 'Completed' });
    else world.remove(tags?.NextVersion ?? `${name}-Updated-20261123`);
  });
}
