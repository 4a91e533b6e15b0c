import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import { EventBridgeNotifier } from '@appstream-campaign/aws-adapters/eventbridge';
import { createSecretReader } from '@appstream-campaign/aws-adapters/secrets';
import { readQuotas } from '@appstream-campaign/aws-adapters/service-quotas';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import { type AnnouncedEvent, ImageStoreError, type Notifier, NotifierError } from '@appstream-campaign/core';
import { Secret } from '@appstream-campaign/core/internal';
import { QUOTAS } from '@appstream-campaign/core/planning';
import type { FleetRecord } from '@appstream-campaign/core/rollout';
import { anyAnswer, anyXmlAnswer, outcomeOf } from '@appstream-campaign/test-support/odd-answers';
import type { OddAnswer } from '@appstream-campaign/test-support/odd-server';
import { runs } from '@appstream-campaign/test-support/sample';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { arnOf, test as base, type Clients, clientsOf } from './aws-account.ts';

// Whatever a service answers, what comes of it is a value of the port or the port's error, in words for people.

const RUNS = { numRuns: runs(40, 200) };
/** What V8 says of a fault in the code that reads. */
const FAULT = /Cannot (read|destructure|convert)|is not (a function|iterable|defined)|undefined|\[object/;

interface Fixtures {
  /** Clients that send each call once, to a server that answers what it was told last, by operation. */
  readonly answering: { readonly clients: Clients; tell(answers: Readonly<Record<string, OddAnswer>>): void };
}

const test = base.extend<Fixtures>({
  answering: async ({ openServer }, use) => {
    let told: Readonly<Record<string, OddAnswer>> = {};
    const { url } = await openServer(
      ({ operation }) => told[operation] ?? { status: 400, body: { __type: 'UnknownOperationException' } },
    );
    const tell = (answers: Readonly<Record<string, OddAnswer>>) => {
      told = answers;
    };
    await use({ clients: clientsOf(url, { maxAttempts: 1 }), tell });
  },
});

/** Asserts that an error is the port's own and tells people what was wrong. */
function expectToBe(error: unknown, type: typeof NotifierError | typeof ImageStoreError): void {
  expect(error).toBeInstanceOf(type);
  expect(String(error)).not.toMatch(FAULT);
  expect(String(error).length).toBeLessThan(1500);
}

const failure = (index: number): AnnouncedEvent => ({
  id: `c/updateFailed/Image-${index}`,
  campaign: 'c',
  at: '2026-11-23T08:00:00.000Z',
  type: 'updateFailed',
  source: `Image-${index}`,
  reason: { code: 'update-failed' },
});
const EVENTS = [failure(0), failure(1), failure(2)];
const tellAll = async (notifier: Notifier): Promise<unknown> =>
  notifier.notifyMany?.({ events: EVENTS, progress: {} as never });

describe('whatever comes', () => {
  test('of Service Quotas, each quota is a count, or the default and why', async ({ answering }) => {
    const { clients, tell } = answering;
    const quota = { Quota: { QuotaCode: 'L', Value: 42, Adjustable: true, QuotaContext: { A: 'a' } } };
    const answer = anyAnswer(quota, ['NoSuchResourceException', 'TooManyRequestsException']);
    await fc.assert(
      fc.asyncProperty(answer, answer, async (own, standard) => {
        tell({ GetServiceQuota: own, GetAWSDefaultServiceQuota: standard });
        const quotas = await readQuotas({ client: clients.quotas });
        for (const name of ['concurrentUpdates', 'images', 'imageBuilders'] as const) {
          const { value, origin, detail, link } = quotas[name];
          expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
          expect(link).toMatch(/^https:/);
          if (origin === 'live') continue;
          expect(value).toBe(QUOTAS[name].standard);
          expect(detail).toMatch(/^GetServiceQuota L-\w+: \S/);
          expect(detail).not.toMatch(FAULT);
        }
      }),
      RUNS,
    );
  });

  test('of the tagging API, every enrolled image is found', async ({ answering }) => {
    const { clients, tell } = answering;
    const page = {
      ResourceTagMappingList: [
        { ResourceARN: arnOf('Enrolled'), Tags: [{ Key: 'AutoUpdate', Value: 'Enabled' }] },
        { ResourceARN: arnOf('Other'), Tags: [{ Key: 'Owner', Value: 'it' }], ComplianceDetails: {} },
      ],
      PaginationToken: 'again',
    };
    const images = ['Enrolled', 'Other'].map((name) => ({ Name: name, Arn: arnOf(name) }));
    await fc.assert(
      fc.asyncProperty(anyAnswer(page, ['ThrottledException']), async (answer) => {
        tell({
          DescribeImages: { body: { Images: images } },
          ListTagsForResource: { body: { Tags: { AutoUpdate: 'Enabled' } } },
          GetResources: answer,
        });
        const notices: string[] = [];
        const store = new AppStreamImageStore({
          client: clients.appstream,
          taggingClient: clients.tagging,
          onNotice: (notice) => notices.push(notice),
        });
        const found = await store.find({ key: 'AutoUpdate', values: ['Enabled'] });
        expect(found.map(({ name }) => name)).toEqual(['Enrolled', 'Other']);
        const tags = found.flatMap((image) => Object.entries(image.tags ?? {}));
        for (const [key, value] of tags) expect([key !== '', typeof value]).toEqual([true, 'string']);
        for (const notice of notices) expect(notice).not.toMatch(FAULT);
      }),
      RUNS,
    );
  });

  test('of fleets and sessions, a record is whole, or nothing is answered', async ({ answering }) => {
    const { clients, tell } = answering;
    const fleetArn = 'arn:aws:appstream:us-east-1:123456789012:fleet/Office';
    const capacity = { Desired: 2, InUse: 1, Available: 1, DesiredUserSessions: 8, AvailableUserSessions: 4 };
    const fleet = {
      ...{ Name: 'Office', Arn: fleetArn, State: 'RUNNING', FleetType: 'ON_DEMAND', ImageArn: arnOf('Desk') },
      ...{ MaxSessionsPerInstance: 4, ComputeCapacityStatus: { ...capacity, ActiveUserSessions: 2 } },
      FleetErrors: [{ ErrorCode: 'IMAGE_NOT_FOUND', ErrorMessage: 'Gone.' }],
    };
    const session = { Id: 's', InstanceId: 'i', InstanceDrainStatus: 'ACTIVE', StartTime: 1_795_000_000 };
    const codes = ['ResourceNotFoundException', 'ThrottlingException'];
    const answers = fc.record({
      DescribeFleets: anyAnswer({ Fleets: [fleet] }, codes),
      DescribeSessions: anyAnswer({ Sessions: [session, { ...session, Id: 't' }] }, codes),
    });
    const store = new AppStreamFleetStore({ client: clients.appstream });
    await fc.assert(
      fc.asyncProperty(answers, async (odd) => {
        tell({
          ...odd,
          ListTagsForResource: { body: { Tags: { ImageRing: 'test' } } },
          ListAssociatedStacks: { body: { Names: ['Desks'] } },
        });
        const seen = await outcomeOf(store.list());
        if ('error' in seen) expectToBe(seen.error, ImageStoreError);
        else {
          for (const { name, id, condition, sessionsPerInstance, capacity: places } of seen.value) {
            expect([name !== '', id !== '']).toEqual([true, true]);
            expect(['running', 'stopped', 'changing']).toContain(condition);
            expect(sessionsPerInstance).toBeGreaterThanOrEqual(1);
            for (const count of Object.values(places ?? {})) expect(count).toBeGreaterThanOrEqual(0);
          }
        }
        const office = { name: 'Office', id: fleetArn } as FleetRecord;
        const sessions = await outcomeOf(store.sessions(office));
        if ('error' in sessions) expectToBe(sessions.error, ImageStoreError);
        else {
          for (const { id, startedAt } of sessions.value) {
            expect([id !== '', Number.isNaN(Date.parse(startedAt))]).toEqual([true, false]);
          }
        }
      }),
      RUNS,
    );
  });

  test('of EventBridge, an event was put or is put again, each by itself', async ({ answering }) => {
    const { clients, tell } = answering;
    const bus = new EventBridgeNotifier({ client: clients.events });
    const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Slow down' };
    const answer = anyAnswer({ FailedEntryCount: 1, Entries: [{ EventId: 'e' }, refused, { EventId: 'f' }] });
    await fc.assert(
      fc.asyncProperty(answer, async (one) => {
        tell({ PutEvents: one });
        const outcome = await outcomeOf(tellAll(bus));
        const delivered = takenBy(one);
        if (!('error' in outcome)) {
          expect(delivered).toEqual(EVENTS.map(({ id }) => id));
          return;
        }
        expectToBe(outcome.error, NotifierError);
        expect(outcome.error).toMatchObject({ delivered });
      }),
      RUNS,
    );
  });

  test.for([
    ['SES', 'SendEmail', 'MessageRejected'],
    ['SNS', 'Publish', 'NotFound'],
  ] as const)('of %s, a message is sent or is tried again', async ([, operation, code], { answering }) => {
    const { clients, tell } = answering;
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:images';
    const notifier =
      operation === 'Publish'
        ? new SnsNotifier({ client: clients.sns, topicArn, digestMinutes: 5 })
        : new SesNotifier({ client: clients.ses, from: 'it@example.com', to: 'a@example.com' });
    const example = {
      [`${operation}Response`]: {
        [`${operation}Result`]: { MessageId: 'm', SequenceNumber: '1' },
        ResponseMetadata: { RequestId: 'r' },
      },
    };
    await fc.assert(
      fc.asyncProperty(anyXmlAnswer(example, [code, 'Throttling']), async (answer) => {
        tell({ [operation]: answer });
        const outcome = await outcomeOf(tellAll(notifier));
        if ('error' in outcome) expectToBe(outcome.error, NotifierError);
      }),
      RUNS,
    );
  });

  test.for([
    ['SSM', 'ssm:/campaign/token'],
    ['Secrets Manager', 'secretsmanager:campaign/token'],
    ['Secrets Manager, by a key', 'secretsmanager:campaign/token#slack'],
  ] as const)('of %s, a secret is a text, and no error shows it', async ([, reference], { answering }) => {
    const { clients, tell } = answering;
    const text = reference.endsWith('#slack') ? '{"slack": "s3cr3t-token"}' : 's3cr3t-token';
    const parameter = { Parameter: { Name: 'n', Value: text, Version: 1, LastModifiedDate: 1.5e9 } };
    const secret = { Name: 'n', SecretString: text, VersionStages: ['CURRENT'], CreatedDate: 1.5e9 };
    const codes = ['ParameterNotFound', 'ResourceNotFoundException'];
    await fc.assert(
      fc.asyncProperty(anyAnswer(parameter, codes), anyAnswer(secret, codes), async (one, other) => {
        tell({ GetParameter: one, GetSecretValue: other });
        const read = createSecretReader({
          environment: {},
          ssm: async () => clients.ssm,
          secretsManager: async () => clients.secretsManager,
        });
        const outcome = await outcomeOf(read(reference));
        if (!('error' in outcome)) {
          expect(outcome.value).toBeInstanceOf(Secret);
          expect(outcome.value.reveal()).toMatch(/\S/);
          return;
        }
        expectToBe(outcome.error, NotifierError);
        expect(String(outcome.error)).not.toContain('s3cr3t');
      }),
      RUNS,
    );
  });

  test('of a refusal by AppStream, it is the error of the port', async ({ answering }) => {
    const { clients, tell } = answering;
    const store = new AppStreamImageStore({ client: clients.appstream });
    const order = { source: 'A', successor: 'B', displayName: 'B', tags: {} };
    const refusal = anyAnswer({ image: null }, ['ResourceNotFoundException', 'SignatureDoesNotMatch']);
    await fc.assert(
      fc.asyncProperty(refusal, async (answer) => {
        tell({ CreateUpdatedImage: answer, DescribeImages: answer });
        for (const call of [store.startUpdate(order), store.describe(['A'], { tags: false })]) {
          const outcome = await outcomeOf<unknown>(call);
          if ('error' in outcome) expectToBe(outcome.error, ImageStoreError);
        }
      }),
      RUNS,
    );
  });
});

/** The events that an answer of PutEvents gives an id. */
function takenBy(answer: OddAnswer): readonly string[] {
  if (!('body' in answer) || (answer.status ?? 200) >= 300) return [];
  const body = parsed(String(answer.body));
  const entries = Array.isArray(body?.Entries) ? body.Entries : [];
  return EVENTS.flatMap(({ id }, index) => {
    const eventId: unknown = entries[index]?.EventId;
    return typeof eventId === 'string' && eventId !== '' ? [id] : [];
  });
}

function parsed(text: string): { readonly Entries?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
