// A state machine without a function, beside ours: the definition in map-per-image.asl.json in the interpreter of the
// tests, with the real SDK clients over HTTP, in virtual time.
import { readFile } from 'node:fs/promises';
import { ManualClock } from '@appstream-campaign/core/testing';
import { createSimulator } from '@appstream-campaign/simulator';
import {
  CreateUpdatedImageCommand,
  DescribeImagesCommand,
  TagResourceCommand,
} from '@aws-sdk/client-appstream';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { mean } from 'simple-statistics';
import { countCalls, START, simulatedImages, TRANSITIONS_A_CHECK } from './calls.mjs';
import { clientsOf } from './clients.mjs';
import { drawDurations } from './durations.mjs';
import { instantRefill } from './policies.mjs';

// The interpreter uses Promise.withResolvers, which Node has from version 22 on.
Promise.withResolvers ??= function withResolvers() {
  let [resolve, reject] = [];
  const promise = new Promise((onValue, onError) => {
    [resolve, reject] = [onValue, onError];
  });
  return { promise, resolve, reject };
};
const { StateMachine } = await import('aws-local-stepfunctions');

const definition = JSON.parse(await readFile(new URL('./map-per-image.asl.json', import.meta.url), 'utf8'));
const { MaxConcurrency: slots, ItemProcessor: processor } = definition.States.UpdateEach;
const WAIT = processor.States.WaitFiveMinutes.Seconds * 1000;

// us-east-1: https://aws.amazon.com/step-functions/pricing/ and https://aws.amazon.com/lambda/pricing/
const DOLLARS_A_TRANSITION = 0.025 / 1000;
const DOLLARS_A_REQUEST = 0.2 / 1_000_000;
const DOLLARS_A_GB_SECOND = 0.0000166667;
/** What a check is billed: a second at 512 MiB, several times what it takes. */
const GB_SECONDS_A_CHECK = 0.5;
/** Events of an execution's history; it may have 25,000: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EVENTS = { Task: 5, Wait: 2, Choice: 2, Pass: 2, Map: 4 };
const EVENTS_AN_ITERATION = 2;

/**
 * Runs the definition. The interpreter waits for no Wait state; the look after it begins five minutes later on the
 * clock, which moves when all branches of the Map wait.
 */
async function playMap(durations) {
  const clock = new ManualClock(START);
  const simulator = await createSimulator({ clock, ...simulatedImages(durations) });
  const { appstream, tagging } = clientsOf(simulator.url);
  const asleep = [];
  let completed = 0;
  let endedAt;
  const wakeNext = () => {
    if (asleep.length === 0 || asleep.length < Math.min(slots, durations.length - completed)) return;
    asleep.sort((a, b) => a.until - b.until);
    const { until, wake } = asleep.shift();
    clock.advanceTo(new Date(until));
    wake();
  };
  const fiveMinutes = () =>
    new Promise((wake) => {
      asleep.push({ until: clock.now().getTime() + WAIT, wake });
      wakeNext();
    });
  const json = (value) => JSON.parse(JSON.stringify(value));
  const handlers = {
    ListImages: async (input) => json(await tagging.send(new GetResourcesCommand(input))),
    Start: async (input) => {
      // The API writes these members small; SDK integrations write all of them large.
      const members = Object.entries(input).map(([key, value]) => [
        key[0].toLowerCase() + key.slice(1),
        value,
      ]);
      return json(await appstream.send(new CreateUpdatedImageCommand(Object.fromEntries(members))));
    },
    Look: async (input) => {
      await fiveMinutes();
      return json(await appstream.send(new DescribeImagesCommand(input)));
    },
    Complete: async (input) => {
      await appstream.send(new TagResourceCommand(input));
      completed++;
      endedAt = clock.now();
      wakeNext();
      return {};
    },
  };
  try {
    const run = new StateMachine(definition).run(
      {},
      {
        overrides: { taskResourceLocalHandlers: handlers, waitTimeOverrides: { WaitFiveMinutes: 0 } },
        context: { Execution: { StartTime: START } },
      },
    );
    const entered = [];
    const settled = run.result;
    for await (const event of run.eventLogs) {
      if (event.type === 'StateEntered') entered.push(event.state.type);
    }
    await settled;
    if (completed !== durations.length) throw new Error(`${completed} of ${durations.length} were updated.`);
    return {
      minutes: (endedAt.getTime() - Date.parse(START)) / 60_000,
      calls: simulator.calls.length,
      transitions: entered.length,
      events:
        entered.reduce((sum, type) => sum + EVENTS[type], 0) + EVENTS_AN_ITERATION * durations.length + 2,
    };
  } finally {
    await simulator.close();
  }
}

async function playOurs(durations) {
  const { calls, checks, minutes } = await countCalls(durations);
  return { minutes, calls, transitions: checks * TRANSITIONS_A_CHECK, checks };
}

/** @returns of either: length, calls, transitions and what they cost, for the same images */
export async function measurePeer({ count = 50, draws = 5 } = {}) {
  const rows = { ours: [], map: [], instant: [] };
  for (let seed = 0; seed < draws; seed++) {
    const durations = drawDurations(count, seed, 'lognormal');
    rows.ours.push(await playOurs(durations));
    rows.map.push(await playMap(durations));
    rows.instant.push(instantRefill(durations, slots));
  }
  const average = (who, what) => mean(rows[who].map((row) => row[what]));
  const dollars = (transitions, checks) =>
    transitions * DOLLARS_A_TRANSITION +
    checks * (DOLLARS_A_REQUEST + GB_SECONDS_A_CHECK * DOLLARS_A_GB_SECOND);
  const summary = (who, checks) => ({
    minutes: average(who, 'minutes'),
    toInstant: mean(rows[who].map(({ minutes }, index) => minutes / rows.instant[index])),
    calls: average(who, 'calls'),
    transitions: average(who, 'transitions'),
    dollars: dollars(average(who, 'transitions'), checks),
  });
  return {
    count,
    draws,
    ours: summary('ours', average('ours', 'checks')),
    map: summary('map', 0),
    eventsAnImage: average('map', 'events') / count,
  };
}
