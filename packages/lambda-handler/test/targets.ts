import { ManualClock } from '@appstream-campaign/core/testing';
import type { CampaignHandlerOptions, CampaignTarget } from '@appstream-campaign/lambda-handler';
import { type CampaignHandler, createCampaignHandler } from '@appstream-campaign/lambda-handler';
import {
  createSimulator,
  type OtherAccountScenario,
  type Simulator,
  type SimulatorOptions,
} from '@appstream-campaign/simulator';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { onTestFinished, vi } from 'vitest';

/** The account of the function, and its role. */
export const HUB = '123456789012';
export const HUB_ROLE: string = `arn:aws:iam::${HUB}:role/Hub`;
const EXTERNAL_ID = 'campaign-7';

/** A target in an account of `spoke`. */
export const target = (account: string, Region = 'us-east-1', more: object = {}): CampaignTarget => ({
  RoleArn: `arn:aws:iam::${account}:role/Spoke`,
  Region,
  ExternalId: EXTERNAL_ID,
  ...more,
});

/** An account with a role for the hub's function. */
export const spoke = (
  account: string,
  scenario: Omit<OtherAccountScenario, 'account'> = {},
): OtherAccountScenario => ({
  account,
  roles: [{ name: 'Spoke', trusts: [HUB_ROLE], externalId: EXTERNAL_ID }],
  ...scenario,
});

/** An enrolled image, in a Region. */
export const image = (name: string, region = 'us-east-1', minutes = 60) => ({
  name,
  region,
  tags: { AutoUpdate: 'Enabled' },
  update: { minutes },
});

/** Several accounts, and a function in the first of them. */
export interface Company {
  readonly simulator: Simulator;
  readonly clock: ManualClock;
  readonly handler: CampaignHandler;
}

/** Makes the accounts, and a handler whose clients reach them as they would AWS; all lasts as long as the test. */
export async function createCompany(
  accounts: readonly OtherAccountScenario[],
  options: Partial<CampaignHandlerOptions> = {},
  simulated: Partial<SimulatorOptions> = {},
): Promise<Company> {
  const clock = new ManualClock('2026-12-01T02:00:00.000Z');
  const simulator = await createSimulator({
    clock,
    roles: [{ name: 'Hub', trusts: [], accessKeyId: 'HUBKEY' }],
    accounts,
    ...simulated,
  });
  const variables = {
    AWS_ENDPOINT_URL: simulator.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'HUBKEY',
    AWS_SECRET_ACCESS_KEY: 'simulator',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await simulator.close();
  });
  const handler = createCampaignHandler({
    clock,
    environment: {},
    notifiers: [],
    logger: silentLogger,
    ...options,
  });
  return { simulator, clock, handler };
}
