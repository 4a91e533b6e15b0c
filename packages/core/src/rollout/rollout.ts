import { decideRollout } from './decide-rollout.ts';
import type { FleetSwitch, RolloutAction, RolloutDecision } from './decision.ts';
import { errorDetail, errorHandling, ImageStoreError, toInstant } from './foundation.ts';
import { inGroups } from './in-groups.ts';
import { notifyDue } from './notify-due.ts';
import { ObservedWorld } from './observed-world.ts';
import { type Pass, perform } from './perform.ts';
import { toRolloutPolicy } from './read-policy.ts';
import type { RolloutLook, RolloutParts, RolloutResult, UndoneAction } from './rollout-parts.ts';

/**
 * What a pass would do now, and what holds the other fleets. Changes nothing.
 * @throws InvalidOptionsError naming the first option that is wrong, or the part that is missing
 * @throws ImageStoreError when the images, the fleets or the alarms can't be read
 */
export async function planRollout(parts: RolloutParts): Promise<RolloutDecision> {
  return (await observeRollout(parts)).decision;
}

/** As {@link planRollout}, with the fleets as they were read for it. */
export async function observeRollout(parts: RolloutParts): Promise<RolloutLook> {
  const policy = toRolloutPolicy(parts.policy);
  const { world } = await ObservedWorld.read(parts, policy);
  return { decision: decideRollout(world, policy, toInstant(parts.clock.now())), fleets: world.fleets };
}

/**
 * One pass: switches fleets to their desired versions, and sends notifications. Call it repeatedly, for example every hour;
 * the next pass completes one that was interrupted, and a second one right after does nothing more. Fleets are read again
 * right before they are switched; fleets that must leave a version come first.
 *
 * @example
 * ```ts
 * const { done, after } = await rollout({ store, images, clock, policy: { rings: 'test:24h,production:approval' } });
 * ```
 * @throws InvalidOptionsError naming the first option that is wrong, or the part that is missing; nothing was touched
 * @throws ImageStoreError when the images, the fleets or the alarms can't be read; nothing was touched
 */
export async function rollout(parts: RolloutParts & { readonly dryRun?: boolean }): Promise<RolloutResult> {
  const policy = toRolloutPolicy(parts.policy);
  const observed = await ObservedWorld.read(parts, policy);
  const now = toInstant(parts.clock.now());
  const decision = decideRollout(observed.world, policy, now);
  if (parts.dryRun === true) {
    return { decision, done: [], skipped: [], failed: [], events: [], undelivered: [], after: decision };
  }
  const pass: Pass = { parts, policy, now, observed };
  const log: Log = { done: [], skipped: [], failed: [] };
  const { only = () => true } = parts;
  const wanted = decision.actions.filter((action) => !('ring' in action) || only(action));
  await inTurn(
    wanted.filter(({ type }) => type === 'hold' || type === 'note'),
    pass,
    log,
  );
  await stillWanted(
    wanted.filter(({ type }) => type === 'publish'),
    pass,
    log,
  );
  const moves = wanted.filter((action): action is FleetSwitch => isMove(action));
  // They are read again together, right before they are switched together.
  for (const group of inGroups(moves)) await switchTogether(group, pass, log);
  await drainInstances(
    wanted.filter((action) => action.type === 'drain'),
    pass,
    log,
  );
  await stillWanted(
    wanted.filter(({ type }) => type === 'share'),
    pass,
    log,
  );
  const after = decideRollout(observed.world, policy, now);
  const told =
    log.stopped === undefined ? await notifyDue(after.holds, pass) : { events: [], undelivered: [] };
  return { decision, ...log, ...told, after };
}

interface Log {
  readonly done: RolloutAction[];
  readonly skipped: UndoneAction[];
  readonly failed: UndoneAction[];
  stopped?: string;
}

type Drain = Extract<RolloutAction, { readonly type: 'drain' }>;
const isMove = ({ type }: RolloutAction) => type === 'switch' || type === 'rollback';

/** Small actions, each for one fleet or image, with bounded concurrency. */
async function inTurn(actions: readonly RolloutAction[], pass: Pass, log: Log): Promise<void> {
  for (const group of inGroups(actions)) {
    await Promise.all(group.map((action) => attempt(action, pass, log)));
  }
}

