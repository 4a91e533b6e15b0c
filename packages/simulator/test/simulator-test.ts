import {
  createSimulator,
  type ManualClock,
  manualClock,
  type Simulator,
  type SimulatorOptions,
} from '@appstream-campaign/simulator';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { test as base, type TestAPI } from 'vitest';

/** A simulator on a manual clock, and the real SDK clients that talk to it. */
export interface Stage {
  readonly simulator: Simulator;
  readonly clock: ManualClock;
  readonly appstream: AppStreamClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly ses: SESClient;
  readonly sns: SNSClient;
}

/** The instant at which every test begins. */
export const START: Date = new Date('2026-11-23T08:00:00Z');

/** Minutes in milliseconds. */
export const MINUTE = 60_000;

const DEFAULT_REGION = 'us-east-1';

/** Settings of an SDK client for a simulator. One attempt, so that each call of a test is one request. */
export function clientSettings(
  url: string,
  region: string = DEFAULT_REGION,
): {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  return {
    endpoint: url,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
  };
}

type Start = (options?: Omit<SimulatorOptions, 'clock'>) => Promise<Stage>;

/** A test that may start simulators; they and their clients are closed after it, however it ends. */
export const test: TestAPI<{ start: Start }> = base.extend<{ start: Start }>({
  start: async ({ task: _task }, use) => {
    const stages: Stage[] = [];
    await use(async (options = {}) => {
      const clock = manualClock(START);
      const simulator = await createSimulator({ ...options, clock });
      const settings = clientSettings(simulator.url, options.region);
      const stage: Stage = {
        simulator,
        clock,
        appstream: new AppStreamClient(settings),
        tagging: new ResourceGroupsTaggingAPIClient(settings),
        ses: new SESClient(settings),
        sns: new SNSClient(settings),
      };
      stages.push(stage);
      return stage;
    });
    for (const { simulator, appstream, tagging, ses, sns } of stages) {
      for (const client of [appstream, tagging, ses, sns]) client.destroy();
      await simulator.close();
    }
  },
});
