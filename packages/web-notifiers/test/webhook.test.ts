import { inspect } from 'node:util';
import type { AnnouncedEvent } from '@appstream-campaign/core';
import { eventDocument } from '@appstream-campaign/core/messages';
import { SAMPLE_EVENTS } from '@appstream-campaign/core/testing';
import { type Channel, quickTiming, type Reply, test } from '@appstream-campaign/test-support/channel-server';
import { WebhookNotifier } from '@appstream-campaign/web-notifiers/webhook';
import { Webhook } from 'standardwebhooks';
import { describe, expect, vi } from 'vitest';

const fetchOfNode = globalThis.fetch;
const taken: Channel = () => ({ reply: { status: 204 } });
const EVENT = SAMPLE_EVENTS.find(({ type }) => type === 'updateFailed') as AnnouncedEvent;
const KEY = `whsec_${Buffer.from('a key of thirty-two bytes or so.').toString('base64')}`;
const now = () => ({ now: () => new Date(), pause: async () => {} });

describe('a webhook', () => {
  test('signs as Standard Webhooks does, so that its library verifies it', async ({ open }) => {
    const server = await open(taken);
    await new WebhookNotifier({ url: server.url, signingKey: KEY, timing: now() }).notify(EVENT);
    const headers = server.requests[0]?.headers ?? {};
    const body = server.requests[0]?.body ?? '';
    const verifier = new Webhook(KEY);
    const verified = verifier.verify(body, headers as Record<string, string>);
    expect(verified).toEqual(JSON.parse(JSON.stringify(eventDocument(EVENT))));
    expect(() => verifier.verify(`${body} `, headers as Record<string, string>)).toThrow(
      'No matching signature',
    );
    expect(() =>
      new Webhook(`${KEY.slice(0, -8)}AAAAAAA=`).verify(body, headers as Record<string, string>),
    ).toThrow();
    expect(headers['webhook-id']).toBe(EVENT.id);
  });

  test('takes a key that is plain text, or none', async ({ open }) => {
    const server = await open(taken);
    const signingKey = 'sixteen letters!';
    await new WebhookNotifier({ url: server.url, signingKey, timing: now() }).notify(EVENT);
    await new WebhookNotifier({ url: server.url }).notify(EVENT);
    const [signed, plain] = server.requests;
    const verifier = new Webhook(signingKey, { format: 'raw' });
    expect(verifier.verify(signed?.body ?? '', signed?.headers as Record<string, string>)).toBeTruthy();
    expect(plain?.headers).toHaveProperty('webhook-timestamp');
    expect(plain?.headers).not.toHaveProperty('webhook-signature');
  });

  test('signs each try anew, with its own time', async ({ open }) => {
    const server = await open(taken);
    server.instead.push({ status: 502 }, { status: 502 });
    const timing = quickTiming();
    await new WebhookNotifier({ url: server.url, signingKey: KEY, timing }).notify(EVENT);
    expect(timing.pauses).toEqual([500, 2000]);
    const [first, , third] = server.requests.map(({ headers }) => headers);
    expect(Number(third?.['webhook-timestamp'])).toBe(Number(first?.['webhook-timestamp']) + 2);
    expect(third?.['webhook-signature']).not.toBe(first?.['webhook-signature']);
    expect(third?.['webhook-id']).toBe(first?.['webhook-id']);
  });

  test('posts with the fetch that it is given, or with what stands for it at the time', async ({ open }) => {
    const server = await open(taken);
    const asked: unknown[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      asked.push(input);
      return globalThis.fetch(server.url, init);
    };
    await new WebhookNotifier({ url: 'https://hooks.example.com/a', fetch }).notify(EVENT);
    const patient = new WebhookNotifier({ url: 'https://hooks.example.com/b' });
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => fetchOfNode(server.url, init));
    await patient.notify(EVENT).finally(() => vi.unstubAllGlobals());
    expect(asked).toEqual(['https://hooks.example.com/a']);
    expect(server.requests).toHaveLength(2);
    const wrong = { url: server.url, fetch: 'fetch' as never };
    expect(() => new WebhookNotifier(wrong)).toThrow('WebhookNotifier option fetch is no function');
  });

  test('says an id in ASCII, whatever it holds', async ({ open }) => {
    const server = await open(taken);
    await new WebhookNotifier({ url: server.url }).notify({ ...EVENT, id: 'Größe 😀\ud83d\r\nx: y' });
    expect(server.requests[0]?.headers['webhook-id']).toMatch(/^Gr%C3%B6%C3%9Fe%20%F0%9F%98%80[\w%:]+$/);
  });

  test('carries a document of 256 KiB, and leaves details out of one that is larger', async ({ open }) => {
    const server = await open(taken);
    const webhook = new WebhookNotifier({ url: server.url });
    const ended = (extra: number): AnnouncedEvent => ({
      id: 'c/campaignEnded',
      campaign: 'c',
      at: EVENT.at,
      type: 'campaignEnded',
      startedAt: EVENT.at,
      updated: [],
      failed: Array.from({ length: 800 }, (_, index) => ({
        status: 'failed',
        source: index === 0 ? 'x'.repeat(extra) : `Image-${index}`,
        endedAt: EVENT.at,
        reason: { code: 'update-failed', detail: 'y'.repeat(200) },
      })),
      skipped: [],
    });
    const most = 256 * 1024 - JSON.stringify(eventDocument(ended(1))).length + 1;
    await webhook.notify(ended(most));
    await webhook.notify(ended(most + 1));
    expect(server.requests[0]?.body).toHaveLength(256 * 1024);
    expect(JSON.parse(server.requests[1]?.body ?? '')).toMatchObject({
      truncated: true,
      counts: { failed: 800 },
    });
  });

  test('gathers when told to', async ({ open }) => {
    const server = await open(taken);
    expect(new WebhookNotifier({ url: server.url }).notifyMany).toBeUndefined();
    const webhook = new WebhookNotifier({ url: server.url, digestMinutes: 5 });
    await webhook.notifyMany?.({ events: SAMPLE_EVENTS, progress: {} as never });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ type: 'digest' });
  });
});

