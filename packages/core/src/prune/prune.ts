import { deleteVersions, type PruneStore } from '../campaign/delete-versions.ts';
import { checkedNotifiers } from '../delivery/checked-notifiers.ts';
import type { Notifier } from '../delivery/notifier.ts';
import { decidePrune, type PruneDecision } from '../policy/decide-prune.ts';
import type { PruneOptions } from '../policy/prune-options.ts';
import { toPrunePolicy } from '../policy/prune-policy.ts';
import type { Clock } from '../ports/clock.ts';
import { InvalidOptionsError, NotifierError } from '../ports/errors.ts';
import { type Instant, toInstant } from '../ports/instant.ts';
import type { ImageInventory } from '../ports/inventory.ts';
import { toDetail } from '../state/detail.ts';
import type { PassEnded } from '../state/pass-events.ts';
import { subscribesTo } from '../state/recipient.ts';
import type { CampaignPlace } from '../state/state.ts';

/** The parts of {@link prune}. */
export interface PruneParts {
  readonly store: PruneStore;
  /**
   * The images and what uses them.
   * @param among names: then only these images, but everything that uses any; else all images of the account
   */
  readonly inventory: (among?: readonly string[]) => Promise<ImageInventory>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy?: PruneOptions;
  /**
   * Names of images that may be deleted: those of a plan that a person has seen, or that is in a saved state. No other
   * image is deleted, even if the policy would allow it.
   */
  readonly only: readonly string[];
  /** Notified by the event `passEnded` when an image was deleted, or could not be. @defaultValue none */
  readonly notifiers?: readonly Notifier[];
  /** Account and Region of the images, for the event. @defaultValue none */
  readonly place?: CampaignPlace;
}

/** What one pass of {@link prune} has done. */
export interface PruneResult {
  /** Names, in the order of deletion. */
  readonly deleted: readonly string[];
  /** Images that were to be deleted and were kept, and why: something has changed, or AppStream refused. */
  readonly failed: readonly { readonly image: string; readonly reason: string }[];
  /** Notifiers that did not accept the event; it is not sent again. Absent when all did. */
  readonly undelivered?: readonly { readonly notifier: string; readonly detail: string }[];
}

/**
 * What a pass would delete, what it would keep, and why. Changes nothing.
 * @throws InvalidOptionsError naming the first option that is wrong
 * @throws ImageStoreError when the images can't be read
 */
export async function planPrune(
  parts: Pick<PruneParts, 'inventory' | 'clock' | 'policy'>,
): Promise<PruneDecision> {
  const policy = toPrunePolicy(parts.policy);
  return decidePrune(await parts.inventory(), policy, toInstant(parts.clock.now()));
}

/**
 * Deletes images of a plan, one after another, the oldest first. Right before each deletion its lineage, and what uses
 * images, is read again, and the policy has to allow it once more. Repeating it deletes nothing more than the policy allows.
 *
 * @example
 * ```ts
 * const plan = await planPrune({ inventory, clock });
 * const { deleted, failed } = await prune({
 *   store, inventory, clock, only: plan.delete.map(({ image }) => image),
 * });
 * ```
 * @throws InvalidOptionsError when the store can't delete, or an option is wrong; nothing was touched
 * @throws ImageStoreError when the images can't be read before the first deletion
 */
export async function prune(parts: PruneParts): Promise<PruneResult> {
  const policy = toPrunePolicy(parts.policy);
  if (parts.store.remove === undefined) {
    throw new InvalidOptionsError(
      'Prune option store can delete nothing; expected an object with the method remove.',
    );
  }
  const notifiers = checkedNotifiers(parts.notifiers ?? []);
  const startedAt = toInstant(parts.clock.now());
  const deleted: string[] = [];
  const failed: { image: string; reason: string }[] = [];
  const { store, inventory: read, only } = parts;
  const now = () => toInstant(parts.clock.now());
  for await (const { image, kind, reason = '' } of deleteVersions({ store, read, now, policy, only })) {
    if (kind === 'deleted') deleted.push(image);
    if (kind === 'kept') failed.push({ image, reason });
  }
  if (deleted.length + failed.length === 0) return { deleted, failed };
  const undelivered = await notify(passEnded({ deleted, failed }, startedAt, parts), notifiers);
  return { deleted, failed, ...(undelivered.length === 0 ? {} : { undelivered }) };
}

function passEnded(
  { deleted, failed }: PruneResult,
  startedAt: Instant,
  { clock, place = {} }: PruneParts,
): PassEnded {
  const campaign = `prune/${startedAt}`;
  const target = {
    place,
    counts: { done: deleted.length, held: 0, approvals: 0, failed: failed.length },
    done: deleted.map((name) => ({ name, code: 'deleted' })),
    held: [],
    failed: failed.map(({ image, reason }) => ({ name: image, code: 'failed', detail: reason })),
  };
  const about = { type: 'passEnded', pass: 'prune', dryRun: false, place, campaign } as const;
  return { ...about, id: `${campaign}/passEnded`, startedAt, at: toInstant(clock.now()), targets: [target] };
}

/** Sends the event to the notifiers that subscribe to it. */
async function notify(
  event: PassEnded,
  notifiers: readonly Notifier[],
): Promise<NonNullable<PruneResult['undelivered']>> {
  const answers = notifiers
    .filter((notifier) => subscribesTo(notifier, event))
    .map(async (notifier) => {
      try {
        await notifier.notify(event);
        return [];
      } catch (error) {
        if (!(error instanceof NotifierError)) throw error;
        return [{ notifier: notifier.name, detail: toDetail(error.message) }];
      }
    });
  return (await Promise.all(answers)).flat();
}
