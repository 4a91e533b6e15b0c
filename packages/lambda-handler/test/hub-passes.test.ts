import type { PassEnded } from '@appstream-campaign/core/internal';
import { renderMessage } from '@appstream-campaign/core/messages';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { createPruneHandler } from '@appstream-campaign/lambda-handler/prune';
import { createRolloutHandler } from '@appstream-campaign/lambda-handler/rollout';
import type { ImageSpec, OtherAccountScenario } from '@appstream-campaign/simulator';
import { sample } from '@appstream-campaign/test-support/sample';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { describe, expect, test } from 'vitest';
import { type HubFault, runHub } from './hub-run.ts';
import { fleet, version, versionSpec } from './rollout-account.ts';
import { createCompany, spoke, target } from './targets.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
const idOf = (index: number) => String(100_000_000_001 + index);
const BROKEN = idOf(3);
const SUSPENDED = idOf(5);

/** Two versions and a fleet for each of two rings in each Region; the first version has been superseded for months. */
const account = (id: string): OtherAccountScenario =>
  spoke(id, {
    images: REGIONS.flatMap((region): readonly ImageSpec[] => [
      versionSpec(1, { region, daysOld: 200 }),
      versionSpec(2, { region, daysOld: 100 }),
      { name: 'Old', region, daysOld: 200, tags: { AutoUpdate: 'Completed', NextVersion: 'Old-2' } },
      {
        name: 'Old-2',
        region,
        daysOld: 100,
        tags: { AutoUpdate: 'Enabled', BaseName: 'Old', UpdatedFrom: 'Old' },
      },
    ]),
    fleets: REGIONS.flatMap((region) => [
      fleet('Lab', 'test', { region }),
      fleet('Office', 'production', { region }),
    ]),
    ...(id === BROKEN ? { roles: [] } : {}),
    ...(id === SUSPENDED ? { suspended: true } : {}),
  });
const accounts = Array.from({ length: 12 }, (_, index) => account(idOf(index)));
const Targets = accounts.flatMap(({ account: id }) => REGIONS.map((region) => target(id, region)));

async function hub(own: readonly OtherAccountScenario[], deletes = true) {
  const notifier = new RecordingNotifier();
  const company = await createCompany(own, { notifiers: [notifier] });
  const common = { clock: company.clock, notifiers: [notifier], logger: silentLogger };
  const rings = { CAMPAIGN_ROLLOUT_RINGS: 'test:0h,production:approval' };
  const rollout = createRolloutHandler({ ...common, environment: rings });
  const pruning = { CAMPAIGN_PRUNE_KEEP: '1', CAMPAIGN_PRUNE_DELETE: String(deletes) };
  const prune = createPruneHandler({ ...common, environment: pruning });
  const reports = () => notifier.delivered as readonly PassEnded[];
  const count = (operation: string) =>
    company.simulator.calls.filter((call) => call.operation === operation && call.outcome === 'ok').length;
  return { ...company, rollout, prune, notifier, reports, count };
}

const outcomeOf = ({ account: id = '' }: { readonly account?: string }) =>
  id === BROKEN ? 'access-denied' : id === SUSPENDED ? 'suspended' : undefined;

describe('passes over 12 accounts and 3 Regions', () => {
  test('of a rollout end in every target, and one report tells what was switched and what waits', async () => {
    const parts = await hub(accounts);
    const run = await runHub({ Pass: 'rollout', Targets }, parts);
    expect(run.error).toBeUndefined();
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { Targets: 36, Stopped: 6 } });
    const [report, ...more] = parts.reports();
    expect(more).toEqual([]);
    expect(report).toMatchObject({ id: 'monthly/passEnded', pass: 'rollout', dryRun: false });
    expect(report?.targets).toHaveLength(36);
    for (const { place, counts, stopped, done, held } of report?.targets ?? []) {
      if (outcomeOf(place) !== undefined) {
        expect(stopped, place.account).toBeDefined();
        continue;
      }
      expect(stopped).toBeUndefined();
      expect(counts).toEqual({ done: 1, held: 1, approvals: expect.any(Number), failed: 0 });
      expect(done).toEqual([{ name: 'Lab', code: 'switched', detail: `${version(1)} to ${version(2)}` }]);
      expect(held.map(({ name }) => name)).toEqual(['Office']);
    }
    expect(parts.count('UpdateFleet')).toBe(30);
    if (report === undefined) throw new Error('There is no report.');
    expect(renderMessage(report).text).toContain('AssumeRole');
  });

  test('of pruning delete in every target, and one report tells what was deleted and what stays', async () => {
    const parts = await hub(accounts);
    const run = await runHub({ Pass: 'prune', Targets }, parts);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { Targets: 36 } });
    const [report] = parts.reports();
    for (const { place, stopped, done, held, failed } of report?.targets ?? []) {
      if (place.account === BROKEN) expect(stopped).toMatchObject({ code: 'access-denied' });
      else {
        // Deletion is not among the calls that AppStream refuses to suspended accounts.
        expect(failed).toEqual([]);
        expect(done).toMatchObject([{ name: 'Old', code: 'superseded' }]);
        expect(held.map(({ name }) => name).toSorted()).toEqual([version(1), version(2), 'Old-2']);
      }
    }
    expect(parts.count('DeleteImage')).toBe(33);
  });
});

