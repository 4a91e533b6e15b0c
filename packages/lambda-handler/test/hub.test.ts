import type { HubEnded } from '@appstream-campaign/core/internal';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import type { OtherAccountScenario } from '@appstream-campaign/simulator';
import { runs, sample } from '@appstream-campaign/test-support/sample';
import aslValidator from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { type HubFault, readHub, runHub } from './hub-run.ts';
import { createCompany, image, spoke, target } from './targets.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
const idOf = (index: number) => String(100_000_000_001 + index);
const ADDRESSES = { ToAddress: 'it@example.com', FromAddress: 'it@example.com' };
const [BROKEN, SUSPENDED, FULL] = [idOf(3), idOf(5), idOf(7)];

/** Twelve accounts, each with an image in each Region, and what is wrong in three of them. */
const accounts = Array.from({ length: 12 }, (_, index): OtherAccountScenario => {
  const account = idOf(index);
  const images = REGIONS.map((region, place) =>
    image(`Desk-${index}`, region, 40 + 10 * ((index + place) % 4)),
  );
  if (account === BROKEN) return spoke(account, { images, roles: [] });
  if (account === SUSPENDED) return spoke(account, { images, suspended: true });
  if (account === FULL) return spoke(account, { images, quotas: { images: 1 } });
  return spoke(account, { images });
});
const RUN_IN = REGIONS.slice(0, runs(1, 3));
const targets = accounts.flatMap(({ account }) =>
  RUN_IN.map((region) => target(account, region, { Name: `a${Number(account) % 100}` })),
);

/** Few looks, so that the test is quick; what a look does is the same. */
const environment = { CAMPAIGN_CHECK_MINUTES: '120' };

const reportIn = ({ delivered }: RecordingNotifier): HubEnded => {
  const [report, ...more] = delivered;
  expect(more).toEqual([]);
  if (report?.type !== 'hubEnded') throw new Error(`The report is a ${String(report?.type)}.`);
  return report;
};

test('the definition is valid in the Amazon States Language', async () => {
  const { isValid, errorsText } = aslValidator(await readHub());
  expect(errorsText('; ')).toBe('');
  expect(isValid).toBe(true);
});

describe(`a run over 12 accounts in each of ${RUN_IN.length} Regions`, () => {
  test('ends in every target as alone, and tells all of it in one report', async () => {
    const notifier = new RecordingNotifier();
    const company = await createCompany(accounts, { notifiers: [notifier], environment });
    const run = await runHub({ Targets: targets, BatchSize: 2, ...ADDRESSES }, company);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { Targets: targets.length, Stopped: 2 * RUN_IN.length },
    });
    expect(run.campaigns.size).toBe(targets.length);
    const report = reportIn(notifier);
    expect(report.targets).toHaveLength(targets.length);
    for (const { place, counts, stopped, updated, skipped } of report.targets) {
      expect(place.link, place.account).toContain(`hub-`);
      if (place.account === BROKEN) {
        expect(stopped).toMatchObject({
          code: 'access-denied',
          detail: expect.stringContaining('AssumeRole'),
        });
      } else if (place.account === SUSPENDED) {
        expect(stopped).toMatchObject({ code: 'suspended' });
      } else if (place.account === FULL) {
        expect(stopped).toBeUndefined();
        expect(skipped).toMatchObject([{ reason: { code: 'refused-too-long' } }]);
      } else {
        expect(stopped).toBeUndefined();
        expect(counts).toEqual({ updated: 1, failed: 0, skipped: 0 });
        expect(updated).toHaveLength(1);
      }
    }
    for (const one of sample(targets, 2)) {
      const alone = new RecordingNotifier();
      const account = one.RoleArn.split(':')[4] ?? '';
      const own = accounts.filter((candidate) => candidate.account === account);
      const other = await createCompany(own, { notifiers: [alone], environment });
      await runHub({ Targets: [one], BatchSize: 2 }, other);
      const [ended] = reportIn(alone).targets;
      const same = report.targets.find(
        ({ place }) => place.account === account && place.region === one.Region,
      );
      expect({ ...same, place: {} }).toEqual({ ...ended, place: {} });
      const images = ({ simulator }: typeof company) =>
        simulator
          .account(account)
          .images({ region: one.Region })
          .map(({ name, state }) => [name, state]);
      expect(images(company)).toEqual(images(other));
    }
  });

  test('a run that is repeated by hand starts no update twice', async () => {
    const company = await createCompany(accounts.slice(0, 2));
    const input = { Accounts: accounts.slice(0, 2).map(({ account }) => account), Regions: REGIONS };
    const more = { RoleName: 'Spoke', ExternalId: 'campaign-7' };
    await runHub({ ...input, ...more }, company);
    const updates = () =>
      company.simulator.calls.filter(
        ({ operation, request }) => operation === 'CreateUpdatedImage' && request.dryRun !== true,
      ).length;
    expect(updates()).toBe(6);
    await runHub({ ...input, ...more }, company);
    expect(updates()).toBe(6);
  });
});

