import { decideEnrolment } from '../policy/decide-enrolment.ts';
import { possibleSources, sourceOf } from '../policy/lineage.ts';
import { CampaignTooLargeError } from '../ports/errors.ts';
import { minutesBetween } from '../ports/instant.ts';
import { toDetail } from '../state/detail.ts';
import { foldEnrolment, foldResolution } from '../state/fold.ts';
import type { UpdatingImage } from '../state/state.ts';
import type { Check } from './check.ts';
import { lookAtImages, lookAtTags, lookForNearMisses } from './look.ts';
import { largestSize } from './state-size.ts';
import { reopenSource } from './tagging.ts';

/** How long a campaign puts its first start off because the store takes no tags of a source that is to be opened again. */
const REOPEN_PATIENCE_MINUTES = 30;

/** Finds the candidates, once in a campaign. */
export async function discover(check: Check): Promise<void> {
  if (check.state.status !== 'discovering') return;
  const { store, policy, now } = check.context;
  const images = await lookAtImages(store, policy, check.state.startedAt);
  check.discovered = images;
  const enrolment = decideEnrolment(images, policy, check.state.startedAt, now());
  refuseTooLarge(check, enrolment.images.length, { ...check.state, images: enrolment.images });
  let isOver = true;
  for (const { source, successor } of enrolment.reopen) {
    const update = { source: source.name, successor };
    const reopen = async () => {
      await reopenSource(store, update, policy.tags);
      check.tell('sourceReopened', update, update.source);
    };
    isOver = (await check.tag(update, reopen)) && isOver;
  }
  // A source that is not open yet would be taken for one that somebody closed, so the next check finds the candidates
  // again; but the others do not wait for it for long.
  const patient = minutesBetween(check.state.startedAt, now()) < REOPEN_PATIENCE_MINUTES;
  if (!isOver && patient) return;
  const found = enrolment.images.length > 0;
  const nothingFound = found ? undefined : await lookForNearMisses(store, policy);
  const explained =
    nothingFound === undefined ? check.state : { ...check.state, nothingFound: toDetail(nothingFound) };
  check.apply(foldEnrolment(explained, enrolment.images, check.fold));
}

function refuseTooLarge(check: Check, candidates: number, state: Check['state']): void {
  const { stateLimit, notifiers, policy } = check.context;
  if (stateLimit === undefined) return;
  const bytes = largestSize(state, policy, notifiers, stateLimit);
  if (bytes > stateLimit.bytes) throw new CampaignTooLargeError(candidates, bytes, stateLimit.bytes);
}

/** Finds the sources of updates that a run by another hand left without them. */
export async function resolve(check: Check): Promise<void> {
  const { unresolved } = check.state;
  if (unresolved.length === 0) return;
  const { store, policy } = check.context;
  const names = policy.tags;
  const records = await lookAtTags(store, unresolved);
  const possible = [...records.values()].flatMap((record) => possibleSources(record, names));
  const known = await lookAtTags(store, [...new Set(possible)]);
  const sources = new Map<string, string>();
  for (const record of records.values()) {
    const source = sourceOf(record, known, names);
    if (source !== undefined) sources.set(record.name, source);
  }
  const lost = unresolved.filter((successor) => !sources.has(successor));
  if (lost.length > 0) {
    for (const image of await store.find({ key: names.nextVersion, values: lost })) {
      const successor = image.tags?.[names.nextVersion];
      if (successor !== undefined && lost.includes(successor)) sources.set(successor, image.name);
    }
  }
  const claimed = new Set(
    check.state.images.flatMap(({ status, source }) => (status === 'waiting' ? [] : [source])),
  );
  const found = unresolved.map((successor): UpdatingImage => {
    const startedAt = records.get(successor)?.createdAt ?? check.state.startedAt;
    const source = sources.get(successor) ?? successor;
    // A source has one outcome: a second successor of it stands for itself.
    const own = claimed.has(source) ? successor : source;
    claimed.add(own);
    return { status: 'updating', source: own, successor, startedAt, marked: false };
  });
  check.apply(foldResolution(check.state, found, check.fold));
}
