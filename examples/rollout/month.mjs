#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimulator, loadScenario, manualClock } from '@appstream-campaign/simulator';
import { openOffice, POLICY } from './office.mjs';

// A note of the SDK about Node 20, which is no part of the log.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Real milliseconds between two lines, so that people can read along. */
const pause = process.stdout.isTTY && !process.env.CI ? 350 : 0;
const scenario = loadScenario(JSON.parse(readFileSync(new URL('./scenario.json', import.meta.url), 'utf8')));

const time = manualClock(new Date('2026-12-01T02:00:00Z'));
const simulator = await createSimulator({ ...scenario, clock: time });
const clock = {
  now: () => time.now(),
  /** @param {Date} instant */
  async sleepUntil(instant) {
    if (instant > time.now()) time.advanceTo(instant);
  },
};

/** One line of the log, in the time of the account. @param {string} kind @param {string} text */
async function say(kind, text) {
  const at = clock.now().toISOString();
  console.log(`  ${at.slice(5, 10)} ${at.slice(11, 16)}  ${kind.padEnd(9)} ${text}`);
  await sleep(pause);
}
const chapter = (/** @type {string} */ title) => console.log(`\n${title}`);

try {
  const office = openOffice({ endpoint: simulator.url, clock, say });
  console.log(`Two months of a simulated AppStream account: 6 fleets in the rings ${POLICY.rings}`);

  chapter('December: update, and roll out');
  const december = await office.update();
  await office.pass();
  for (const image of december) {
    await office.tag(image, { RolloutApproved: 'production' });
    await say('approved', `${image}, by a person`);
  }
  await office.pass();

  chapter('January: updates are published; one of them turns out bad');
  await clock.sleepUntil(new Date('2027-01-05T02:00:00Z'));
  simulator.world.publishUpdates();
  const january = await office.update();
  await office.pass();
  const bad = january.find((image) => image.startsWith('Finance')) ?? '';
  for (const image of january) {
    await office.tag(image, { RolloutApproved: 'production' });
    await say('approved', `${image}, by a person`);
  }
  await office.pass();
  await clock.sleepUntil(new Date(clock.now().getTime() + 5 * 3_600_000));
  await office.tag(bad, { Revoked: 'Excel add-in is missing' });
  await say('revoked', `${bad}: Excel add-in is missing`);
  await office.pass();

  chapter('February: delete what nobody needs, and keep the ways back');
  await clock.sleepUntil(new Date('2027-02-09T02:00:00Z'));
  await office.tidyUp();

  chapter('What the fleets have');
  for (const { name, imageName } of simulator.world.fleets())
    await say('', `${name.padEnd(15)} ${imageName}`);
} finally {
  await simulator.close();
}
