import type { HubEnded } from '@appstream-campaign/core/internal';
import { RecordingNotifier } from '@appstream-campaign/core/testing';
import { expect, test } from 'vitest';
import { runHub } from './hub-run.ts';
import { createCompany, image, spoke, target } from './targets.ts';

// Quotas of Step Functions: 256 KiB from state to state, 25,000 events in a history.
const MOST_BYTES = 256 * 1024;
const MOST_EVENTS = 25_000;

const TARGETS = 50;
const IMAGES = 20;

test('50 targets with 20 images each stay within the limits of history and payload', async () => {
  const accounts = Array.from({ length: TARGETS }, (_, index) => String(100_000_000_001 + index));
  const images = Array.from({ length: IMAGES }, (_, index) => ({
    ...image(`Department-${index}-Desktop-Updated-20261101`, 'us-east-1', 90),
  }));
  const notifier = new RecordingNotifier();
  const company = await createCompany(
    accounts.map((account) => spoke(account, { images, quotas: { images: 100 } })),
    { notifiers: [notifier] },
  );
  let calls = 0;
  const handler: typeof company.handler = (event, context) => {
    calls++;
    return company.handler(event, context);
  };
  const run = await runHub(
    { Targets: accounts.map((account) => target(account, 'us-east-1', { Name: `a${account}` })) },
    { ...company, handler },
  );
  const [report] = notifier.delivered as readonly HubEnded[];
  expect(report?.targets.flatMap(({ stopped }) => stopped ?? [])).toEqual([]);
  expect(run).toMatchObject({ status: 'SUCCEEDED', output: { Targets: TARGETS, Stopped: 0 } });
  // Everything is in the report by name: nothing had to be left out.
  expect(report?.targets.map(({ updated }) => updated.length)).toEqual(accounts.map(() => IMAGES));
  const transitions = [...run.campaigns.values()].reduce((sum, { states }) => sum + states.length, 0);
  const figures = {
    calls,
    transitionsOfCampaigns: transitions,
    // Begin, KnowFunctions, ByUnits, Prepare, ForgetUnits, EachTarget, Report, Over; and for each target the start of its
    // child execution, for which AWS charges one transition, WhatToRun, RunCampaign and Ended.
    // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html
    transitionsOfHub: 8 + 4 * TARGETS,
    bytesBetweenStates: run.maxBytes,
    eventsInAHistory: run.maxEvents,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(run.maxBytes).toBeLessThan(MOST_BYTES);
  expect(run.maxEvents).toBeLessThan(MOST_EVENTS / 10);
}, 900_000);
