import type { HubEnded } from '@appstream-campaign/core/internal';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { type HubParts, runHub } from './hub-run.ts';
import { createCompany, image, spoke } from './targets.ts';

interface Member {
  readonly Id: string;
  readonly Name: string;
  readonly State?: string;
  readonly Status?: string;
}
const idOf = (index: number) => String(100_000_000_001 + index);
const member = (index: number, more: Partial<Member> = {}): Member => ({
  Id: idOf(index),
  Name: `account ${index}`,
  State: 'ACTIVE',
  ...more,
});

/** AWS Organizations, which answers with pages of two; the last has no token, and one may be empty although more follow. */
function organization(units: Readonly<Record<string, readonly (readonly Member[])[]>>) {
  const requests: object[] = [];
  const listAccounts: HubParts['listAccounts'] = (request) => {
    requests.push(request);
    const { ParentId, NextToken } = request;
    const pages = units[ParentId];
    if (pages === undefined) {
      const refused = new Error('You specified a parent that does not exist.');
      throw Object.assign(refused, { name: 'Organizations.ParentNotFoundException' });
    }
    const page = Number(NextToken ?? 0);
    const Accounts = (pages[page] ?? []).map((one) => ({
      ...one,
      Arn: `arn:aws:organizations::${idOf(0)}:account/o-abc/${one.Id}`,
      JoinedMethod: 'CREATED',
    }));
    return page + 1 < pages.length ? { Accounts, NextToken: String(page + 1) } : { Accounts };
  };
  return { requests, listAccounts };
}

const UNITS = ['ou-abcd-11111111', 'ou-abcd-22222222'] as const;
const input = {
  OrganizationalUnits: UNITS,
  Regions: ['us-east-1', 'eu-west-1'],
  RoleName: 'Spoke',
  ExternalId: 'campaign-7',
};

async function run(
  units: Parameters<typeof organization>[0],
  more: object = {},
  faults: Parameters<typeof runHub>[2] = [],
) {
  const notifier = new RecordingNotifier();
  const logged: object[] = [];
  const images = [image('Desk'), image('Desk', 'eu-west-1')];
  const spokes = Array.from({ length: 8 }, (_, index) => spoke(idOf(index), { images }));
  const company = await createCompany(spokes, {
    notifiers: [notifier],
    environment: { CAMPAIGN_CHECK_MINUTES: '120' },
    logger: {
      info: () => {},
      warn: (message, fields) => logged.push({ message, ...fields }),
      error: () => {},
    },
  });
  const { requests, listAccounts } = organization(units);
  const whole = JSON.parse(JSON.stringify({ ...input, ...more })) as object;
  const result = await runHub(whole, { ...company, listAccounts }, faults);
  return { result, notifier, requests, logged, simulator: company.simulator };
}

describe('a hub with organisational units', () => {
  test('lists their accounts page by page, and works in those that are active', async () => {
    const { result, notifier, requests, logged } = await run({
      [UNITS[0]]: [[member(0), member(1)], [], [member(2, { State: 'SUSPENDED' }), member(3)]],
      // What the members of an organisation were said to be until September 2026.
      [UNITS[1]]: [
        [
          { Id: idOf(4), Name: 'old', Status: 'ACTIVE' },
          member(5, { State: 'PENDING_CLOSURE', Status: 'ACTIVE' }),
        ],
      ],
    });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { Targets: 8, Stopped: 0 } });
    expect(requests).toEqual([
      { ParentId: UNITS[0] },
      { ParentId: UNITS[0], NextToken: '1' },
      { ParentId: UNITS[0], NextToken: '2' },
      { ParentId: UNITS[1] },
    ]);
    const [report] = notifier.delivered as readonly HubEnded[];
    const names = report?.targets.map(({ place: { accountName, region } }) => `${accountName} ${region}`);
    expect(names).toEqual(
      ['account 0', 'account 1', 'account 3', 'old'].flatMap((name) =>
        input.Regions.map((region) => `${name} ${region}`),
      ),
    );
    expect(logged).toEqual(
      expect.arrayContaining([
        { message: 'accountLeftOut', Id: idOf(2), Name: 'account 2', State: 'SUSPENDED' },
        { message: 'accountLeftOut', Id: idOf(5), Name: 'account 5', State: 'PENDING_CLOSURE' },
      ]),
    );
  });

  test('does not carry the accounts along to the report', async () => {
    const units = { [UNITS[0]]: [[member(0)]], [UNITS[1]]: [[]] };
    const { result } = await run(units);
    expect(result.status).toBe('SUCCEEDED');
    expect(result.inputs.Prepare).toContain('o-abc');
    expect(result.inputs.Report).not.toContain('o-abc');
  });

  test.each(['ListAccounts', 'ListMoreAccounts'])(
    'asks again when %s is refused for the moment',
    async (step) => {
      const fault = {
        step,
        calls: [1, 2],
        side: 'before',
        name: 'Organizations.TooManyRequestsException',
      } as const;
      const { result } = await run({ [UNITS[0]]: [[member(0)], [member(1)]], [UNITS[1]]: [[]] }, {}, [fault]);
      expect(result).toMatchObject({ status: 'SUCCEEDED', output: { Targets: 4 } });
    },
  );
});

describe('is refused, and people are told, before any campaign begins,', () => {
  const one = { [UNITS[0]]: [[member(0)]], [UNITS[1]]: [[]] };
  test.each([
    ['a unit that is not there', { [UNITS[0]]: [[member(0)]] }, {}, 'Organizations.ParentNotFoundException'],
    ['units without active accounts', { [UNITS[0]]: [[]], [UNITS[1]]: [[]] }, {}, 'no active account'],
    ['accounts beside units', one, { Accounts: [idOf(0)] }, 'Give one of them'],
    ['units without Regions', one, { Regions: undefined }, 'Regions is missing, but OrganizationalUnits'],
    [
      'a unit that is none',
      one,
      { OrganizationalUnits: 'everything' },
      'OrganizationalUnits is "everything"',
    ],
    ['no unit', one, { OrganizationalUnits: [] }, 'OrganizationalUnits is []'],
    [
      'an account in two units',
      { [UNITS[0]]: [[member(0)]], [UNITS[1]]: [[member(0)]] },
      {},
      'is there twice',
    ],
  ])('%s', async (_, units, more, message) => {
    const { result, notifier, simulator } = await run(units, more);
    expect(result.status).toBe('FAILED');
    expect(notifier.delivered).toMatchObject([{ type: 'campaignStopped' }]);
    expect(JSON.stringify(notifier.delivered)).toContain(JSON.stringify(message).slice(1, -1));
    expect(simulator.calls).toEqual([]);
  });
});
