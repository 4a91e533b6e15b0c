import type { CampaignResults } from '@appstream-campaign/lambda-handler';
import {
  createHandlerWorld,
  enrolled,
  type HandlerWorld,
} from '@appstream-campaign/test-support/handler-world';
import { execute, readDefinition } from '@appstream-campaign/test-support/step-functions';
import { describe, expect, test } from 'vitest';
import { originalFunction } from './original-function.ts';

// The path that docs/moving-from-the-original.md describes, step by step, with a campaign in flight.

const original = await readDefinition(new URL('./original-state-machine.asl.json', import.meta.url));
const ours = await readDefinition(new URL('../state-machine.asl.json', import.meta.url));

const input = { BatchSize: 2 };
const NAMES = ['A', 'B', 'C', 'D', 'E'];

/** Five images that take an hour and more each, in an account that the original knows. */
const account = () =>
  createHandlerWorld({ images: NAMES.map((name, index) => enrolled(name, { minutes: 60 + 10 * index })) });

type Definition = typeof ours;

/** Runs an execution whose function is another one from the given call on. */
function run(
  { world }: HandlerWorld,
  definition: Definition,
  functions: readonly ((event: unknown) => Promise<unknown>)[],
  { from = 1, more = {} }: { readonly from?: number; readonly more?: object } = {},
) {
  let calls = 0;
  return execute(
    definition,
    { ...input, ...more },
    {
      invoke: async (event) => {
        const call = calls++ < from ? functions[0] : (functions[1] ?? functions[0]);
        return JSON.parse(JSON.stringify(await call?.(event))) as unknown;
      },
      waitUntil: (end) => world.clock.advanceTo(end),
      now: () => world.clock.now(),
    },
  );
}

/** Each image has exactly one successor, which is available, enrolled, and named by its source. */
function expectAllUpdatedOnce({ world }: HandlerWorld): void {
  expect(
    world
      .updates()
      .map(({ source }) => source)
      .toSorted(),
  ).toEqual(NAMES);
  for (const { source, successor } of world.updates()) {
    expect(world.images().get(successor)).toMatchObject({
      condition: 'available',
      tags: { AutoUpdate: 'Enabled', BaseName: source, Team: 'IT' },
    });
    expect(world.images().get(source)?.tags).toMatchObject({
      AutoUpdate: 'Completed',
      NextVersion: successor,
    });
  }
}

test.each([1, 2])(
  'step 1: the function is swapped under a run in flight, after call %d of the old one',
  async (from) => {
    const it = await account();
    const execution = await run(it, original, [originalFunction(it.world), it.handler], { from });
    // The old state machine still ends in the error that it always ended in, after everything is done and told.
    expect(execution).toMatchObject({ status: 'FAILED' });
    expect(String(execution.error?.Cause)).toContain('$.Results.CycleCount');
    expectAllUpdatedOnce(it);
    expect(it.notifier.delivered).toMatchObject([{ type: 'campaignEnded', failed: [], skipped: [] }]);
    const [summary] = it.notifier.delivered;
    expect(summary?.type === 'campaignEnded' && summary.updated).toHaveLength(NAMES.length);
  },
);

describe('step 2: the state machine is swapped', () => {
  /** A run of the old state machine, stopped while it waits: what it had handed from call to call. */
  async function inFlight(it: HandlerWorld): Promise<CampaignResults> {
    const old = originalFunction(it.world);
    const first = await old(input);
    it.world.clock.advance(90);
    return (await old({ ...input, Results: first })) as CampaignResults;
  }

  test('a run in flight goes on under ours with its last results', async () => {
    const it = await account();
    const Results = await inFlight(it);
    expect(Results).toMatchObject({ Pending: [expect.any(String), expect.any(String)] });
    const execution = await run(it, ours, [it.handler], { more: { Results } });
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(execution.states.at(-1)).toBe('Over');
    expectAllUpdatedOnce(it);
  });

  test('or a fresh run leaves what is in progress alone, and updates what the old one had not begun', async () => {
    const it = await account();
    await inFlight(it);
    const execution = await run(it, ours, [it.handler]);
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expectAllUpdatedOnce(it);
  });
});

describe('going back', () => {
  test('the old function carries a run of ours to its end, and reads nothing but its four keys', async () => {
    const it = await account();
    const execution = await run(it, original, [it.handler, originalFunction(it.world)], { from: 2 });
    expect(String(execution.error?.Cause)).toContain('$.Results.CycleCount');
    expectAllUpdatedOnce(it);
  });

  test('a campaign of the old function next month takes up the successors of ours', async () => {
    const it = await account();
    await run(it, ours, [it.handler]);
    it.world.clock.advance(31 * 24 * 60);
    await run(it, original, [originalFunction(it.world)]);
    const again = it.world.updates().slice(NAMES.length);
    expect(again.map(({ source }) => source).toSorted()).toEqual(
      NAMES.map((name) => `${name}-Updated-20261123`),
    );
    expect(again[0]?.successor).toMatch(/^[A-E]-Updated-24122026$/);
  });
});
