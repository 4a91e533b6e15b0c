import type { HubEnded, TargetOutcome } from '@appstream-campaign/core/internal';
import { renderMessage, severityOf } from '@appstream-campaign/core/messages';
import { describe, expect, test } from 'vitest';

const none = { counts: { updated: 0, failed: 0, skipped: 0 }, updated: [], failed: [], skipped: [] };
const inTest: TargetOutcome = {
  ...none,
  place: { account: '111111111111', accountName: 'test', region: 'eu-west-1', link: 'https://x.example/1' },
  counts: { updated: 2, failed: 0, skipped: 0 },
  updated: [{ source: 'Desk', successor: 'Desk-2' }],
};
const failing: TargetOutcome = {
  ...none,
  place: { account: '222222222222', region: 'us-east-1' },
  counts: { updated: 0, failed: 1, skipped: 0 },
  failed: [{ source: 'Lab', reason: { code: 'incompatible' } }],
};
const stopped: TargetOutcome = {
  ...none,
  place: { account: '333333333333', region: 'us-east-1' },
  stopped: { code: 'suspended', detail: 'InvalidAccountStatusException' },
};
const report = (...targets: TargetOutcome[]): HubEnded => ({
  type: 'hubEnded',
  id: 'monthly/hubEnded',
  campaign: 'monthly',
  at: '2026-12-01T09:00:00.000Z',
  startedAt: '2026-12-01T02:00:00.000Z',
  targets,
});

describe('the report of a hub', () => {
  test('says the result first, then what needs somebody, then every target', () => {
    const { subject, text } = renderMessage(report(inTest, failing, stopped));
    expect(subject).toBe('1 target stopped, 1 failed, 2 updated: AppStream images in 3 targets');
    expect(text).toContain('333333333333 us-east-1: the AWS account is suspended');
    expect(text).toContain('test eu-west-1: Desk');
    expect(text).toContain('222222222222 us-east-1: Lab');
    expect(text).toContain('2 updated (1 not listed above). https://x.example/1');
    expect(text.indexOf('333333333333')).toBeLessThan(text.indexOf('Lab'));
  });

  test('says that there was nothing to do', () => {
    const { subject, text } = renderMessage(report({ ...none, place: { account: '1', region: 'r' } }));
    expect(subject).toBe('Nothing to update: AppStream images in 1 target');
    expect(text).toContain('nothing to update');
  });

  test('matters as much as what is worst in it', () => {
    expect(severityOf(report(inTest))).toBe('info');
    expect(severityOf(report(inTest, failing))).toBe('warning');
    expect(severityOf(report(inTest, stopped))).toBe('error');
  });
});