describe('crash sweep of the steps of the hub', () => {
  const few = accounts.slice(3, 5);
  const input = { Targets: few.map(({ account }) => target(account)) };
  const faults = ['Prepare', 'RunCampaign', 'ReadFailure', 'Report'].flatMap((step) =>
    (step === 'RunCampaign' ? (['after'] as const) : (['before', 'after'] as const)).flatMap((side) =>
      [[1], [1, 2], [1, 2, 3]].map((calls): HubFault => ({ step, side, calls })),
    ),
  );

  test.each(sample(faults, 8).map((fault) => [fault.step, fault.side, fault.calls, fault] as const))(
    '%s, %s, calls %j: the end is the same',
    async (_step, _side, _calls, fault) => {
      const notifier = new RecordingNotifier();
      const company = await createCompany(few, { notifiers: [notifier] });
      const run = await runHub(input, company, [fault]);
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: { Targets: 2, Stopped: 1 } });
      const reports = notifier.delivered as readonly HubEnded[];
      expect(new Set(reports.map(({ id }) => id))).toEqual(new Set(['monthly/hubEnded']));
      expect(reports.at(-1)?.targets).toMatchObject([
        { counts: { updated: 0 }, stopped: { code: 'access-denied' } },
        { counts: { updated: 1 } },
      ]);
      const started = company.simulator.calls.filter(
        ({ operation, request }) => operation === 'CreateUpdatedImage' && request.dryRun !== true,
      );
      expect(started).toHaveLength(1);
    },
  );

  test('a result that cannot be read is a line of the report, too', async () => {
    const notifier = new RecordingNotifier();
    const company = await createCompany(few, { notifiers: [notifier] });
    const always = Array.from({ length: 20 }, (_, index) => index + 1);
    await runHub(input, company, [{ step: 'ReadFailure', side: 'before', calls: always }]);
    expect(reportIn(notifier).targets[0]).toMatchObject({
      stopped: { code: 'run-failed', detail: 'The hub has no result of it.' },
    });
  });

  test('a report that nobody takes fails the run', async () => {
    const notifier = new RecordingNotifier();
    notifier.failures = Number.POSITIVE_INFINITY;
    const company = await createCompany(few.slice(1), { notifiers: [notifier] });
    const run = await runHub({ Targets: input.Targets.slice(1) }, company);
    expect(run.status).toBe('FAILED');
    expect(JSON.stringify(run.error)).toContain('Nobody could be told how it ended');
  });
});

describe('the input is refused by name before any campaign begins,', () => {
  const one = target(idOf(0));
  test.each([
    ['with nothing', {}, 'either Targets, or Accounts with Regions, or OrganizationalUnits'],
    ['with a pass that there is not', { Targets: [one], Pass: 'report' }, 'Pass is "report"'],
    [
      'with a pass that is not deployed',
      { Targets: [one], Pass: 'rollout' },
      'Deploy it with RolloutFunctionArn',
    ],
    [
      'with a dry run of campaigns',
      { Targets: [one], DryRun: true },
      'DryRun means something only with Pass',
    ],
    ['with both', { Targets: [one], Accounts: [idOf(0)], Regions: REGIONS }, 'Give one of them'],
    ['without Regions', { Accounts: [idOf(0)] }, 'Input field Regions is missing'],
    ['with an odd account', { Accounts: ['12'], Regions: REGIONS }, 'Accounts.0 is "12"'],
    ['with an odd Region', { Accounts: [idOf(0)], Regions: ['Mars'] }, 'Region is "Mars"'],
    ['with a target twice', { Targets: [one, { ...one, Name: 'x' }] }, 'is there twice'],
    ['with a malformed target', { Targets: [one, { Region: 'eu-west-1' }] }, 'Targets.1.RoleArn is missing'],
    ['with a misspelt key', { Target: [one] }, 'Target is not known'],
    ['with too large a batch', { Targets: [one], BatchSize: 0 }, 'BatchSize is 0'],
    ['with half an address', { Targets: [one], ToAddress: 'it@example.com' }, 'FromAddress is missing'],
  ])('%s', async (_, input, message) => {
    const notifier = new RecordingNotifier();
    const company = await createCompany([], { notifiers: [notifier] });
    const run = await runHub(input, company);
    expect(run.status).toBe('FAILED');
    expect(run.error?.Error).toBe('InvalidEventError');
    expect(run.campaigns.size).toBe(0);
    expect(notifier.delivered).toMatchObject([{ type: 'campaignStopped' }]);
    expect(JSON.stringify(notifier.delivered)).toContain(JSON.stringify(message).slice(1, -1));
    expect(company.simulator.calls).toEqual([]);
  });
});
