import {
  createSimulator,
  demoScenario,
  manualClock,
  type SavedAccount,
  SimulatorUsageError,
} from '@appstream-campaign/simulator';
import { AppStreamClient, CreateUpdatedImageCommand, TagResourceCommand } from '@aws-sdk/client-appstream';
import { expect, test } from 'vitest';
import { clientSettings, MINUTE, START } from './simulator-test.ts';

test('an account goes on in another process as if nothing had happened', async () => {
  const scenario = { ...demoScenario, clock: manualClock(START) };
  const first = await createSimulator(scenario);
  const client = new AppStreamClient(clientSettings(first.url));
  const update = { existingImageName: 'CAD-Workstation', newImageName: 'CAD-2', newImageTags: { A: 'b' } };
  await client.send(new CreateUpdatedImageCommand(update));
  const ResourceArn = first.world.image('HR-Kiosk')?.arn ?? '';
  await client.send(new TagResourceCommand({ ResourceArn, Tags: { Kept: 'yes' } }));
  first.clock.now();
  const saved = JSON.parse(JSON.stringify(first.save())) as SavedAccount;

  const clock = manualClock(START);
  const second = await createSimulator({ ...demoScenario, clock, saved });
  for (const minutes of [0, 1, 100, 200]) {
    scenario.clock.advanceTo(new Date(START.getTime() + minutes * MINUTE));
    clock.advanceTo(new Date(START.getTime() + minutes * MINUTE));
    expect(second.world.images()).toEqual(first.world.images());
    expect(second.world.builders()).toEqual(first.world.builders());
    expect(second.world.fleet('Engineering')).toEqual(first.world.fleet('Engineering'));
  }
  expect(second.world.image('CAD-2')).toMatchObject({ state: 'AVAILABLE', tags: { A: 'b' } });
  expect(second.world.image('HR-Kiosk')?.tags.Kept).toBe('yes');
  expect(second.save()).toEqual(first.save());
  client.destroy();
  await first.close();
  await second.close();
});

test('what was not saved by this version is refused, and so is a clock that is behind', async () => {
  const clock = manualClock(START);
  const simulator = await createSimulator({ ...demoScenario, clock });
  const saved = simulator.save();
  await simulator.close();
  const open = (changed: unknown, at: Date = START) =>
    createSimulator({ clock: manualClock(at), saved: changed as SavedAccount });
  await expect(open({ ...saved, version: 2 })).rejects.toThrow(SimulatorUsageError);
  await expect(open({ ...saved, account: { regions: 'none' } })).rejects.toThrow(SimulatorUsageError);
  await expect(open(saved, new Date(START.getTime() - MINUTE))).rejects.toThrow(/its clock says/);
});
