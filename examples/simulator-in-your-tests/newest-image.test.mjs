import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createSimulator, manualClock } from '@appstream-campaign/simulator';
import { AppStreamClient, CreateUpdatedImageCommand } from '@aws-sdk/client-appstream';
import { newestImage } from './newest-image.mjs';

/** @type {import('@appstream-campaign/simulator').ManualClock} */
let clock;
/** @type {import('@appstream-campaign/simulator').Simulator} */
let simulator;
/** @type {AppStreamClient} */
let client;

beforeEach(async () => {
  clock = manualClock(new Date('2026-12-01T02:00:00Z'));
  simulator = await createSimulator({ clock, images: [{ name: 'Finance' }, { name: 'Design' }] });
  client = new AppStreamClient({
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
  });
});
afterEach(() => simulator.close());

test('an image that is being updated is not the newest before it is ready', async () => {
  await client.send(
    new CreateUpdatedImageCommand({ existingImageName: 'Finance', newImageName: 'Finance-December' }),
  );
  assert.equal(await newestImage(client, 'Finance'), 'Finance');
  clock.advanceBy(12 * 3_600_000);
  assert.equal(await newestImage(client, 'Finance'), 'Finance-December');
});

test('a throttled call is tried again', async () => {
  simulator.faults.add({ operation: 'DescribeImages', nth: 1, fault: { kind: 'throttle' } });
  assert.equal(await newestImage(client, 'Design'), 'Design');
  assert.equal(
    simulator.callsOf('DescribeImages').some(({ outcome }) => outcome !== 'ok'),
    true,
  );
});
