import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { type CampaignResults, createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { enrolled } from '@appstream-campaign/test-support/handler-world';
import { sample } from '@appstream-campaign/test-support/sample';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { expect, test } from 'vitest';

// Step Functions quotas: 256 KiB of state, and 25,000 events in the history of an execution, nine for each check.
const MOST_BYTES = 256 * 1024;
const MOST_CHECKS = Math.floor(25_000 / 9);

const people = { ToAddress: 'admin@example.com', FromAddress: 'it@example.com' };

const name = (index: number) => `${String(index).padStart(4, '0')}${'N'.repeat(97)}`;

interface Way {
  readonly batchSize: number;
  /** Otherwise it looks again when something is due. */
  readonly checkMinutes?: number;
  /** Which updates fail: 1 for all, 3 for each third. */
  readonly everyNth: number;
  /** Whether anybody can be told. */
  readonly telling: boolean;
}

async function play(count: number, { batchSize, checkMinutes, everyNth, telling }: Way) {
  const images = Array.from({ length: count }, (_, index) =>
    enrolled(name(index), {
      minutes: 60 + ((index * 37) % 180),
      outcome: index % everyNth === 0 ? 'failed' : 'available',
      problem: { code: 'INTERNAL_SERVICE_ERROR', message: 'x'.repeat(400) },
    }),
  );
  const world = await createMemoryWorld({ images, imageQuota: 10_000, updateQuota: batchSize });
  // As our state machine calls: a step at a time, so that each start costs a check more.
  const StartTime = world.clock.now().toISOString();
  const input = { ...people, BatchSize: batchSize, Execution: { Name: 'monthly', StartTime } };
  const notifier = new RecordingNotifier({ failures: telling ? 0 : Number.POSITIVE_INFINITY });
  const handler = createCampaignHandler({
    store: world.store,
    notifiers: [notifier],
    clock: world.clock,
    logger: silentLogger,
    environment: {
      CAMPAIGN_MESSAGE_PATIENCE_MINUTES: '60',
      CAMPAIGN_FAILURE_COUNT: '0',
      ...(checkMinutes === undefined ? {} : { CAMPAIGN_CHECK_MINUTES: String(checkMinutes) }),
    },
  });
  let results: CampaignResults | 0 | undefined;
  let checks = 0;
  let largest = 0;
  while (results !== 0) {
    if (results?.NextCheckAt !== undefined) world.clock.advanceTo(new Date(results.NextCheckAt));
    const answer = JSON.stringify(await handler({ ...input, Results: results }));
    results = JSON.parse(answer) as CampaignResults | 0;
    checks++;
    largest = Math.max(largest, Buffer.byteLength(JSON.stringify({ ...input, Results: results })));
    if (checks > 10_000) throw new Error('The campaign did not end.');
  }
  return { world, notifier, checks, largest };
}

/** The most candidates with names of full length that are accepted, told by the refusal of one more. */
async function maxCandidates(batchSize: number): Promise<number> {
  let least = 300;
  let most = 600;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    const world = await createMemoryWorld({
      images: Array.from({ length: middle }, (_, index) => enrolled(name(index))),
      updateQuota: 0,
    });
    const { store, clock } = world;
    const handler = createCampaignHandler({
      store,
      clock,
      notifiers: [new RecordingNotifier()],
      logger: silentLogger,
      environment: {},
    });
    const fits = await handler({ ...people, BatchSize: batchSize }).then(
      () => true,
      () => false,
    );
    if (fits) least = middle;
    else most = middle - 1;
  }
  return least;
}

/** Many slots and rare checks make the first one short: it is the sample. */
const WAYS: readonly Way[] = [
  { batchSize: 50, checkMinutes: 60, everyNth: 3, telling: true },
  { batchSize: 5, everyNth: 3, telling: true },
  { batchSize: 5, everyNth: 1, telling: false },
];

test.each(sample(WAYS, 1))(
  'the largest campaign that is accepted runs to its end within the limits of Step Functions: $batchSize slots, one of $everyNth fails, told: $telling',
  async (way) => {
    const { batchSize, everyNth } = way;
    const count = await maxCandidates(batchSize);
    expect(count).toBeGreaterThan(450);
    const { world, checks, largest } = await play(count, way);
    expect(world.updates()).toHaveLength(count + Math.ceil(count / everyNth));
    expect(largest).toBeLessThan(MOST_BYTES);
    expect(checks).toBeLessThan(MOST_CHECKS);
    console.info(
      `${count} candidates: ${checks} checks of ${MOST_CHECKS}, ${largest} bytes of ${MOST_BYTES}`,
    );
  },
  240_000,
);
