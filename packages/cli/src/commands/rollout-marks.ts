import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import type { ImageRecord, TagChange } from '@appstream-campaign/core';
import { type FleetRecord, RELEASED, type RolloutPolicy } from '@appstream-campaign/core/rollout';
import { type Account, openAccount } from '../account/account.ts';
import { type RolloutFlags, rolloutPolicy } from '../config/rollout-options.ts';
import { readSettings, soleTarget } from '../config/settings.ts';
import { isMeant } from '../planning/rollout-rows.ts';
import { CommandError, usageError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { listText } from '../terminal/wording.ts';
import { notices } from '../view/notices.ts';

/** Flags of `rollout approve`. */
export interface ApproveFlags extends RolloutFlags {
  readonly ring?: string;
}

/** Flags of `rollout revoke`. */
export interface RevokeFlags extends RolloutFlags {
  readonly reason?: string;
  readonly undo?: boolean;
}

interface Desk {
  readonly account: Account;
  readonly policy: RolloutPolicy;
  readonly fleets: AppStreamFleetStore;
  readonly say: (what: string, plain: object) => void;
}

async function open(flags: RolloutFlags, runtime: Runtime): Promise<Desk> {
  const { config } = await readSettings(flags, runtime);
  const policy = rolloutPolicy(flags, config);
  const account = await openAccount(soleTarget(flags, config), runtime, notices(runtime));
  const fleets = new AppStreamFleetStore({ client: account.appstream });
  const say = (what: string, plain: object) =>
    runtime.stdout.write(flags.json === true ? `${JSON.stringify(plain)}\n` : `${what}\n`);
  return { account, policy, fleets, say };
}

async function imageNamed({ store }: Account, name: string): Promise<ImageRecord> {
  const [image] = await store.describe([name], { tags: true });
  if (image !== undefined) return image;
  throw new CommandError(`There is no image ${name}.`, [
    (hint) => `See which there are: ${hint('rollout', 'plan')}`,
  ]);
}

/** Lets a version into a ring. */
export async function approve(name: string, flags: ApproveFlags, runtime: Runtime): Promise<ExitCode> {
  const { account, policy, say } = await open(flags, runtime);
  const { tags, rings } = policy;
  const named = flags.ring;
  if (named !== undefined && named !== 'all' && rings.every((ring) => ring.name !== named)) {
    throw usageError(`There is no ring ${named}.`, [
      `Rings: ${rings.map((ring) => ring.name).join(', ')}, or all.`,
    ]);
  }
  const image = await imageNamed(account, name);
  if (image.tags?.[tags.revoked] !== undefined) {
    throw new CommandError(`${name} is revoked (${image.tags[tags.revoked]}): no fleet gets it.`, [
      (hint) => `Take that back first: ${hint('rollout', 'revoke', name, '--undo')}`,
    ]);
  }
  const given = (image.tags?.[tags.approved] ?? '').split(' ').filter((word) => word !== '');
  const next = rings.find((ring) => ring.approval && !given.includes(ring.name) && !given.includes('all'));
  const ring = named ?? next?.name;
  if (ring === undefined || given.includes(ring) || given.includes('all')) {
    say(`${name} is approved already.`, { image: name, approved: given, changed: false });
    return EXIT.nothing;
  }
  const approved = [...given, ring];
  await account.store.retag(image, { put: { [tags.approved]: approved.join(' ') }, remove: [] });
  const pass = hintsFor(runtime, { ...flags })('rollout', 'run', '--once');
  say(
    `${name} may come to ${ring === 'all' ? 'every ring' : `ring ${ring}`} now, once it has passed the other gates. At the next pass: ${pass}`,
    { image: name, approved, changed: true },
  );
  return EXIT.done;
}

/** Takes a version away from all fleets, or takes that back. */
export async function revoke(name: string, flags: RevokeFlags, runtime: Runtime): Promise<ExitCode> {
  const { undo = false, reason } = flags;
  if (undo === (reason !== undefined)) {
    throw usageError(
      undo ? '--undo needs no --reason.' : 'A revocation needs a --reason, which messages tell.',
      [`Such as: --reason 'Excel add-in is missing'`],
    );
  }
  if (reason !== undefined && !/^[\p{L}\p{N} _.:/=+\-@]{1,250}$/u.test(reason)) {
    throw usageError('The --reason has signs that a tag can not hold, or is longer than 250.', [
      'A tag holds letters, digits, spaces and _ . : / = + - @',
    ]);
  }
  const { account, policy, fleets, say } = await open(flags, runtime);
  const { tags } = policy;
  const image = await imageNamed(account, name);
  const change: TagChange =
    reason === undefined
      ? { put: {}, remove: [tags.revoked] }
      : { put: { [tags.revoked]: reason }, remove: [] };
  if (reason === undefined && image.tags?.[tags.revoked] === undefined) {
    say(`${name} is not revoked.`, { image: name, revoked: null, changed: false });
    return EXIT.nothing;
  }
  await account.store.retag(image, change);
  const having = reason === undefined ? [] : (await fleets.list()).filter((one) => hasImage(one, image));
  const next = hintsFor(runtime, { ...flags })('rollout', 'run', '--once');
  const names = having.map((fleet) => fleet.name).toSorted();
  const what =
    reason === undefined
      ? `${name} is revoked no more: fleets may get it again.`
      : names.length === 0
        ? `${name} is revoked. No fleet has it.`
        : `${name} is revoked. ${listText(names)} ${names.length === 1 ? 'has' : 'have'} it, and will go back at the next pass: ${next}`;
  say(what, { image: name, revoked: reason ?? null, fleets: names, changed: true });
  return EXIT.done;
}

const hasImage = ({ image: used }: FleetRecord, { id, name }: ImageRecord) => used === id || used === name;

/** Lets fleets and images stay where they are, or go on. A held version that is named is released. */
export async function pauseOrResume(
  what: 'pause' | 'resume',
  patterns: readonly string[],
  flags: RolloutFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const { account, policy, fleets: store, say } = await open(flags, runtime);
  const { paused, ring, held } = policy.tags;
  const [fleets, listed] = await Promise.all([store.list(), account.store.list()]);
  // Without a name it is about all fleets that take part; an image has to be named.
  const byName = fleets.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const meant = byName.filter(({ name, tags }) =>
    patterns.length === 0 ? tags[ring] !== undefined : isMeant([name], patterns),
  );
  const names = listed.map(({ name }) => name);
  const wanted =
    what === 'pause' && patterns.length === 0 ? [] : names.filter((name) => isMeant([name], patterns));
  const images = wanted.length === 0 ? [] : await account.store.describe(wanted, { tags: true });
  const changed: string[] = [];
  for (const fleet of meant) {
    const change = markOf(what, fleet.tags, paused);
    if (change === undefined) continue;
    await store.retag(fleet, change);
    changed.push(fleet.name);
  }
  for (const image of images) {
    const change = markOf(what, image.tags ?? {}, paused) ?? releaseOf(what, image, held, patterns);
    if (change === undefined) continue;
    await account.store.retag(image, change);
    changed.push(image.name);
  }
  if (meant.length + images.length === 0 && patterns.length > 0) {
    throw new CommandError(`No fleet and no image is named ${listText(patterns)}.`, [
      (hint) => `See which there are: ${hint('rollout', 'status')}`,
    ]);
  }
  const state = what === 'pause' ? 'paused' : 'resumed';
  const text = changed.length === 0 ? `Nothing was to be ${state}.` : `${listText(changed, 6)} ${state}.`;
  say(text, { [state]: changed });
  return changed.length === 0 ? EXIT.nothing : EXIT.done;
}

function markOf(
  what: 'pause' | 'resume',
  tags: Readonly<Record<string, string>>,
  paused: string,
): TagChange | undefined {
  const isPaused = tags[paused] !== undefined;
  if (isPaused === (what === 'pause')) return undefined;
  return what === 'pause' ? { put: { [paused]: 'yes' }, remove: [] } : { put: {}, remove: [paused] };
}

/** Only a version that is named by itself: a person has looked at it. */
function releaseOf(
  what: 'pause' | 'resume',
  { name, tags = {} }: ImageRecord,
  held: string,
  patterns: readonly string[],
): TagChange | undefined {
  const isHeld = tags[held] !== undefined && tags[held] !== RELEASED;
  return what === 'resume' && isHeld && patterns.includes(name)
    ? { put: { [held]: RELEASED }, remove: [] }
    : undefined;
}