describe('what goes wrong on the way', () => {
  const failing: readonly [what: string, replies: (Reply | 'cut')[], requests: number, says: RegExp][] = [
    [
      '404',
      [{ status: 404, body: 'no such hook' }],
      1,
      /127\.0\.0\.1:\d+ answered 404 and "no such hook"\. Correct the address/,
    ],
    ['401', [{ status: 401 }], 1, /answered 401\. Check the signing key/],
    ['413', [{ status: 413 }], 1, /256 KiB/],
    [
      'a redirect, which is not followed',
      [{ status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
      1,
      /Redirects are not followed/,
    ],
    [
      '503 for long',
      [{ status: 503 }, { status: 503 }, { status: 503 }],
      3,
      /answered 503\. The message is tried again/,
    ],
    [
      'broken connections',
      ['cut', 'cut', 'cut'],
      3,
      /gave no answer: (UND_ERR_SOCKET|ECONNRESET)\. Check the address and the network/,
    ],
  ];
  for (const [what, replies, requests, says] of failing) {
    test(`is an error that says what to do: ${what}`, async ({ open }) => {
      const server = await open(taken);
      server.instead.push(...replies);
      const webhook = new WebhookNotifier({ url: server.url, timing: quickTiming() });
      await expect(webhook.notify(EVENT)).rejects.toMatchObject({
        name: 'NotifierError',
        message: expect.stringMatching(says),
      });
      expect(server.requests).toHaveLength(requests);
    });
  }

  test('passes when it passes soon', async ({ open }) => {
    const server = await open(taken);
    server.instead.push('cut', { status: 429, headers: { 'retry-after': '2' } });
    const timing = quickTiming();
    await new WebhookNotifier({ url: server.url, timing }).notify(EVENT);
    expect(server.requests).toHaveLength(3);
    expect(timing.pauses).toEqual([500, 2000]);
  });

  test.for([
    ['600', 600],
    ['Mon, 23 Nov 2026 08:10:00 GMT', 600],
  ] as const)(
    'leaves a channel alone that asks for it: Retry-After: %s',
    async ([header, seconds], { open }) => {
      const server = await open(taken);
      server.instead.push({ status: 429, headers: { 'retry-after': header } });
      const webhook = new WebhookNotifier({ url: server.url, timing: quickTiming() });
      await expect(webhook.notify(EVENT)).rejects.toMatchObject({ retryAfterSeconds: seconds });
      expect(server.requests).toHaveLength(1);
    },
  );

  test('ends after the time that it may take', async ({ open }) => {
    const server = await open(taken);
    server.instead.push('silence', 'silence', 'silence');
    const webhook = new WebhookNotifier({ url: server.url, timeoutSeconds: 1, timing: quickTiming() });
    await expect(webhook.notify(EVENT)).rejects.toThrow('gave no answer: it took more than 1 s');
  });

  test('reads no more than the beginning of an endless answer', async ({ open }) => {
    const server = await open(taken);
    server.instead.push({ status: 400, body: 'x'.repeat(5_000_000) });
    const error: unknown = await new WebhookNotifier({ url: server.url })
      .notify(EVENT)
      .catch((reason) => reason);
    expect(String(error).length).toBeLessThan(600);
  });
});

describe('secrets', () => {
  test('are in no error, even if the other side says them back', async ({ open }) => {
    const server = await open(taken);
    const url = `${server.url}/hook/very-secret-path?token=very%2Fsecret-token`;
    const webhook = new WebhookNotifier({ url, signingKey: KEY, timing: quickTiming() });
    const said = `no route for ${url}, /hook/very-secret-path, very/secret-token with ${KEY}`;
    const errors: unknown[] = [];
    for (const reply of [
      { status: 404, body: said },
      { status: 400, body: JSON.stringify({ said }) },
      'cut',
    ] as const) {
      server.instead.push(reply, ...(reply === 'cut' ? (['cut', 'cut'] as const) : []));
      errors.push(await webhook.notify(EVENT).catch((reason: unknown) => reason));
    }
    expect(errors).toHaveLength(3);
    const shown = inspect([errors, webhook], { depth: 20, showHidden: true }) + JSON.stringify(webhook);
    expect(shown).not.toMatch(/very-secret-path|very.{1,3}secret-token/);
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain(KEY.slice('whsec_'.length));
    expect(String(errors[0])).toContain('[secret]');
  });

  test.for([
    ['http://hooks.example.com/secret-path', 'does not begin with https://'],
    ['http://localhost.example.com/secret-path', 'does not begin with https://'],
    ['ftp://127.0.0.1/secret-path', 'does not begin with https://'],
    ['https://user:secret-path@example.com/', 'has a user name or a password in it'],
    ['secret-path', 'is no URL'],
    [undefined, 'is no URL'],
  ] as const)('are not sent to where anybody could read them: %s', ([url, says]) => {
    const make = () => new WebhookNotifier({ url: url as string });
    expect(make).toThrow(`WebhookNotifier option url ${says}`);
    expect(make).not.toThrow('secret-path');
  });

  test.for([
    'https://hooks.example.com/x',
    'http://localhost:8080/x',
    'http://127.0.0.1/x',
    'http://127.8.9.1/x',
    'http://[::1]:8080/x',
    'http://hook.localhost/x',
  ])('may go to %s', (url) => {
    expect(() => new WebhookNotifier({ url })).not.toThrow();
  });

  test.for([
    [
      { signingKey: 'too short' },
      'option signingKey is missing or too short; expected a text of at least 16 characters',
    ],
    [{ timeoutSeconds: 0 }, 'option timeoutSeconds is 0; expected seconds from 1 to 60'],
    [{ timeoutSeconds: '5' }, 'option timeoutSeconds is "5"'],
    [{ secret: KEY }, 'option secret is not known. Known: url, signingKey, timeoutSeconds'],
    [{ events: ['all'] }, 'option events is "all"'],
  ] as const)('and options that are wrong are refused by name: %o', ([options, says]) => {
    const make = () => new WebhookNotifier({ url: 'https://example.com', ...options } as never);
    expect(make).toThrow(says);
    expect(make).not.toThrow(KEY);
  });
});
