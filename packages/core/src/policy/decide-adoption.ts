import type { ImageRecord, Tags } from '../ports/image.ts';
import type { Instant } from '../ports/instant.ts';
import { type CampaignState, dateOf, failuresOf, imageOf } from '../state/state.ts';
import type { StartDecision, StartSight } from './decide-starts.ts';
import { isOfThisCampaign } from './lineage.ts';
import { isImageName } from './naming.ts';
import type { Policy } from './options.ts';
import { successorNameFor } from './successor-name.ts';
import { lineageOf } from './tags.ts';

/**
 * Before an image is skipped: an update of it may be running that nobody recorded, because a process died right after
 * it had started it, or another campaign was faster. It is under the name that the source gives, or that we would
 * have given; a name of ours that the source gives counts even when the image can't be seen yet.
 */
export function decideRunning(
  source: string,
  record: ImageRecord | undefined,
  sight: StartSight,
  state: CampaignState,
  policy: Policy,
  now: Instant,
): StartDecision | undefined {
  const { tags = {} } = record ?? {};
  const { autoUpdate, completed, nextVersion } = policy.tags;
  const baseName = lineageOf(source, tags, policy.tags);
  const input = { baseName, source, startedAt: state.startedAt, date: dateOf(state) };
  const failed = failuresOf(imageOf(state, source));
  const ours = successorNameFor(policy, input, failed.length + 1);
  const named = tags[autoUpdate] === completed ? tags[nextVersion] : undefined;
  for (const name of new Set([named, ours])) {
    if (!isImageName(name) || failed.includes(name)) continue;
    if (!sight.looked.has(name)) return { kind: 'look', source, name };
    const holder = sight.records.get(name);
    if (holder === undefined) {
      if (name === named && name === ours) return adoption(source, name, now);
      continue;
    }
    const saysSo = holder.tags?.[policy.tags.updatedFrom] === source;
    const running = holder.condition === 'in-progress' && (saysSo || holder.updateOf === source);
    const own = saysSo && isOfThisCampaign(holder, state.startedAt);
    const done = name === named && holder.condition === 'available';
    if (running || own || done) return adoption(source, name, holder.createdAt ?? now);
  }
  return undefined;
}

const adoption = (source: string, successor: string, startedAt: Instant): StartDecision => ({
  kind: 'adopt',
  source,
  successor,
  startedAt,
});

/** The adoption of whoever holds a successor's name, if it is an update of this source. */
export function decideAdoption(
  source: ImageRecord,
  holder: ImageRecord,
  policy: Policy,
  startedAt: Instant,
  now: Instant,
): StartDecision | undefined {
  if (!isOurs(holder, source.name, source.tags ?? {}, policy, startedAt)) return undefined;
  return adoption(source.name, holder.name, holder.createdAt ?? now);
}

/**
 * Whether the holder of a successor's name is an update of this very source, to be adopted rather than started
 * again. A finished one counts only when the source does not name it yet: a source that does and is enrolled all
 * the same was enrolled anew by a person. A failed one counts only when this campaign made it; the failure of an
 * earlier one just holds the name.
 */
function isOurs(
  holder: ImageRecord,
  source: string,
  tags: Tags,
  policy: Policy,
  startedAt: Instant,
): boolean {
  const pointsBack = holder.tags?.[policy.tags.updatedFrom] === source;
  switch (holder.condition) {
    case 'in-progress':
      return pointsBack || holder.updateOf === source;
    case 'available':
      return pointsBack && tags[policy.tags.nextVersion] !== holder.name;
    case 'failed':
      return pointsBack && isOfThisCampaign(holder, startedAt);
    case 'deleting':
      return false;
  }
}
