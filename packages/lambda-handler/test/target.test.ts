import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { type CampaignResults, createCampaignHandler } from '@appstream-campaign/lambda-handler';
import type { Simulator } from '@appstream-campaign/simulator';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { describe, expect, test } from 'vitest';
import { createCompany, HUB, image, spoke, target } from './targets.ts';

const TEST = '111111111111';
const PRODUCTION = '222222222222';
const EXECUTION = { Name: 'night', StartTime: '2026-12-01T02:00:00.000Z' };

const updates = ({ calls }: Simulator) =>
  calls
    .filter(({ operation, request }) => operation === 'CreateUpdatedImage' && request.dryRun !== true)
    .map(({ account, region, request }) => [account, region, request.existingImageName]);
const sessions = ({ calls }: Simulator) => calls.filter(({ operation }) => operation === 'AssumeRole').length;

describe('a call with a Target', () => {
  test('works with the role in its account and Region, and leaves the own account alone', async () => {
    const { simulator, clock, handler } = await createCompany(
      [spoke(TEST, { images: [image('Desk', 'eu-west-1'), image('Elsewhere')] })],
      {},
      { images: [image('Own')] },
    );
    const event = { Target: target(TEST, 'eu-west-1'), Execution: EXECUTION };
    let results = await handler(event);
    for (let call = 0; call < 20 && results !== 0; call++) {
      clock.advanceTo(new Date(results.NextCheckAt ?? Number.NaN));
      results = await handler({ ...event, Results: JSON.parse(JSON.stringify(results)) });
    }
    expect(results).toBe(0);
    expect(updates(simulator)).toEqual([[TEST, 'eu-west-1', 'Desk']]);
    expect(simulator.account(TEST).image('Desk-Updated-20261201', { region: 'eu-west-1' })?.state).toBe(
      'AVAILABLE',
    );
  });

  test('opens one session, however many clients it has, and another one in time when it takes long', async () => {
    const slow = { next: false };
    const company = await createCompany(
      [spoke(TEST, { images: [image('Desk'), image('Office')] })],
      { environment: { CAMPAIGN_TAGGING_API: 'true' } },
      {
        onCall: ({ operation }) => {
          if (operation === 'GetResources' && slow.next) company.clock.advance(14);
        },
      },
    );
    const { simulator, handler } = company;
    const results = await handler({ Target: target(TEST), Execution: EXECUTION });
    expect(simulator.calls.map(({ operation }) => operation)).toContain('GetResources');
    expect(sessions(simulator)).toBe(1);
    slow.next = true;
    await handler({ Target: target(TEST), Execution: { ...EXECUTION, Name: 'second' } });
    expect(sessions(simulator)).toBe(3);
    expect(simulator.calls.filter(({ outcome }) => outcome.includes('Token'))).toEqual([]);
    expect(results).toMatchObject({ Waiting: ['Desk', 'Office'] });
  });

  test('never mixes targets in a warm function, in whatever order and at the same time', async () => {
    const { simulator, handler } = await createCompany(
      [spoke(TEST, { images: [image('Desk')] }), spoke(PRODUCTION, { images: [image('Desk')] })],
      {},
      { images: [image('Own')] },
    );
    const targets = [target(TEST), target(PRODUCTION), undefined, target(TEST), target(PRODUCTION)];
    const first = await Promise.all(
      targets.slice(0, 3).map((Target) => handler({ Target, Execution: EXECUTION })),
    );
    expect(first.map((results) => (results as CampaignResults).Waiting)).toEqual([
      ['Desk'],
      ['Desk'],
      ['Own'],
    ]);
    await Promise.all(
      first.map((Results, index) => handler({ Target: targets[index], Execution: EXECUTION, Results })),
    );
    expect(updates(simulator).toSorted()).toEqual([
      [TEST, 'us-east-1', 'Desk'],
      [HUB, 'us-east-1', 'Own'],
      [PRODUCTION, 'us-east-1', 'Desk'],
    ]);
    expect(first.map((results) => (results as CampaignResults).Campaign?.Place?.account)).toEqual([
      TEST,
      PRODUCTION,
      undefined,
    ]);
  });

  test('tells people the name of the target, its account and Region', async () => {
    const notifier = new RecordingNotifier();
    const { handler } = await createCompany([spoke(TEST)], {
      notifiers: [notifier],
      environment: { CAMPAIGN_ACCOUNT_NAME: 'hub' },
    });
    const link = { Id: `arn:aws:states:us-east-1:${HUB}:execution:Images:night` };
    await handler({ Target: target(TEST, 'eu-west-1', { Name: 'test' }), Execution: link });
    await handler({ Target: target(TEST, 'eu-west-1'), Failure: { Error: 'X', Cause: 'y' } });
    expect(notifier.delivered.map(({ place }) => place)).toEqual([
      { account: TEST, accountName: 'test', region: 'eu-west-1', link: expect.stringContaining(link.Id) },
      { account: TEST, region: 'eu-west-1' },
    ]);
  });
});

