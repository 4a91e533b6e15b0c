import assert from 'node:assert/strict';
import type { Tags } from '../ports/image.ts';
import { minutesBetween } from '../ports/instant.ts';
import type { AnnouncedEvent } from '../state/events.ts';
import { parseCampaignState } from '../state/parse-state.ts';
import type { CampaignState } from '../state/state.ts';
import type { ImageWorld } from './image-world.ts';

/** The options of the campaign that its promises depend on. */
export interface InvariantOptions {
  /** @defaultValue 5 */
  readonly batchSize?: number;
  /** @defaultValue 720 */
  readonly updateTimeLimitMinutes?: number;
  /** @defaultValue 2 */
  readonly attempts?: number;
  /** Successors that another campaign started; they take none of this campaign's slots. @defaultValue none */
  readonly foreign?: ReadonlySet<string>;
}

/**
 * The promises of a campaign as code: about the current world, a state that it returned, and the messages that were
 * delivered. The tags of images that people have changed in the meantime are not checked.
 * @throws AssertionError naming the promise that is broken, and the image
 */
export function assertCampaignInvariants(
  world: ImageWorld,
  state: CampaignState,
  messages: readonly AnnouncedEvent[],
  options: InvariantOptions = {},
): void {
  assert.deepEqual(parseCampaignState(JSON.parse(JSON.stringify(state))), state, 'the state survives JSON');
  assertOneUpdateEach(world, options);
  assertSlots(world, options);
  if (state.status !== 'over') return;
  assertEveryOutcome(state);
  assertTags(world, state);
  assertMessages(state, messages);
}

/** Promise 2: per source at most one successor is created, but for a new attempt after a failed one. */
function assertOneUpdateEach(
  world: ImageWorld,
  { foreign = new Set(), attempts = 2 }: InvariantOptions,
): void {
  // When a successor is deleted, or its source is changed, one more may be created, in addition to retries.
  const touched = world.changedExternally();
  const updates = world
    .updates()
    .filter(({ source, successor }) => ![source, successor].some((name) => touched.has(name)))
    .filter(({ successor }) => !foreign.has(successor));
  for (const source of new Set(updates.map((update) => update.source))) {
    const own = updates.filter((update) => update.source === source);
    const tooMany = `${source} was updated ${own.length} times, in ${attempts} attempts`;
    assert.ok(own.length <= attempts, tooMany);
    // When a later one began, those before it had failed; where a failed image was deleted, it had failed as well.
    for (const [index, { successor, inProgress }] of own.entries()) {
      const others = own.slice(0, index).map((earlier) => earlier.successor);
      const running = others.find((name) => inProgress.includes(name));
      assert.equal(running, undefined, `${successor} was started while ${running} was in progress`);
      const done = others.find((name) => world.images().get(name)?.condition === 'available');
      assert.equal(done, undefined, `${successor} was started although ${done} is available`);
    }
  }
}

/**
 * Promise 3: nothing is started while the slots are full. An update over its time limit does not hold a slot; neither does
 * one whose source or successor people have deleted.
 */
function assertSlots(world: ImageWorld, options: InvariantOptions): void {
  const { batchSize = 5, updateTimeLimitMinutes = 720, foreign = new Set() } = options;
  const began = new Map(world.updates().map(({ successor, at }) => [successor, at]));
  const touched = world.changedExternally();
  const unseen = new Set(
    world
      .updates()
      .filter(({ source, successor }) => touched.has(source) || touched.has(successor))
      .map(({ successor }) => successor),
  );
  for (const { successor, at, inProgress } of world.updates()) {
    if (foreign.has(successor)) continue;
    const held = inProgress.filter((name) => {
      const age = minutesBetween(began.get(name) ?? at, at);
      return !foreign.has(name) && !unseen.has(name) && age < updateTimeLimitMinutes;
    });
    assert.ok(held.length <= batchSize, `${successor} was started as number ${held.length} of ${batchSize}`);
  }
}

