import type { ImageRecord } from '../ports/image.ts';
import type { Instant } from '../ports/instant.ts';
import { failuresOf } from '../state/campaign-image.ts';
import type { CampaignState } from '../state/state.ts';
import { imageOf } from '../state/state.ts';
import { isImageName } from './naming.ts';
import type { Policy } from './options.ts';

/** An update that another process or a person started. */
export interface Adoption {
  readonly successor: string;
  readonly startedAt: Instant;
}

/** Whether an image says that it is an update of this source. */
export function isUpdateOf(
  successor: ImageRecord,
  source: string,
  { tags: { updatedFrom } }: Policy,
): boolean {
  return successor.tags?.[updatedFrom] === source || successor.updateOf === source;
}

/**
 * Before an image is skipped: its tags may name the successor of an update that another process started, and that is in
 * progress or done.
 */
export function adoptionBySource(
  source: string,
  record: ImageRecord | undefined,
  images: ReadonlyMap<string, ImageRecord | undefined>,
  { state, policy, now }: { readonly state: CampaignState; readonly policy: Policy; readonly now: Instant },
):
  | { readonly kind: 'observe'; readonly name: string }
  | { readonly kind: 'found'; readonly adoption: Adoption }
  | undefined {
  const { autoUpdate, completed, nextVersion } = policy.tags;
  const name = record?.tags?.[autoUpdate] === completed ? record.tags[nextVersion] : undefined;
  if (!isImageName(name) || failuresOf(imageOf(state, source)).includes(name)) return undefined;
  if (!images.has(name)) return { kind: 'observe', name };
  const successor = images.get(name);
  if (successor === undefined) return undefined;
  const isRunning = successor.condition === 'in-progress' && isUpdateOf(successor, source, policy);
  if (!isRunning && successor.condition !== 'available') return undefined;
  return { kind: 'found', adoption: { successor: name, startedAt: successor.createdAt ?? now } };
}

/**
 * The adoption of whoever holds a successor's name, if it is an update of this very source that is in progress, or is
 * done while the source's tags do not say so. A source that names it and is enrolled all the same was enrolled again by
 * a person. A failed one just holds the name.
 */
export function adoptionByName(
  source: ImageRecord,
  holder: ImageRecord,
  policy: Policy,
  now: Instant,
): Adoption | undefined {
  const { updatedFrom, nextVersion } = policy.tags;
  const isRunning = holder.condition === 'in-progress' && isUpdateOf(holder, source.name, policy);
  const isDone =
    holder.condition === 'available' &&
    holder.tags?.[updatedFrom] === source.name &&
    source.tags?.[nextVersion] !== holder.name;
  return isRunning || isDone ? { successor: holder.name, startedAt: holder.createdAt ?? now } : undefined;
}
