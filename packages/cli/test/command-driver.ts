import type { CampaignEvent } from '@appstream-campaign/core';
import { type DriverUnderTest, SCENARIO_CAMPAIGN, type Scenario } from '@appstream-campaign/core/testing';
import { createSimulatorWorld, type SimulatorWorld } from '@appstream-campaign/test-support/simulator-world';
import { expect } from 'vitest';
import { builtCommand } from './command.ts';
import { openNotifierDoor } from './notifier-door.ts';

const command = builtCommand();

const flagsOf = ({
  batchSize,
  pacing,
  skipCurrent,
  naming,
  attempts,
  deleteFailed,
  selector = {},
}: Scenario['options']) => [
  ...(batchSize === undefined ? [] : ['--batch-size', String(batchSize)]),
  ...(pacing === undefined ? [] : ['--pacing', pacing]),
  ...(attempts === undefined ? [] : ['--attempts', String(attempts)]),
  ...(deleteFailed === true ? ['--delete-failed'] : []),
  ...(skipCurrent === false ? ['--rebuild-current'] : []),
  ...(naming === undefined ? [] : ['--naming', naming]),
  ...(selector.include === undefined ? [] : ['--only', selector.include.join(',')]),
  ...(selector.exclude === undefined ? [] : ['--exclude', selector.exclude.join(',')]),
  ...(selector.platforms ?? []).flatMap((platform) => ['--platform', platform]),
];

/** The built command. Its time is the simulator's, which it moves from check to check. */
export const builtCommandDriver: DriverUnderTest = {
  makeWorld: createSimulatorWorld,
  async drive(scenario, world, notifier) {
    const { simulator } = world as SimulatorWorld;
    const door = await openNotifierDoor(command.home(), notifier);
    try {
      const ended = await command.run([
        ...['simulate', '--at', simulator.url],
        ...['run', '--yes', '--json', '--id', SCENARIO_CAMPAIGN, '--notifier', door.file],
        ...flagsOf(scenario.options),
      ]);
      const failed = Object.keys(scenario.expected.failed).length;
      const all = Object.values(scenario.expected).reduce(
        (sum, images) => sum + Object.keys(images).length,
        0,
      );
      expect(ended).toMatchObject({ code: all === 0 ? 3 : failed > 0 ? 5 : 0, stderr: '' });
      return ended.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as CampaignEvent);
    } finally {
      await door.close();
    }
  },
};
