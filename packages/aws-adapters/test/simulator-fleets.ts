import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import { createSharingStore } from '@appstream-campaign/aws-adapters/appstream-sharing';
import { createAlarmSource } from '@appstream-campaign/aws-adapters/cloudwatch-alarms';
import { createParameterStore } from '@appstream-campaign/aws-adapters/ssm-parameters';
import type { FleetWorld, FleetWorldSetup, WorldFleet } from '@appstream-campaign/core/testing';
import {
  type Call,
  type FleetSpec,
  type Simulator,
  SimulatorUsageError,
} from '@appstream-campaign/simulator';
import {
  clientFor,
  createSimulatorWorld,
  type SimulatorWorld,
} from '@appstream-campaign/test-support/simulator-world';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';

/** A world of fleets, behind the real SDK clients and over HTTP. */
export interface SimulatorFleets extends FleetWorld {
  readonly images: SimulatorWorld;
  readonly simulator: Simulator;
}

const STATES = { running: 'RUNNING', stopped: 'STOPPED', changing: 'STARTING' } as const;
const KINDS = { 'always-on': 'ALWAYS_ON', 'on-demand': 'ON_DEMAND', elastic: 'ELASTIC' } as const;

function toSpec(fleet: WorldFleet): FleetSpec {
  const {
    name,
    image,
    sharedImage,
    tags,
    kind = 'on-demand',
    condition = 'running',
    sessionsPerInstance,
  } = fleet;
  if (fleet.capacity !== undefined)
    throw new Error('The capacity of a simulated fleet follows from its instances.');
  return {
    name,
    state: STATES[condition],
    fleetType: KINDS[kind],
    stacks: [`${name}-Stack`],
    ...(kind === 'elastic' ? {} : { instances: fleet.instances ?? 2 }),
    ...(image === undefined ? {} : { imageName: image }),
    ...(sharedImage === undefined ? {} : { imageName: sharedImage }),
    ...(tags === undefined ? {} : { tags }),
    ...(sessionsPerInstance === undefined ? {} : { sessionsPerInstance }),
    // As in memory: unused instances are replaced soon, and what is starting does so until somebody changes it.
    ...{ startMinutes: condition === 'changing' ? 100_000 : 1, replaceMinutes: 1 },
  };
}

/** Builds the fleets of a setup in a simulator. */
export async function createSimulatorFleets(setup: FleetWorldSetup): Promise<SimulatorFleets> {
  const switches: { fleet: string; from: string | undefined; to: string }[] = [];
  const images = await createSimulatorWorld(setup, { onCall: (call) => noteSwitch(call) });
  const { simulator, client } = images;
  const { world } = simulator;
  const had = new Map<string, string | undefined>();
  const setups = new Map<string, WorldFleet>();
  const noteSwitch = ({ operation, request, outcome }: Call) => {
    if (operation !== 'UpdateFleet' || (outcome !== 'ok' && outcome !== 'dropped after')) return;
    const fleet = String(request.Name);
    const to = world.fleet(fleet)?.imageName;
    const from = had.get(fleet);
    if (to !== undefined && to !== from) switches.push({ fleet, from, to });
    had.set(fleet, to);
  };
  const addFleet = (fleet: WorldFleet) => {
    setups.set(fleet.name, fleet);
    const { sharedImage } = fleet;
    if (sharedImage !== undefined && world.image(sharedImage) === undefined) {
      world.addImage({ name: sharedImage, owned: false });
    }
    had.set(fleet.name, world.addFleet(toSpec(fleet)).imageName);
  };
  const seen: FleetWorld['seen'] = () =>
    new Map(world.fleets().map(({ name, imageName, tags }) => [name, { image: imageName, tags }]));
  for (const fleet of setup.fleets) addFleet(fleet);
  const cloudwatch = new CloudWatchClient(clientFor(simulator));
  const ssm = new SSMClient(clientFor(simulator));
  const alarms = new Set<string>();
  return {
    images,
    simulator,
    fleets: new AppStreamFleetStore({ client }),
    alarms: createAlarmSource({ client: cloudwatch }),
    parameters: createParameterStore({ client: ssm }),
    sharing: createSharingStore({ client }),
    seen,
    switches: () => switches,
    changeFleet(name, change) {
      const [before, now] = [setups.get(name), seen().get(name)];
      if (before === undefined || now === undefined) return;
      const { image, tags } = now;
      world.removeFleet(name);
      addFleet({ ...before, ...(image === undefined ? {} : { image }), tags, ...change });
    },
    addFleet,
    removeFleet: (name) => void (seen().has(name) && world.removeFleet(name)),
    setProblems: (name, problems) => world.setFleetErrors(name, problems),
    startSession(name, minutes) {
      try {
        world.startSession(name, { user: `user-${setups.size}@example.com`, minutes });
      } catch (error) {
        // Nobody has room for it.
        if (!(error instanceof SimulatorUsageError)) throw error;
      }
    },
    setAlarm(name, state) {
      const stated = state === 'alarm' ? 'ALARM' : 'OK';
      if (alarms.has(name)) world.setAlarm(name, stated);
      else world.addAlarm({ name, state: stated });
      alarms.add(name);
    },
    async close() {
      cloudwatch.destroy();
      ssm.destroy();
      await images.close();
    },
  };
}
