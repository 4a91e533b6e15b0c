import { ManualClock } from '@appstream-campaign/core/testing';
import { createSimulator } from '@appstream-campaign/simulator';
import { afterEach, expect, test, vi } from 'vitest';
import { updateAccounts } from './update-accounts.mjs';

afterEach(() => vi.unstubAllEnvs());

const HUB = '123456789012';
const tags = { AutoUpdate: 'Enabled' };
const spoke = (account: string, region: string) => ({
  account,
  images: [{ name: 'Desk', region, tags, update: { minutes: 20 } }],
  roles: [{ name: 'Spoke', trusts: [HUB], externalId: 'campaign-7' }],
});

test('the script updates several accounts and Regions side by side, and one without a role stops alone', async () => {
  const clock = new ManualClock('2026-12-01T02:00:00Z');
  const simulator = await createSimulator({
    clock,
    accounts: [spoke('111111111111', 'us-east-1'), spoke('222222222222', 'eu-west-1')],
  });
  vi.stubEnv('AWS_ENDPOINT_URL', simulator.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'simulator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'simulator');
  const at = (name: string, account: string, region: string) => ({
    name,
    roleArn: `arn:aws:iam::${account}:role/Spoke`,
    region,
    externalId: 'campaign-7',
  });
  const lines: string[] = [];
  try {
    const ends = await updateAccounts(
      [
        at('test', '111111111111', 'us-east-1'),
        at('production', '222222222222', 'eu-west-1'),
        at('forgotten', '333333333333', 'us-east-1'),
      ],
      { clock, together: 2, say: (line) => lines.push(line) },
    );
    expect(ends.map(({ target, state }) => [target, state.status])).toEqual([
      ['test', 'over'],
      ['production', 'over'],
      ['forgotten', 'stopped'],
    ]);
    expect(lines).toContain('production imageUpdated Desk');
    expect(
      simulator.account('222222222222').image('Desk-Updated-20261201', { region: 'eu-west-1' })?.state,
    ).toBe('AVAILABLE');
  } finally {
    await simulator.close();
  }
});
