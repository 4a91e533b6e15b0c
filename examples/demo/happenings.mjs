import { durationText, reasonSummary } from './wording.mjs';

/**
 * What has happened between two checks, as lines of a log.
 *
 * @param {readonly import('./progress.mjs').Candidate[]} before
 * @param {readonly import('./progress.mjs').Candidate[]} after
 * @param {{ slots: number, now: Date, name: (name: string) => string }} options `name` makes names fit a line
 * @returns {{ at: Date, what: string, text: string }[]}
 */
export function happenings(before, after, { slots, now, name }) {
  const earlier = new Map(before.map((candidate) => [candidate.source, candidate.status]));
  const changed = (status) =>
    after.filter((one) => one.status === status && (earlier.get(one.source) ?? 'unseen') !== status);
  const started = changed('updating');
  const inUse = after.filter(({ status }) => status === 'updating').length - started.length;
  const lines = [
    ...changed('updated').map(({ source, successor, startedAt, endedAt = now }) => ({
      at: endedAt,
      what: 'updated',
      text: `${name(source)} → ${name(successor)} after ${durationText(startedAt, endedAt)}`,
    })),
    ...['failed', 'skipped'].flatMap((status) =>
      changed(status).map(({ source, endedAt = now, reason }) => ({
        at: endedAt,
        what: status,
        text: `${name(source)}: ${reasonSummary(reason)}`,
      })),
    ),
    ...started.map(({ source, successor, startedAt = now }, index) => ({
      at: startedAt,
      what: 'started',
      text: `${name(source)} → ${name(successor)} (slots ${inUse + index + 1}/${slots})`,
    })),
  ];
  return lines.sort((one, other) => one.at.getTime() - other.at.getTime());
}
