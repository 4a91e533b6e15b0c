import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import { createSharingStore } from '@appstream-campaign/aws-adapters/appstream-sharing';
import { createAlarmSource } from '@appstream-campaign/aws-adapters/cloudwatch-alarms';
import { createParameterStore } from '@appstream-campaign/aws-adapters/ssm-parameters';
import { ANNOUNCED_TYPES } from '@appstream-campaign/core/messages';
import { type CrashTrigger, ManualClock, RecordingNotifier } from '@appstream-campaign/core/testing';
import { createRolloutHandler, type RolloutHandlerOptions } from '@appstream-campaign/lambda-handler/rollout';
import {
  type Call,
  createSimulator,
  type FleetSpec,
  type SimulatorOptions,
} from '@appstream-campaign/simulator';
import { mortalClient } from '@appstream-campaign/test-support/mortal-client';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';
import { onTestFinished } from 'vitest';

/** Name of the n-th version of the image Desk, from 1. */
export const version = (n: number) => (n === 1 ? 'Desk' : `Desk-${n}`);

/** The n-th version, as campaigns tag what they make. */
export const versionSpec = (n: number, more: object = {}) => ({
  name: version(n),
  tags:
    n === 1
      ? { AutoUpdate: 'Completed', NextVersion: version(2) }
      : { AutoUpdate: 'Enabled', BaseName: 'Desk', UpdatedFrom: version(n - 1) },
  ...more,
});

/** A fleet with the first version, in a ring. */
export const fleet = (name: string, ring: string, more: Partial<FleetSpec> = {}): FleetSpec => ({
  name,
  imageName: version(1),
  tags: { ImageRing: ring },
  ...more,
});

/** A simulated account behind real clients, and a handler over it whose clock is the account's. */
export async function rolloutAccount(
  setup: SimulatorOptions,
  options: Partial<RolloutHandlerOptions> = {},
  onCall: (call: Call) => void = () => {},
) {
  const clock = new ManualClock('2026-12-01T08:00:00.000Z');
  const simulator = await createSimulator({ ...setup, clock, onCall: (call) => onCall(call) });
  const config = {
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
  };
  const clients = {
    appstream: new AppStreamClient(config),
    cloudwatch: new CloudWatchClient(config),
    ssm: new SSMClient(config),
  };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await simulator.close();
  });
  const notifier = new RecordingNotifier({ events: ANNOUNCED_TYPES });
  /** The stores, as a process has them that may die at any call. */
  const storesOf = (mortal?: CrashTrigger) => {
    const of = <C extends Parameters<typeof mortalClient>[1]>(client: C): C =>
      mortal === undefined ? client : mortalClient(mortal, client);
    return {
      store: new AppStreamFleetStore({ client: of(clients.appstream) }),
      images: new AppStreamImageStore({ client: of(clients.appstream) }),
      alarms: createAlarmSource({ client: of(clients.cloudwatch) }),
      parameters: createParameterStore({ client: of(clients.ssm) }),
      sharing: createSharingStore({ client: of(clients.appstream) }),
    };
  };
  const handlerWith = (more: Partial<RolloutHandlerOptions> = {}) =>
    createRolloutHandler({
      stores: storesOf(),
      notifiers: [notifier],
      clock,
      logger: silentLogger,
      environment: {},
      ...options,
      ...more,
    });
  const handler = handlerWith();
  return {
    simulator,
    world: simulator.world,
    clock,
    notifier,
    handler,
    handlerWith,
    storesOf,
    /** Calls the handler now, and then every hour until so many have passed. */
    async hours(count: number) {
      for (let hour = 0; hour < count; hour++) {
        await handler({});
        clock.advance(60);
      }
    },
    imageOf: (name: string) => simulator.world.fleet(name)?.imageName,
    tag: (image: string, tags: Readonly<Record<string, string>>) =>
      simulator.world.setTags(image, { ...simulator.world.image(image)?.tags, ...tags }),
    told: () =>
      notifier.delivered.map((event) => `${event.type} ${event.id.split('/').slice(2, 4).join(' ')}`),
  };
}
