import { createHash } from 'node:crypto';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import { type AnnouncedEvent, type FailedImage, renderMessage } from '@appstream-campaign/core';
import type { SnsEntry } from '@appstream-campaign/simulator';
import { describe, expect } from 'vitest';
import { test } from './aws-account.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:images';
const FIFO = `${TOPIC}.fifo`;
const at = '2026-11-23T08:00:00.000Z';
const base = { campaign: 'campaign-1', at } as const;
const FAILED: AnnouncedEvent = {
  ...base,
  id: 'campaign-1/updateFailed/Finance',
  type: 'updateFailed',
  source: 'Finance',
  reason: { code: 'update-failed' },
};

const failures = (count: number): readonly FailedImage[] =>
  Array.from({ length: count }, (_, index) => ({
    status: 'failed',
    source: `Image-${index}`,
    endedAt: at,
    reason: { code: 'update-failed', detail: 'Größe 😀 '.repeat(20) },
  }));
const ended = (failed: readonly FailedImage[]): AnnouncedEvent => ({
  ...base,
  id: 'campaign-1/campaignEnded',
  type: 'campaignEnded',
  startedAt: at,
  updated: [],
  failed,
  skipped: [],
});

const bytes = (text: string) => Buffer.byteLength(text, 'utf8');
const size = ({ message, attributes }: SnsEntry) =>
  Object.entries(attributes).reduce(
    (sum, [name, { dataType, value }]) => sum + bytes(name) + bytes(dataType) + bytes(value),
    bytes(message),
  );
const onlyMessage = (inbox: readonly { readonly channel: string }[]): SnsEntry => {
  const [entry, ...more] = inbox.filter((one): one is SnsEntry => one.channel === 'sns');
  if (entry === undefined || more.length > 0) throw new Error(`${inbox.length} messages`);
  return entry;
};

describe('SnsNotifier', () => {
  test('publishes the plain text with attributes for filter policies', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();

    await new SnsNotifier({ client: clients.sns, topicArn: TOPIC }).notify(FAILED);

    const { subject, text } = renderMessage(FAILED);
    const value = (one: string) => ({ dataType: 'String', value: one });
    expect(onlyMessage(inbox)).toMatchObject({
      topicArn: TOPIC,
      subject,
      message: text,
      attributes: {
        campaign: value('campaign-1'),
        eventType: value('updateFailed'),
        severity: value('error'),
        eventId: value('campaign-1/updateFailed/Finance'),
      },
      groupId: undefined,
      deduplicationId: undefined,
    });
  });

  const stopped: AnnouncedEvent = {
    ...base,
    id: 'campaign-1/campaignStopped',
    type: 'campaignStopped',
    reason: { code: 'suspended' },
    waiting: [],
    updating: [],
  };
  const started: AnnouncedEvent = { ...base, id: 'campaign-1/x', type: 'campaignStarted', candidates: 3 };

  test.for([
    ['a stopped campaign', stopped, 'error'],
    ['a campaign that ended with failures', ended(failures(1)), 'warning'],
    ['a campaign that ended well', ended([]), 'info'],
    ['a campaign that started', started, 'info'],
  ] as const)('gives %s its severity', async ([, event, severity], { openAccount }) => {
    const { clients, inbox } = await openAccount();

    await new SnsNotifier({ client: clients.sns, topicArn: TOPIC }).notify(event);

    expect(onlyMessage(inbox).attributes.severity?.value).toBe(severity);
  });

  test('cuts a long subject visibly at 99 characters', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();
    const event = { ...FAILED, source: `\u0007A\nB\u2028C ${'x'.repeat(200)}` };

    await new SnsNotifier({ client: clients.sns, topicArn: TOPIC }).notify(event);

    const { subject } = onlyMessage(inbox);
    expect(subject).toHaveLength(99);
    expect(subject).toMatch(/^[^\p{Cc}\u2028]+x…$/u);
  });

  test('cuts a long text visibly to what a topic takes, attributes included', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();
    const topic = new SnsNotifier({ client: clients.sns, topicArn: TOPIC });

    // Four lengths, so that the cut falls on each byte of a character of four bytes.
    for (const length of [1, 2, 3, 4]) {
      await topic.notify({ ...ended(failures(3000)), campaign: 'c'.repeat(length) });
    }

    expect(inbox).toHaveLength(4);
    for (const entry of inbox) {
      if (entry.channel !== 'sns') continue;
      const { text } = renderMessage({
        ...ended(failures(3000)),
        campaign: entry.attributes.campaign?.value ?? '',
      });
      const [, kept = '', cut, all] =
        /^(.*)\n… \(cut: (\d+) of (\d+) bytes are left out\)$/su.exec(entry.message) ?? [];
      expect(text.startsWith(kept)).toBe(true);
      expect(Number(all)).toBe(bytes(text));
      expect(Number(cut)).toBe(bytes(text) - bytes(kept));
      expect(size(entry)).toBeLessThanOrEqual(256 * 1024);
      expect(size(entry)).toBeGreaterThan(255 * 1024);
    }
  });
});

describe('SnsNotifier on a FIFO topic', () => {
  test('makes one group of a campaign, and an event that comes twice is delivered once', async ({
    openAccount,
  }) => {
    const { clients, inbox } = await openAccount();
    const topic = new SnsNotifier({ client: clients.sns, topicArn: FIFO });

    await topic.notify(FAILED);
    await topic.notify(FAILED);

    expect(onlyMessage(inbox)).toMatchObject({
      topicArn: FIFO,
      groupId: 'campaign-1',
      deduplicationId: createHash('sha256').update(FAILED.id).digest('hex'),
    });
  });

  test('takes any campaign and any event id', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();
    const event = { ...FAILED, campaign: `Größe 1 ${'x'.repeat(200)}`, id: 'y'.repeat(300) };

    await new SnsNotifier({ client: clients.sns, topicArn: FIFO }).notify(event);

    expect(onlyMessage(inbox).groupId).toMatch(/^Gr--e-1-x{120}$/);
  });
});

describe('SnsNotifier says what to do', () => {
  test.for([
    ['NotFound', 'correct the option topicArn'],
    ['AuthorizationError', 'Allow the action sns:Publish'],
    ['KMSAccessDenied', 'Allow kms:GenerateDataKey'],
    ['InvalidClientTokenId', 'Renew or correct the credentials'],
    ['InternalError', 'the message is tried again'],
  ] as const)('about %s', async ([code, advice], { openAccount }) => {
    const { clients, faults } = await openAccount();
    faults.add({ operation: 'Publish', fault: { kind: 'error', code } });
    const topic = new SnsNotifier({ client: clients.sns, topicArn: TOPIC });

    await expect(topic.notify(FAILED)).rejects.toMatchObject({
      name: 'NotifierError',
      message: expect.stringMatching(new RegExp(`^Publish to ${TOPIC}: ${code}.*${advice}`)),
    });
  });
});
