import { forecast } from '@appstream-campaign/core/planning';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';

const unknown = (count: number) => Array.from({ length: count }, () => undefined);

describe('a forecast', () => {
  test('is the same for the same input, and nothing takes no time', () => {
    const input = { images: unknown(40), slots: 5 };
    expect(forecast(input)).toEqual(forecast(input));
    expect(forecast({ images: [], slots: 5 })).toEqual({
      half: 0,
      ninety: 0,
      work: 0,
      basedOn: { known: 0, past: 0 },
    });
  });

  test('of forty images in five slots takes eight rounds, give or take', () => {
    const { half, ninety, work } = forecast({ images: unknown(40), slots: 5 });
    expect(half).toBeGreaterThan(8 * 75);
    expect(half).toBeLessThan(8 * 75 * 1.3);
    expect(ninety).toBeGreaterThan(half);
    expect(work).toBeGreaterThan(40 * 75);
  });

  test('believes what is known of an image more than what is known of others, and that more than the usual', () => {
    const [usual, past, known] = [
      forecast({ images: [undefined], slots: 1 }),
      forecast({ images: [undefined], slots: 1, past: [200, 200, 200, 200, 200] }),
      forecast({ images: [300], slots: 1, past: [200, 200, 200, 200, 200] }),
    ];
    expect(usual.half).toBeLessThan(100);
    expect(past.half).toBeGreaterThan(190);
    expect(past.half).toBeLessThan(215);
    expect(known.half).toBeGreaterThan(280);
    expect(known.basedOn).toEqual({ known: 1, past: 5 });
    expect(forecast({ images: [undefined], slots: 1, past: [999, 999] }).half).toBe(usual.half);
  });

  test.each(['window', 'batch'] as const)(
    'of a campaign that has just begun is that of its plan; what has passed is taken off (%s)',
    (pacing) => {
      const plan = forecast({ images: unknown(12), slots: 4, pacing });
      const running = (passed: number) => unknown(4).map((minutes) => ({ minutes, passed }));
      const begun = { images: unknown(8), slots: 4, pacing };
      expect(forecast({ ...begun, running: running(0) }).half).toBe(plan.half);
      const later = forecast({ ...begun, running: running(30) });
      expect(plan.half - later.half).toBeGreaterThan(25);
      expect(plan.half - later.half).toBeLessThanOrEqual(31);
      const overdue = forecast({ images: [], running: [{ minutes: 60, passed: 500 }], slots: 4, pacing });
      expect(overdue.half).toBeGreaterThan(9);
      expect(overdue.half).toBeLessThan(15);
      expect(overdue.basedOn.known).toBe(1);
    },
  );

  test('never ends sooner with fewer slots, nor in batches', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (images, slots) => {
          const { half, ninety } = forecast({ images, slots });
          expect(ninety).toBeGreaterThanOrEqual(half);
          expect(forecast({ images, slots: 1 }).half).toBeGreaterThanOrEqual(half);
          expect(forecast({ images, slots, pacing: 'batch' }).half).toBeGreaterThanOrEqual(half - 1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('comes true: campaigns are over by then, half of them and nine of ten', async () => {
    const durations = (seed: number) =>
      Array.from(
        { length: 30 },
        (_, index) => 75 * Math.exp(0.35 * Math.sin((seed + 1) * 97 + index * 57) * 1.4),
      );
    const { half, ninety } = forecast({ images: unknown(30), slots: 5 });
    const ends: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const images = durations(seed).map((minutes, index) => enrolled(`Image-${index}`, { minutes }));
      const { campaign } = await createCampaignWorld({ images }, { batchSize: 5 });
      const { startedAt, endedAt = '' } = await campaign.run();
      ends.push((Date.parse(endedAt) - Date.parse(startedAt)) / 60_000);
    }
    expect(ends.filter((end) => end <= ninety * 1.05).length).toBeGreaterThanOrEqual(18);
    expect(Math.max(...ends) / half).toBeLessThan(1.3);
    expect(Math.min(...ends) / half).toBeGreaterThan(0.75);
  });

  test.each([
    [{ images: [], slots: 0 }, 'slots is 0; expected a whole number from 1'],
    [{ images: [-1], slots: 1 }, 'a duration is -1; expected minutes above 0'],
    [{ images: [], slots: 1, past: [Number.NaN] }, 'a duration is NaN'],
    [{ images: [], slots: 1, typicalMinutes: 0 }, 'a duration is 0'],
  ])('refuses %j', (input, message) => {
    expect(() => forecast(input)).toThrow(message);
  });
});
