import { freePlaces } from './decide-drains.ts';
import { SHARED } from './decide-shares.ts';
import type { FleetSwitch, RolloutAction } from './decision.ts';
import {
  type FleetRecord,
  type FleetSession,
  type ImageRecord,
  ImageStoreError,
  type Instant,
} from './foundation.ts';
import type { ObservedWorld } from './observed-world.ts';
import type { RolloutParts } from './rollout-parts.ts';
import type { RolloutPolicy } from './rollout-policy.ts';
import { notifiedEvents, notifiedSwitch, toTagValue } from './rollout-tags.ts';

/** What the actions of one pass share. */
export interface Pass {
  readonly parts: RolloutParts;
  readonly policy: RolloutPolicy;
  readonly now: Instant;
  readonly observed: ObservedWorld;
}

/**
 * Performs one action. Each is idempotent; what a rollback needs is written before the switch.
 * @throws ImageStoreError when a store refuses
 */
export async function perform(action: RolloutAction, pass: Pass): Promise<void> {
  const { parts, policy, observed } = pass;
  switch (action.type) {
    case 'hold':
      return tagImage(action.image, { [policy.tags.held]: toTagValue(action.because) || 'unhealthy' }, pass);
    case 'note':
      return note(action, pass);
    case 'switch':
    case 'rollback':
      return switchFleet(action, pass);
    case 'publish':
      await parts.parameters?.write(action.parameter, action.image);
      return observed.setParameter(action.parameter, action.image);
    case 'drain':
      return drain(action, pass);
    case 'share':
      for (const share of action.shares) await parts.sharing?.share(share);
      return remember({ image: action.image }, SHARED, pass);
  }
}

async function note(action: Extract<RolloutAction, { readonly type: 'note' }>, pass: Pass): Promise<void> {
  const { tags } = pass.policy;
  const { previous } = action;
  const put = {
    [tags.switchedTo]: action.image,
    [tags.switchedAt]: pass.now,
    ...(previous === undefined ? {} : { [tags.previous]: previous }),
    ...notifiedWithoutNotifiers(action.image, pass),
  };
  await tagFleet(action.fleet, put, previous === undefined ? [tags.previous] : [], pass);
}

/** A notifier that is added later must not send everything that happened before. */
function notifiedWithoutNotifiers(
  image: string,
  { parts, policy, now }: Pass,
): Readonly<Record<string, string>> {
  return (parts.notifiers ?? []).length === 0 ? { [policy.tags.told]: notifiedSwitch(image, now) } : {};
}

async function switchFleet({ fleet: name, from, to }: FleetSwitch, pass: Pass): Promise<void> {
  const { parts, policy, now, observed } = pass;
  const { tags } = policy;
  const image = existing(observed.image(to), to);
  const put = { [tags.previous]: from, [tags.switchedTo]: to, [tags.switchedAt]: now };
  await tagFleet(name, { ...put, ...notifiedWithoutNotifiers(to, pass) }, [], pass);
  const fleet = existing(observed.fleet(name), name);
  await parts.store.setImage(fleet, image);
  observed.setFleet({ ...fleet, image: image.id });
}

async function drain(action: Extract<RolloutAction, { readonly type: 'drain' }>, pass: Pass): Promise<void> {
  const { parts, observed } = pass;
  const fleet = existing(observed.fleet(action.fleet), action.fleet);
  const sessions = observed.world.sessions.get(fleet.name) ?? [];
  const session = sessions.find(({ id }) => id === action.session);
  await parts.store.drain(fleet, existing(session, `The session ${action.session}`));
  const isOnIt = ({ instance }: FleetSession) => instance === action.instance;
  const free = freePlaces(fleet.sessionsPerInstance, sessions.filter(isOnIt).length);
  observed.setSessions(
    fleet.name,
    sessions.map((one) => (isOnIt(one) ? { ...one, draining: true } : one)),
  );
  const { capacity } = fleet;
  if (capacity === undefined) return;
  const { available, inUse } = capacity;
  observed.setFleet({
    ...fleet,
    capacity: { ...capacity, available: available - free, inUse: inUse + free },
  });
}

/** Writes in the tags that people were told. */
export async function remember(
  on: { readonly image: string } | { readonly fleet: string },
  word: string,
  pass: Pass,
): Promise<void> {
  const { tags } = pass.policy;
  if ('fleet' in on) return tagFleet(on.fleet, { [tags.told]: word }, [], pass);
  const words = [...notifiedEvents(pass.observed.image(on.image)?.tags, tags), word];
  // The oldest words are removed when a tag is full.
  while (words.join(' ').length > 250) words.shift();
  return tagImage(on.image, { [tags.told]: words.join(' ') }, pass);
}

async function tagImage(name: string, put: Readonly<Record<string, string>>, pass: Pass): Promise<void> {
  const image: ImageRecord = existing(pass.observed.image(name), name);
  await pass.parts.images.retag(image, { put, remove: [] });
  pass.observed.setImage({ ...image, tags: { ...image.tags, ...put } });
}

async function tagFleet(
  name: string,
  put: Readonly<Record<string, string>>,
  remove: readonly string[],
  { parts, observed }: Pass,
): Promise<void> {
  const fleet: FleetRecord = existing(observed.fleet(name), name);
  const gone = remove.filter((key) => Object.hasOwn(fleet.tags, key));
  await parts.store.retag(fleet, { put, remove: gone });
  const tags = Object.entries({ ...fleet.tags, ...put }).filter(([key]) => !gone.includes(key));
  observed.setFleet({ ...fleet, tags: Object.fromEntries(tags) });
}

function existing<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new ImageStoreError('not-found', `${name} is gone.`);
  return thing;
}