/** Acts that are about a version: whether it is still wanted is looked at right before. */
async function stillWanted(actions: readonly RolloutAction[], pass: Pass, log: Log): Promise<void> {
  const images = actions.flatMap((action) => ('image' in action ? [action.image] : []));
  if (images.length === 0 || isOver(actions, pass, log)) return;
  if (!(await recordErrors(actions, log, () => pass.observed.again([], [...new Set(images)])))) return;
  const again = decideRollout(pass.observed.world, pass.policy, pass.now).actions;
  const isWanted = wantedIn(again);
  leave(
    actions.filter((one) => !isWanted(one)),
    log,
  );
  await inTurn(actions.filter(isWanted), pass, log);
}

/** Drains what is still wanted right before, and what the switches of this pass have made old. */
async function drainInstances(actions: readonly Drain[], pass: Pass, log: Log): Promise<void> {
  const { observed, policy, now, parts } = pass;
  const switched = log.done.flatMap((action) => (isMove(action) && 'to' in action ? [action.fleet] : []));
  const fleets = new Set([...actions.map(({ fleet }) => fleet), ...switched]);
  if (policy.drainAtOnce === 0 || fleets.size === 0 || isOver(actions, pass, log)) return;
  if (!(await recordErrors(actions, log, () => observed.sessionsAgain([...fleets])))) return;
  const { only = () => true } = parts;
  const again = decideRollout(observed.world, policy, now).actions.filter(
    (action) => action.type === 'drain',
  );
  const isWanted = wantedIn(again);
  leave(
    actions.filter((one) => !isWanted(one)),
    log,
  );
  await inTurn(
    again.filter((action) => fleets.has(action.fleet) && only(action)),
    pass,
    log,
  );
}

function wantedIn(again: readonly RolloutAction[]): (action: RolloutAction) => boolean {
  const wanted = new Set(again.map((one) => JSON.stringify(one)));
  return (action) => wanted.has(JSON.stringify(action));
}

function leave(actions: readonly RolloutAction[], log: Log): void {
  for (const action of actions) log.skipped.push({ action, reason: 'something else is wanted now' });
}

async function switchTogether(moves: readonly FleetSwitch[], pass: Pass, log: Log): Promise<void> {
  if (isOver(moves, pass, log)) return;
  const images = new Set(moves.map(({ to }) => to));
  const looked = await recordErrors(moves, log, () =>
    pass.observed.again(
      moves.map(({ fleet }) => fleet),
      [...images],
    ),
  );
  if (!looked) return;
  const again = decideRollout(pass.observed.world, pass.policy, pass.now);
  await Promise.all(
    moves.map(async (move) => {
      const isStillWanted = again.actions.some(
        (action) => isMove(action) && 'to' in action && action.fleet === move.fleet && action.to === move.to,
      );
      if (isStillWanted) return attempt(move, pass, log);
      const hold = again.holds.find(({ fleet }) => fleet === move.fleet);
      const reason = hold === undefined ? 'something else is wanted now, or the fleet is gone' : hold.reason;
      log.skipped.push({ action: move, reason });
    }),
  );
}

async function attempt(action: RolloutAction, pass: Pass, log: Log): Promise<void> {
  if (isOver([action], pass, log)) return;
  if (await recordErrors([action], log, () => perform(action, pass))) log.done.push(action);
}

/** Whether nothing more is done: the pass was stopped, or its time is over. The actions are recorded as not done. */
function isOver(actions: readonly RolloutAction[], { parts }: Pass, log: Log): boolean {
  const { stopped, failed, skipped } = log;
  if (stopped !== undefined) {
    const tried = new Set(failed.map(({ action }) => action));
    const rest = actions.filter((action) => !tried.has(action));
    failed.push(...rest.map((action) => ({ action, reason: 'not tried after that' })));
    return true;
  }
  if (parts.timeLeft === undefined || parts.timeLeft() > 0) return false;
  skipped.push(...actions.map((action) => ({ action, reason: 'no time was left' })));
  return true;
}

/** Whether something succeeded; an error of a store is recorded, and stops the pass if a person has to resolve it. */
async function recordErrors(
  actions: readonly RolloutAction[],
  log: Log,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof ImageStoreError)) throw error;
    const reason = errorDetail(error);
    if (errorHandling(error).kind === 'stop') log.stopped ??= reason;
    for (const action of actions) log.failed.push({ action, reason });
    return false;
  }
}