/** Promise 1: at the end, every candidate has exactly one outcome. That it is listed once, the state's reader checks. */
function assertEveryOutcome(state: CampaignState): void {
  for (const { source, status } of state.images) {
    assert.ok(['updated', 'failed', 'skipped'].includes(status), `${source} ended as ${status}`);
  }
  assert.deepEqual(state.unresolved, [], 'no successor is left without its source');
}

/** Promise 4: the tags say the same as the state, and nothing else was changed. */
function assertTags(world: ImageWorld, state: CampaignState): void {
  const now = world.images();
  const before = new Map(world.setup.images.map((image) => [image.name, image.tags ?? {}]));
  const touched = world.changedExternally();
  // When a successor was deleted, its source's tags are not checked either.
  const theirs = new Set(
    world.updates().flatMap(({ source, successor }) => (touched.has(successor) ? [source] : [])),
  );
  const ours = (name: string) => !touched.has(name) && !theirs.has(name);
  const successors = new Set(
    state.images.flatMap((image) => ('successor' in image ? [image.successor] : [])),
  );
  for (const image of state.images) {
    const { source } = image;
    const tags = before.get(source) ?? {};
    if (image.status === 'updated') {
      const { successor } = image;
      if (ours(source) && now.has(source)) {
        const closed = { AutoUpdate: 'Completed', NextVersion: successor };
        assertSame(now.get(source)?.tags, { ...tags, ...closed }, `${source}, which was updated`);
      }
      if (ours(successor)) {
        assert.equal(now.get(successor)?.condition, 'available', `${successor} is not available`);
        assertIncludes(
          now.get(successor)?.tags,
          { AutoUpdate: 'Enabled', BaseName: tags.BaseName ?? source, UpdatedFrom: source },
          successor,
        );
      }
    } else if (ours(source) && now.has(source)) {
      assertSame(now.get(source)?.tags, eligible(tags), `${source}, which ${image.status}`);
    }
  }
  const candidates = new Set(state.images.map(({ source }) => source));
  for (const [name, tags] of before) {
    if (candidates.has(name) || successors.has(name) || !ours(name) || !now.has(name)) continue;
    assertSame(now.get(name)?.tags, tags, `${name}, which took no part`);
  }
}

/** A source that an earlier failure had left closed is reopened when it takes part. */
function eligible(tags: Tags): Tags {
  if (tags.AutoUpdate === 'Enabled') return tags;
  const { NextVersion: _, ...rest } = tags;
  return { ...rest, AutoUpdate: 'Enabled' };
}

function assertSame(tags: Tags | undefined, expected: Tags, image: string): void {
  assert.deepEqual(tags, expected, `the tags of ${image}`);
}

function assertIncludes(tags: Tags | undefined, expected: Tags, image: string): void {
  for (const [key, value] of Object.entries(expected)) {
    assert.equal(tags?.[key], value, `the tag ${key} of ${image}`);
  }
}

/** Promise 5: every failure and the summary were delivered, and duplicates have the same id. */
function assertMessages(state: CampaignState, messages: readonly AnnouncedEvent[]): void {
  for (const image of state.images) {
    if (image.status !== 'failed') continue;
    const told = messages.some((event) => event.type === 'updateFailed' && event.source === image.source);
    assert.ok(told, `nobody was told that ${image.source} failed`);
  }
  const ends = messages.flatMap((event) => (event.type === 'campaignEnded' ? [event] : []));
  assert.ok(ends.length > 0, 'nobody was told that the campaign ended');
  for (const type of new Set(messages.map((event) => event.type))) {
    const about = new Map<string, string>();
    for (const event of messages.filter((one) => one.type === type && one.campaign === state.id)) {
      const key = 'source' in event ? event.source : type;
      // These can happen again in the same campaign.
      if (['campaignStopped', 'campaignHalted', 'campaignDelayed'].includes(type)) continue;
      assert.equal(about.get(key) ?? event.id, event.id, `two ids for the same message about ${key}`);
      about.set(key, event.id);
    }
  }
}