describe('a role that cannot be assumed', () => {
  test.each([
    ['with another external id', { ExternalId: 'other' }],
    ['that is not there', { RoleArn: 'arn:aws:iam::333333333333:role/Spoke' }],
  ])('%s stops the campaign, and people are told what to do', async (_, wrong) => {
    const notifier = new RecordingNotifier();
    const { handler } = await createCompany([spoke(TEST, { images: [image('Desk')] })], {
      notifiers: [notifier],
    });
    const results = await handler({ Target: target(TEST, 'us-east-1', wrong), Execution: EXECUTION });
    expect(results).toMatchObject({ Stopped: { Code: 'access-denied' } });
    expect(results).not.toHaveProperty('NextCheckAt');
    const [told] = notifier.delivered;
    expect(told).toMatchObject({ type: 'campaignStopped', reason: { code: 'access-denied' } });
    expect(JSON.stringify(told)).toContain('AssumeRole');
    expect(JSON.stringify(told)).toContain("its external id is the target's ExternalId");
  });

  test('for a moment only is tried again at the next check', async () => {
    const { simulator, clock, handler } = await createCompany([spoke(TEST, { images: [image('Desk')] })]);
    simulator.faults.add({ operation: 'AssumeRole', to: 3, fault: { kind: 'internal' } });
    const event = { Target: target(TEST), Execution: EXECUTION };
    const results = (await handler(event)) as CampaignResults;
    expect(results).toMatchObject({ Waiting: [], Campaign: { Status: 'discovering' } });
    clock.advanceTo(new Date(results.NextCheckAt ?? Number.NaN));
    expect(await handler({ ...event, Results: results })).toMatchObject({ Waiting: ['Desk'] });
  });
});

describe('an event is refused by name, before anything is called,', () => {
  test.each([
    ['without a role', { Region: 'eu-west-1' }, 'Target.RoleArn is missing'],
    ['without a Region', { RoleArn: target(TEST).RoleArn }, 'Target.Region is missing'],
    ['with a user', { ...target(TEST), RoleArn: `arn:aws:iam::${TEST}:user/x` }, 'the ARN of a role such as'],
    [
      'with a zone',
      { ...target(TEST), Region: 'eu-west-1a' },
      'Target.Region is "eu-west-1a"; expected a Region',
    ],
    ['with a misspelt key', { ...target(TEST), ExternalID: 'x' }, 'Target.ExternalID is not known'],
    ['with an odd external id', { ...target(TEST), ExternalId: 'a b' }, 'Target.ExternalId is "a b"'],
    ['with an empty name', { ...target(TEST), Name: ' ' }, 'Target.Name is " "'],
    ['with a list', [target(TEST)], 'Target.RoleArn is missing'],
    ['with an ARN alone', target(TEST).RoleArn, 'Target is "arn:aws:iam'],
  ])('%s', async (_, Target, message) => {
    const { simulator, handler } = await createCompany([spoke(TEST)]);
    const refused = handler({ Target });
    await expect(refused).rejects.toMatchObject({ name: 'InvalidEventError' });
    await expect(refused).rejects.toThrow(message);
    expect(simulator.calls).toEqual([]);
  });

  test('when the handler has a store of its own', async () => {
    const { store } = await createMemoryWorld({ images: [] });
    const handler = createCampaignHandler({ store, environment: {}, notifiers: [], logger: silentLogger });
    await expect(handler({ Target: target(TEST) })).rejects.toThrow('was given a store of its own');
  });
});