describe('a pass', () => {
  const few = accounts.slice(0, 2);
  const input = { Targets: few.map(({ account: id }) => target(id)) };

  test('that finds nothing new is told nobody; what waits for approval is told once', async () => {
    const parts = await hub(few);
    await runHub({ ...input, Pass: 'rollout' }, parts);
    parts.clock.advance(24 * 60);
    await runHub({ ...input, Pass: 'rollout' }, parts);
    expect(parts.reports().at(-1)?.targets).toMatchObject([
      { held: [{ name: 'Office', code: 'approval' }] },
      { held: [{ name: 'Office', code: 'approval' }] },
    ]);
    const told = parts.reports().length;
    parts.clock.advance(24 * 60);
    const run = await runHub({ ...input, Pass: 'rollout' }, parts);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { Targets: 2, Stopped: 0 } });
    expect(parts.reports()).toHaveLength(told);
  });

  test('of pruning only looks where deletion is off, or where the input says so', async () => {
    const off = await hub(few, false);
    await runHub({ ...input, Pass: 'prune' }, off);
    const dry = await hub(few);
    await runHub({ ...input, Pass: 'prune', DryRun: true }, dry);
    for (const parts of [off, dry]) {
      expect(parts.reports()).toMatchObject([{ dryRun: true, targets: [{ counts: { done: 1 } }, {}] }]);
      expect(parts.count('DeleteImage')).toBe(0);
    }
    await runHub({ ...input, Pass: 'prune', DryRun: false }, off);
    expect(off.reports().at(-1)?.targets).toMatchObject([
      { stopped: { code: 'run-failed', detail: expect.stringContaining('CAMPAIGN_PRUNE_DELETE') } },
      {},
    ]);
  });

  test('is refused with what is for campaigns', async () => {
    const parts = await hub(few);
    const run = await runHub({ ...input, Pass: 'prune', BatchSize: 5 }, parts);
    expect(run.error?.Error).toBe('InvalidEventError');
    expect(JSON.stringify(parts.notifier.delivered)).toContain('BatchSize is for campaigns');
    expect(parts.simulator.calls).toEqual([]);
  });
});

describe('crash sweep of the steps of a pass', () => {
  const own = [account(BROKEN), account(idOf(4))];
  const input = { Targets: own.map(({ account: id }) => target(id)) };
  const faults = (['rollout', 'prune'] as const).flatMap((pass) =>
    ['Prepare', pass === 'rollout' ? 'RollOut' : 'Prune', 'Report'].flatMap((step) =>
      (['before', 'after'] as const).flatMap((side) =>
        [[1], [1, 2], [1, 2, 3]].map((calls) => ({ pass, fault: { step, side, calls } satisfies HubFault })),
      ),
    ),
  );

  test.each(
    sample(faults, 8).map(({ pass, fault }) => [pass, fault.step, fault.side, fault.calls, fault] as const),
  )('%s: %s, %s, calls %j: everything is done once, and told', async (pass, _step, _side, _calls, fault) => {
    const parts = await hub(own);
    const run = await runHub({ ...input, Pass: pass }, parts, [fault]);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { Targets: 2 } });
    expect(new Set(parts.reports().map(({ id }) => id))).toEqual(new Set(['monthly/passEnded']));
    const [broken, other] = parts.reports().at(-1)?.targets ?? [];
    expect(broken?.stopped).toBeDefined();
    const most = parts.count(pass === 'rollout' ? 'UpdateFleet' : 'DeleteImage');
    // A call of pruning that may have begun is not repeated: the report says that it failed, and the next pass goes on.
    const isCutOff = fault.step === 'Prune';
    expect(most).toBeLessThanOrEqual(1);
    if (!isCutOff) expect([most, other?.stopped]).toEqual([1, undefined]);
    await runHub({ ...input, Pass: pass }, parts);
    expect(parts.count(pass === 'rollout' ? 'UpdateFleet' : 'DeleteImage')).toBe(1);
  });
});
