import { createHandlerWorld, enrolled } from '@appstream-campaign/test-support/handler-world';
import { describe, expect, test } from 'vitest';

describe('a campaign that Step Functions could not carry', () => {
  const longNames = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      enrolled(`${'N'.repeat(97)}${String(index).padStart(4, '0')}`),
    );

  test('is refused before anything starts, with the numbers and the way out', async () => {
    const { handler, world } = await createHandlerWorld({ images: longNames(600), imageQuota: 5000 });
    const error: unknown = await handler({}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'CampaignTooLargeError', candidates: 600 });
    expect(String(error)).toMatch(
      /600 candidates could grow .* to \d{6} bytes, and its driver carries 2\d{5}/,
    );
    expect(world.updates()).toEqual([]);
  });

  test('is not refused when it fits', async () => {
    const { handler, world } = await createHandlerWorld({ images: longNames(400), imageQuota: 5000 });
    expect(await handler({})).toMatchObject({ Pending: expect.any(Array) });
    expect(world.updates()).toHaveLength(5);
  });
});
