import { createHash } from 'node:crypto';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import type { AnnouncedEvent } from '@appstream-campaign/core';
import type { FailedImage } from '@appstream-campaign/core/internal';
import { type CampaignProgress, eventDocument, renderMessage } from '@appstream-campaign/core/messages';
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

const PROGRESS: CampaignProgress = {
  campaign: 'campaign-1',
  status: 'running',
  startedAt: at,
  waiting: 0,
  updating: [],
  updated: 0,
  failed: 2,
  skipped: 0,
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

const stopped: AnnouncedEvent = {
  ...base,
  id: 'campaign-1/campaignStopped',
  type: 'campaignStopped',
  reason: { code: 'suspended' },
  waiting: [],
  updating: [],
};

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
  test('publishes text for people and JSON for machines, with attributes for filter policies', async ({
    openAccount,
  }) => {
    const { clients, inbox } = await openAccount();

    await new SnsNotifier({ client: clients.sns, topicArn: TOPIC }).notify(FAILED);

    const { subject, text } = renderMessage(FAILED);
    const value = (one: string) => ({ dataType: 'String', value: one });
    expect(onlyMessage(inbox)).toMatchObject({
      topicArn: TOPIC,
      subject,
      messageStructure: 'json',
      perProtocol: { default: JSON.stringify(eventDocument(FAILED)), email: text, sms: subject },
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

  test('gathers events as one message when told to, and else not', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();
    const topic = { client: clients.sns, topicArn: TOPIC };
    const many = new SnsNotifier({ ...topic, digestMinutes: 30 });
    expect(new SnsNotifier(topic).notifyMany).toBeUndefined();
    const events = [FAILED, { ...FAILED, id: 'campaign-1/updateFailed/Design', source: 'Design' }];

    await many.notifyMany?.({ events, progress: PROGRESS });

    const { perProtocol, attributes } = onlyMessage(inbox);
    expect(perProtocol?.email).toBe(renderMessage(events).text);
    expect(JSON.parse(perProtocol?.default ?? '')).toEqual(eventDocument(events));
    expect(attributes.eventType?.value).toBe('digest');
  });

  test('takes a message at the limit whole, and cuts one that is over', async ({ openAccount }) => {
    const { clients, inbox } = await openAccount();
    const topic = new SnsNotifier({ client: clients.sns, topicArn: TOPIC });
    const sized = (extra: number): AnnouncedEvent => ({
      ...stopped,
      waiting: [
        ...Array.from({ length: 1150 }, (_, index) => `Image-${index}-${'x'.repeat(80)}`),
        'y'.repeat(extra),
      ],
    });
    const publish = async (event: AnnouncedEvent) => {
      await topic.notify(event);
      const entry = inbox.at(-1);
      if (entry?.channel !== 'sns') throw new Error('nothing arrived');
      return { bytes: size(entry), isCut: /bytes are left out/.test(entry.perProtocol?.email ?? '') };
    };
    const small = await publish(sized(1));
    expect(small.isCut).toBe(false);
    // A character more is one more in the text and one in the JSON. The subject is reckoned with, too.
    const subject = inbox[0]?.subject?.length ?? 0;
    const most = 1 + Math.floor((256 * 1024 - subject - small.bytes) / 2);
    const full = await publish(sized(most));
    expect(full).toMatchObject({ isCut: false });
    expect(full.bytes + subject).toBeGreaterThan(256 * 1024 - 2);
    const over = await publish(sized(most + 1));
    expect(over.isCut).toBe(true);
    expect(over.bytes).toBeLessThanOrEqual(256 * 1024);
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
        /^(.*)\n… \(cut: (\d+) of (\d+) bytes are left out\)$/su.exec(entry.perProtocol?.email ?? '') ?? [];
      expect(text.startsWith(kept)).toBe(true);
      expect(Number(all)).toBe(bytes(text));
      expect(Number(cut)).toBe(bytes(text) - bytes(kept));
      expect(size(entry)).toBeLessThanOrEqual(256 * 1024);
      expect(size(entry)).toBeGreaterThan(255 * 1024);
      const document = JSON.parse(entry.perProtocol?.default ?? '') as { failed: readonly unknown[] };
      expect(document).toMatchObject({ truncated: true, counts: { failed: 3000 } });
      expect(document.failed).toHaveLength(0);
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
