import type { PassEnded, PassOutcome } from '@appstream-campaign/core/internal';
import { eventDocument, renderMessage, severityOf } from '@appstream-campaign/core/messages';
import { describe, expect, test } from 'vitest';

const none: Omit<PassOutcome, 'place'> = {
  counts: { done: 0, held: 0, approvals: 0, failed: 0 },
  done: [],
  held: [],
  failed: [],
};
const place = (account: string, accountName?: string) => ({
  account,
  region: 'eu-west-1',
  ...(accountName === undefined ? {} : { accountName }),
});
const report = (targets: readonly PassOutcome[], more: Partial<PassEnded> = {}): PassEnded => ({
  type: 'passEnded',
  id: 'daily/passEnded',
  campaign: 'daily',
  at: '2026-12-01T02:04:00.000Z',
  startedAt: '2026-12-01T02:00:00.000Z',
  pass: 'rollout',
  dryRun: false,
  targets,
  ...more,
});
const rolledOut: PassOutcome = {
  place: place('111111111111', 'test'),
  counts: { done: 3, held: 2, approvals: 1, failed: 0 },
  done: [{ name: 'Lab', code: 'switched', detail: 'Desk to Desk-2' }],
  held: [
    { name: 'Office', code: 'approval', detail: 'of Desk-2' },
    { name: 'Pilot', code: 'soaking', detail: 'of Desk-2' },
  ],
  failed: [],
};
const broken: PassOutcome = {
  ...none,
  place: place('222222222222'),
  stopped: { code: 'access-denied', detail: 'AssumeRole refused' },
};

describe('the report of a pass', () => {
  test('of a rollout says what stopped, what waits for a person, what was switched, and what is held', () => {
    const { subject, text } = renderMessage(report([rolledOut, broken]));
    expect(subject).toBe(
      '1 target stopped, 1 waits for approval, 3 changed, 1 held: AppStream rollout in 2 targets',
    );
    const order = ['222222222222 eu-west-1: ', 'test eu-west-1: Office', 'test eu-west-1: Lab', 'Pilot'];
    expect(order.map((part) => text.indexOf(part))).toEqual(
      order.map((part) => text.indexOf(part)).toSorted((a, b) => a - b),
    );
    expect(text).not.toContain('-1: undefined');
    expect(text).toContain('rollout approve IMAGE --ring RING');
    expect(text).toContain('(2 not listed above)');
    expect(text).toContain('Run daily');
  });

  test('of pruning in a dry run says what would be deleted, and that nothing was', () => {
    const pruned: PassOutcome = {
      ...none,
      place: place('111111111111', 'test'),
      counts: { done: 1, held: 1, approvals: 0, failed: 0 },
      done: [{ name: 'Desk', code: 'superseded', detail: 'by Desk-2, 40 days ago' }],
      held: [{ name: 'Desk-2', code: 'in-use', detail: 'fleet Office' }],
    };
    const { subject, text } = renderMessage(report([pruned], { pass: 'prune', dryRun: true }));
    expect(subject).toBe('1 would be deleted, 1 kept: AppStream pruning in 1 target');
    expect(text).toContain('nothing was changed');
    expect(text).toContain('Desk-2: in use, fleet Office');
  });

  test('says that there was nothing to do', () => {
    const { subject } = renderMessage(report([{ ...none, place: place('1') }]));
    expect(subject).toBe('Nothing to do: AppStream rollout in 1 target');
  });

  test('matters as much as what is worst in it', () => {
    const of = (more: Partial<PassOutcome>) => severityOf(report([{ ...none, place: place('1'), ...more }]));
    expect(of({})).toBe('info');
    expect(of({ counts: { ...none.counts, failed: 1 } })).toBe('warning');
    expect(of({ counts: { ...none.counts, approvals: 1 } })).toBe('warning');
    expect(of({ done: [{ name: 'Lab', code: 'rolled-back' }] })).toBe('warning');
    expect(of({ held: [{ name: 'Lab', code: 'version-held' }] })).toBe('error');
    expect(severityOf(report([broken]))).toBe('error');
  });

  test('is shortened for machines from details to names to numbers', () => {
    const event = report([rolledOut]);
    const isWithin = (bytes: number) => (document: object) => JSON.stringify(document).length < bytes;
    const size = JSON.stringify(eventDocument(event)).length;
    expect(eventDocument(event, isWithin(size))).toMatchObject({
      truncated: true,
      targets: [{ done: [{ name: 'Lab', code: 'switched' }] }],
    });
    expect(eventDocument(event, isWithin(1))).toMatchObject({
      counts: { done: 3, approvals: 1 },
      targets: [{ done: [], held: [], failed: [] }],
    });
  });
});
