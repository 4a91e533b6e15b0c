import type { Check } from './check.ts';
import { decideEnrolment, sourceOf } from './decide-enrolment.ts';
import { CampaignTooLargeError } from './errors.ts';
import { foldEnrolment, foldResolution } from './fold.ts';
import { byName, lookAtImages } from './look.ts';
import type { UpdatingImage } from './state.ts';
import { largestState } from './state-size.ts';
import { reopenSource } from './tagging.ts';

/** Finds the candidates, once in a campaign. */
export async function discover(check: Check): Promise<void> {
  if (check.state.status !== 'discovering') return;
  const { store, policy, now } = check.context;
  const enrolment = decideEnrolment(
    await lookAtImages(store, policy, check.state.startedAt),
    policy,
    check.state.startedAt,
    now(),
  );
  refuseTooLarge(check, enrolment.images.length, { ...check.state, images: enrolment.images });
  for (const { source, successor } of enrolment.reopen) {
    const update = { source: source.name, successor };
    const reopened = await check.tag(update, () => reopenSource(store, update, policy.tags));
    if (reopened) check.tell('sourceReopened', update, update.source);
  }
  check.apply(foldEnrolment(check.state, enrolment, check.fold));
}

function refuseTooLarge(check: Check, candidates: number, state: Check['state']): void {
  const { stateLimit, notifiers } = check.context;
  if (stateLimit === undefined) return;
  const names = notifiers.map(({ name }) => name);
  const bytes = stateLimit.measure(largestState(state, names));
  if (bytes > stateLimit.bytes) throw new CampaignTooLargeError(candidates, bytes, stateLimit.bytes);
}

/** Finds the sources of updates that a run by another hand left without them. */
export async function resolve(check: Check): Promise<void> {
  const { unresolved } = check.state;
  if (unresolved.length === 0) return;
  const { store, policy } = check.context;
  const records = byName(await store.describe(unresolved, { tags: true }));
  const sources = new Map<string, string>();
  for (const record of records.values()) {
    const source = sourceOf(record, policy.tags);
    if (source !== undefined) sources.set(record.name, source);
  }
  const lost = unresolved.filter((successor) => !sources.has(successor));
  if (lost.length > 0) {
    const { nextVersion } = policy.tags;
    for (const image of await store.find({ key: nextVersion, values: lost })) {
      const successor = image.tags?.[nextVersion];
      if (successor !== undefined && lost.includes(successor)) sources.set(successor, image.name);
    }
  }
  const found = unresolved.map((successor): UpdatingImage => {
    const startedAt = records.get(successor)?.createdAt ?? check.state.startedAt;
    const source = sources.get(successor) ?? successor;
    return { status: 'updating', source, successor, startedAt, marked: false };
  });
  check.apply(foldResolution(check.state, found, check.fold));
}
