/**
 * Where an image of the campaign stands.
 *
 * @typedef {object} Candidate
 * @property {string} source
 * @property {'waiting' | 'updating' | 'updated' | 'failed' | 'skipped'} status
 * @property {string} [successor]
 * @property {Date} [startedAt]
 * @property {Date} [endedAt] when the campaign noticed the end
 * @property {{ Code: string, Detail?: string }} [reason]
 */

const instant = (text) => (text ? new Date(text) : undefined);

/**
 * Reads where the campaign stands from what a check returned. A 0 names nobody, so the last outcomes are read from
 * the account.
 *
 * @param {any} results `$.Results`
 * @param {readonly Candidate[]} before where it stood at the check before
 * @param {import('./account.mjs').Account} account
 * @param {Date} now
 * @returns {Candidate[]} in the order of the account
 */
export function readProgress(results, before, account, now) {
  const candidates = results === 0 ? before.map((one) => settle(one, account, now)) : fromResults(results);
  const place = ({ source }) => account.enrolled.indexOf(source);
  return candidates.sort((one, other) => place(one) - place(other));
}

function fromResults({ Waiting, Success, Failed = [], Skipped = [], Campaign }) {
  return [
    ...Waiting.map((source) => ({ source, status: 'waiting' })),
    ...Campaign.Updating.map(([successor, source, start]) => ({
      source,
      status: 'updating',
      successor,
      startedAt: instant(start),
    })),
    ...Campaign.Updated.map(([source, start, end], index) => ({
      source,
      status: 'updated',
      successor: Success[index],
      startedAt: instant(start),
      endedAt: instant(end),
    })),
    ...Failed.map((image) => withReason(image, 'failed')),
    ...Skipped.map((image) => withReason(image, 'skipped')),
  ];
}

function withReason({ Image, Successor, StartedAt, EndedAt, Code, Detail }, status) {
  return {
    source: Image,
    status,
    successor: Successor,
    startedAt: instant(StartedAt),
    endedAt: instant(EndedAt),
    reason: { Code, Detail },
  };
}

/** What became of an image that was still open before the last check. */
function settle(candidate, { world }, now) {
  if (candidate.endedAt !== undefined) return candidate;
  const successor = candidate.successor ?? world.image(candidate.source)?.tags.NextVersion;
  const made = successor === undefined ? undefined : world.image(successor);
  if (made?.state === 'AVAILABLE') return { ...candidate, status: 'updated', successor, endedAt: now };
  const Detail = made?.failure?.message ?? 'not started by the last check; see its message';
  return {
    ...candidate,
    status: 'failed',
    endedAt: now,
    reason: { Code: made?.failure?.code ?? 'none', Detail },
  };
}

/**
 * How far an update is, as the account sees it.
 *
 * @param {Candidate} candidate one that is updating
 * @param {import('./account.mjs').Account} account
 * @param {Date} now
 */
export function updatePhase({ successor }, { world }, now) {
  const image = world.image(successor);
  if (image?.endsAt === undefined) return { passed: 0, length: 0, phase: image?.state ?? 'GONE' };
  const minutes = (end) => Math.max(0, (end.getTime() - image.createdAt.getTime()) / 60_000);
  const length = minutes(image.endsAt);
  const builder = world.builders().find(({ updating }) => updating === successor);
  return { passed: Math.min(minutes(now), length), length, phase: builder?.state ?? image.state };
}
