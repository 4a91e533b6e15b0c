import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FleetWorld, rolloutScenarios } from '@appstream-campaign/core/testing';
import { expect, test } from 'vitest';
import { createSimulatorFleets, type SimulatorFleets } from '../../aws-adapters/test/simulator-fleets.ts';
import { builtCommand } from './command.ts';
import { type NotifierDoor, openNotifierDoor } from './notifier-door.ts';

// The same rollouts as every driver, through the built command, with the policy in its config file.

const command = builtCommand();
/** One for all passes of a world: a module is loaded once. */
const doors = new Map<FleetWorld, NotifierDoor>();

rolloutScenarios(test, {
  async makeWorld(setup) {
    const world = await createSimulatorFleets(setup);
    const close = async () => {
      await doors.get(whole)?.close();
      await world.close();
    };
    const whole: SimulatorFleets = { ...world, close };
    return whole;
  },
  async pass({ policy }, world, notifier) {
    const { simulator } = world as SimulatorFleets;
    const door = doors.get(world) ?? (await openNotifierDoor(command.home(), notifier));
    doors.set(world, door);
    writeFileSync(join(command.home(), 'appstream-campaign.json'), JSON.stringify({ rollout: policy }));
    const { code, stdout, stderr } = await command.run([
      ...['simulate', '--at', simulator.url],
      ...['rollout', 'run', '--once', '--yes', '--json', '--notifier', door.file],
    ]);
    expect(stderr).toBe('');
    const pass = JSON.parse(stdout);
    expect(pass).toMatchObject({ skipped: [], failed: [] });
    // 0: something was done; 3 and 4: only time, or a person, is waited for.
    expect(pass.done.length > 0 ? [0] : [3, 4]).toContain(code);
  },
});
