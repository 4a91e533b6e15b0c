import { createSimulator, fastClock, manualClock } from '@appstream-campaign/simulator';
import {
  CreateUpdatedImageCommand,
  DescribeImageBuildersCommand,
  DescribeImagesCommand,
} from '@aws-sdk/client-appstream';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { MINUTE, START, test } from './simulator-test.ts';

const update = (from: string, to: string) =>
  new CreateUpdatedImageCommand({ existingImageName: from, newImageName: to });

describe('an update', () => {
  test('goes PENDING, CREATING, AVAILABLE as the clock moves', async ({ start }) => {
    const { appstream, clock } = await start({ images: [{ name: 'CAD', update: { minutes: 60 } }] });
    const { image, canUpdateImage } = await appstream.send(
      new CreateUpdatedImageCommand({
        existingImageName: 'CAD',
        newImageName: 'CAD-2',
        newImageDescription: 'November',
        newImageDisplayName: 'CAD November',
        newImageTags: { Team: 'A' },
      }),
    );
    expect(canUpdateImage).toBe(true);
    expect(image).toMatchObject({ Name: 'CAD-2', State: 'PENDING', CreatedTime: START });
    const state = async (): Promise<string | undefined> => {
      const { Images: [found] = [] } = await appstream.send(new DescribeImagesCommand({ Names: ['CAD-2'] }));
      return found?.State;
    };
    clock.advanceBy(2 * MINUTE);
    expect(await state()).toBe('CREATING');
    clock.advanceBy(57.9 * MINUTE);
    expect(await state()).toBe('CREATING');
    clock.advanceBy(0.1 * MINUTE);
    expect(await state()).toBe('AVAILABLE');
    const { Images: [done] = [] } = await appstream.send(new DescribeImagesCommand({ Names: ['CAD-2'] }));
    expect(done).toMatchObject({
      Arn: 'arn:aws:appstream:us-east-1:123456789012:image/CAD-2',
      BaseImageArn: 'arn:aws:appstream:us-east-1:123456789012:image/CAD',
      Description: 'November',
      DisplayName: 'CAD November',
      Visibility: 'PRIVATE',
      LatestAppstreamAgentVersion: 'TRUE',
      ImageErrors: [],
    });
    expect(done?.ImageBuilderName).toBeUndefined();
    expect(done?.StateChangeReason).toBeUndefined();
  });

  test('runs in a helper image builder, which is gone in the end', async ({ start }) => {
    const { appstream, clock, simulator } = await start({
      images: [{ name: 'CAD', update: { minutes: 100 } }],
    });
    await appstream.send(update('CAD', 'CAD-2'));
    const builders = async () =>
      (await appstream.send(new DescribeImageBuildersCommand({}))).ImageBuilders ?? [];
    const [helper] = await builders();
    expect(helper?.Name).toMatch(/\d{10}$/);
    expect(helper).toMatchObject({
      State: 'UPDATING',
      ImageArn: 'arn:aws:appstream:us-east-1:123456789012:image/CAD',
    });
    clock.advanceBy(84 * MINUTE);
    expect((await builders()).map(({ State }) => State)).toEqual(['UPDATING']);
    clock.advanceBy(1 * MINUTE);
    expect((await builders()).map(({ State }) => State)).toEqual(['PENDING_QUALIFICATION']);
    expect(simulator.world.builders()).toMatchObject([{ updating: 'CAD-2', state: 'PENDING_QUALIFICATION' }]);
    clock.advanceBy(15 * MINUTE);
    expect(await builders()).toEqual([]);
  });

  test('may fail, and then says why', async ({ start }) => {
    const { appstream, clock } = await start({
      images: [
        { name: 'CAD', update: { minutes: 30, outcome: 'failed' } },
        {
          name: 'HR',
          update: {
            minutes: 30,
            outcome: 'failed',
            failure: { code: 'IMAGE_NOT_FOUND', message: 'Lost it.' },
          },
        },
      ],
    });
    await appstream.send(update('CAD', 'CAD-2'));
    await appstream.send(update('HR', 'HR-2'));
    clock.advanceBy(30 * MINUTE);
    const { Images } = await appstream.send(new DescribeImagesCommand({ Names: ['CAD-2', 'HR-2'] }));
    expect(Images).toMatchObject([
      {
        State: 'FAILED',
        StateChangeReason: { Code: 'IMAGE_UPDATE_FAILURE' },
        ImageErrors: [
          {
            ErrorCode: 'INTERNAL_SERVICE_ERROR',
            ErrorMessage: expect.stringContaining('could not update image CAD. Failed to update/install'),
            ErrorTimestamp: new Date(START.getTime() + 30 * MINUTE),
          },
        ],
      },
      { State: 'FAILED', ImageErrors: [{ ErrorCode: 'IMAGE_NOT_FOUND', ErrorMessage: 'Lost it.' }] },
    ]);
  });

  test('may never end', async ({ start }) => {
    const { appstream, clock, simulator } = await start({
      images: [{ name: 'CAD', update: { outcome: 'never' } }],
    });
    await appstream.send(update('CAD', 'CAD-2'));
    clock.advanceBy(365 * 24 * 60 * MINUTE);
    expect(simulator.world.image('CAD-2')).toMatchObject({ state: 'CREATING', basedOn: 'CAD' });
    expect(simulator.world.image('CAD-2')?.endsAt).toBeUndefined();
    expect(simulator.world.updatesInProgress()).toHaveLength(1);
  });

  test('only ever moves forward, whatever its length and the steps of the clock', async () => {
    const order = ['PENDING', 'CREATING', 'AVAILABLE'];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 600 }),
        fc.array(fc.integer({ min: 0, max: 90 * MINUTE }), { maxLength: 20 }),
        fc.constantFrom('available' as const, 'failed' as const),
        async (minutes, steps, outcome) => {
          const clock = manualClock(START);
          const simulator = await createSimulator({
            clock,
            images: [{ name: 'A', update: { minutes, outcome } }],
          });
          try {
            await fetch(simulator.url, {
              method: 'POST',
              headers: { 'x-amz-target': 'PhotonAdminProxyService.CreateUpdatedImage' },
              body: JSON.stringify({ existingImageName: 'A', newImageName: 'B' }),
            });
            const ranks = [0, ...steps].map((step) => {
              clock.advanceBy(step);
              const state = simulator.world.image('B')?.state ?? 'gone';
              return order.indexOf(state === 'FAILED' && outcome === 'failed' ? 'AVAILABLE' : state);
            });
            expect(ranks).not.toContain(-1);
            expect(ranks).toEqual([...ranks].sort());
            const over = clock.now().getTime() - START.getTime() >= minutes * MINUTE;
            expect(ranks.at(-1) === 2).toBe(over);
          } finally {
            await simulator.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('durations', () => {
  const lengths = async (names: readonly string[], seed: number): Promise<Record<string, number>> => {
    const simulator = await createSimulator({
      clock: manualClock(START),
      quotas: { concurrentUpdates: 100, images: 100, imageBuilders: 100 },
      images: names.map((name) => ({ name })),
      updates: { seed },
    });
    try {
      for (const name of names) {
        await fetch(simulator.url, {
          method: 'POST',
          headers: { 'x-amz-target': 'PhotonAdminProxyService.CreateUpdatedImage' },
          body: JSON.stringify({ existingImageName: name, newImageName: `${name}-2` }),
        });
      }
      const ends = simulator.world.updatesInProgress().map(({ name, endsAt = START }) => {
        return [name, (endsAt.getTime() - START.getTime()) / MINUTE] as const;
      });
      return Object.fromEntries(ends);
    } finally {
      await simulator.close();
    }
  };
  const names = Array.from({ length: 40 }, (_, index) => `image-${index}`);

  test('are drawn from the seed and the names, not from the order of calls', async () => {
    const forwards = await lengths(names, 7);
    expect(await lengths([...names].reverse(), 7)).toEqual(forwards);
    expect(await lengths(names, 8)).not.toEqual(forwards);
  });

  test('spread around the median', async () => {
    const sorted = Object.values(await lengths(names, 7)).sort((one, other) => one - other);
    expect(sorted[20]).toBeGreaterThan(55);
    expect(sorted[20]).toBeLessThan(100);
    expect(new Set(sorted).size).toBe(40);
  });

  test('and failures follow the rates of the options', async ({ start }) => {
    const { appstream, clock, simulator } = await start({
      images: [{ name: 'CAD' }],
      updates: { minutes: 10, failureRate: 1 },
    });
    await appstream.send(update('CAD', 'CAD-2'));
    clock.advanceBy(10 * MINUTE);
    expect(simulator.world.image('CAD-2')).toMatchObject({
      state: 'FAILED',
      failure: { code: 'INTERNAL_SERVICE_ERROR' },
    });
  });
});

describe('a clock', () => {
  test('moved by hand refuses to go back', () => {
    const clock = manualClock(START);
    clock.advanceTo(new Date('2026-11-24T08:00:00Z'));
    expect(() => clock.advanceTo(START)).toThrow(/can't go back from 2026-11-24T08:00:00.000Z/);
    expect(() => clock.advanceBy(-1)).toThrow(/can't go back/);
    expect(() => clock.advanceBy(Number.NaN)).toThrow(/valid date/);
  });

  test('that is fast starts where it is told and runs at its speed', () => {
    const clock = fastClock({ speed: 3_600_000, start: START });
    const first = clock.now().getTime();
    expect(first).toBeGreaterThanOrEqual(START.getTime());
    let later = first;
    while (later === first) later = clock.now().getTime();
    expect(later).toBeGreaterThan(first);
    expect(() => fastClock({ speed: 0 })).toThrow(/must be a number above 0, not 0/);
  });
});
