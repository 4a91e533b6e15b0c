import { UpdateCampaign } from '@appstream-campaign/core';
import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const X = 'A-Updated-20261123';
const start = (source: string, successor: string, tags: Record<string, string>) => ({
  source,
  successor,
  displayName: successor,
  tags,
});
const pointer = { AutoUpdate: 'Enabled', BaseName: 'A', UpdatedFrom: 'A' };

describe('an update that began before the campaign', () => {
  test('is adopted while it is in progress, also when its source is closed already', async () => {
    const { campaign, world, events } = await createCampaignWorld({ images: [enrolled('A')] });
    await world.store.startUpdate(start('A', 'A-early', pointer));
    world.setTags('A', { AutoUpdate: 'Completed', NextVersion: 'A-early' });
    world.clock.advance(10);
    const state = await decideAndStart(campaign);
    expect(state.images).toMatchObject([
      { status: 'updating', source: 'A', successor: 'A-early', startedAt: '2026-11-23T08:00:00.000Z' },
    ]);
    expect(events.map(({ type }) => type)).toContain('updateAdopted');
    expect((await campaign.run({ state })).images).toMatchObject([
      { status: 'updated', successor: 'A-early' },
    ]);
    expect(world.updates()).toHaveLength(1);
  });

  test('is not adopted when the selector leaves its source out', async () => {
    const { campaign, world } = await createCampaignWorld(
      { images: [enrolled('A')] },
      { selector: { exclude: ['A'] } },
    );
    await world.store.startUpdate(start('A', 'B-early', pointer));
    expect((await decideAndStart(campaign)).images).toEqual([]);
  });

  test('is recognised when it ended without its source being marked, and neither is updated again', async () => {
    const { campaign, world } = await createCampaignWorld({ images: [enrolled('A')] });
    await world.store.startUpdate(start('A', 'A-early', pointer));
    world.clock.advance(120);
    expect((await campaign.plan()).images).toEqual([
      { image: 'A', verdict: 'updated', successor: 'A-early' },
      { image: 'A-early', verdict: 'exclude', exclusion: 'just-updated' },
    ]);
    const end = await campaign.run();
    expect(end.images).toMatchObject([{ source: 'A', status: 'updated', successor: 'A-early' }]);
    expect(world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Completed', NextVersion: 'A-early' });
    expect(world.updates()).toHaveLength(1);
  });

  test('a month ago, and was updated to, is a candidate itself', async () => {
    const { campaign, world } = await createCampaignWorld(
      { images: [enrolled('A')] },
      { skipCurrent: false },
    );
    await campaign.run();
    world.clock.advance(30 * 24 * 60);
    const next = new UpdateCampaign({ store: world.store, clock: world.clock, skipCurrent: false });
    const end = await next.run();
    expect(end.images).toMatchObject([{ source: X, status: 'updated', successor: 'A-Updated-20261223' }]);
    expect(world.images().get('A-Updated-20261223')?.tags).toEqual({
      ...pointer,
      UpdatedFrom: X,
      UpdateMinutes: expect.stringMatching(/^\d+$/),
    });
  });

  test('and failed leaves its source to this campaign, which opens it first', async () => {
    const closed = { AutoUpdate: 'Completed', NextVersion: 'A-failed', Team: 'IT' };
    const images = [
      { name: 'A', tags: closed, incompatible: true },
      { name: 'A-failed', condition: 'failed' as const, tags: { AutoUpdate: 'Enabled', UpdatedFrom: 'A' } },
    ];
    const { campaign, world, events } = await createCampaignWorld({ images });
    const plan = await campaign.plan();
    expect(plan.images).toMatchObject([
      { image: 'A', verdict: 'fail', reason: { code: 'incompatible' } },
      { image: 'A-failed', verdict: 'exclude', exclusion: 'not-available' },
    ]);
    await campaign.run();
    expect(events[0]).toMatchObject({ type: 'sourceReopened', source: 'A', successor: 'A-failed' });
    expect(world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Enabled', Team: 'IT' });
  });

  test('and failed, but whose source names another successor by now, is left alone', async () => {
    const images = [
      { name: 'A', tags: { AutoUpdate: 'Completed', NextVersion: 'A-good' } },
      { name: 'A-failed', condition: 'failed' as const, tags: { AutoUpdate: 'Enabled', UpdatedFrom: 'A' } },
    ];
    const { campaign, world } = await createCampaignWorld({ images });
    expect((await campaign.run()).images).toEqual([]);
    expect(world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Completed', NextVersion: 'A-good' });
  });

  test('of this campaign and failed, counts as an attempt, although the state was lost', async () => {
    const { campaign, world, notifier } = await createCampaignWorld({
      images: [enrolled('A', { outcome: 'failed', minutes: 5 })],
    });
    await decideAndStart(campaign); // its state is lost
    world.clock.advance(30);
    const again = new UpdateCampaign({
      store: world.store,
      clock: world.clock,
      notifiers: [notifier],
      id: 'test',
      startedAt: '2026-11-23T08:00:00.000Z',
    });
    expect((await again.run()).images).toMatchObject([
      { source: 'A', status: 'failed', successor: `${X}-2`, failedSuccessors: [X] },
    ]);
    expect(world.updates()).toHaveLength(2);
    expect(world.images().get('A')?.tags).toEqual({ AutoUpdate: 'Enabled' });
  });
});

describe('a successor', () => {
  test('gets the tags of its source, but for AWS’s own and the pointer to a successor', async () => {
    const tags = {
      AutoUpdate: 'Enabled',
      BaseName: 'Base',
      NextVersion: 'Old',
      'aws:created': 'x',
      Team: 'IT',
      UpdatedFrom: 'Older',
    };
    const { campaign, world } = await createCampaignWorld({
      images: [{ name: 'A', tags, description: 'For finance' }],
    });
    await campaign.run();
    const [update] = world.updates();
    expect(update?.successor).toBe('Base-Updated-20261123');
    expect(world.images().get('Base-Updated-20261123')?.tags).toEqual({
      AutoUpdate: 'Enabled',
      BaseName: 'Base',
      Team: 'IT',
      UpdatedFrom: 'A',
      UpdateMinutes: expect.stringMatching(/^\d+$/),
    });
    const [record] = await world.store.describe(['Base-Updated-20261123'], { tags: false });
    expect(record?.description).toBe('For finance');
  });

  test('is named and tagged with keys and values of one’s own', async () => {
    const names = {
      autoUpdate: 'Patch',
      enabled: 'Monthly',
      completed: 'Done',
      nextVersion: 'Next',
      baseName: 'Line',
      updatedFrom: 'From',
      updateMinutes: 'Took',
    };
    const images = [{ name: 'A', tags: { Patch: 'Monthly' } }, enrolled('B')];
    const { campaign, world } = await createCampaignWorld({ images }, { tags: names });
    expect((await campaign.run()).images).toMatchObject([{ source: 'A', status: 'updated' }]);
    expect(world.images().get('A')?.tags).toEqual({ Patch: 'Done', Next: X });
    expect(world.images().get(X)?.tags).toEqual({
      Patch: 'Monthly',
      Line: 'A',
      From: 'A',
      Took: expect.stringMatching(/^\d+$/),
    });
    expect(world.images().get('B')?.tags).toEqual({ AutoUpdate: 'Enabled' });
  });

  test('may have exactly 50 tags', async () => {
    const filled = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, key) => [`K${key}`, 'x']));
    const images = [
      { name: 'Fits', tags: { AutoUpdate: 'Enabled', ...filled(47) } },
      { name: 'Full', tags: { AutoUpdate: 'Enabled', ...filled(48) } },
    ];
    const { campaign } = await createCampaignWorld({ images });
    expect((await campaign.run()).images).toMatchObject([
      { source: 'Fits', status: 'updated' },
      {
        source: 'Full',
        status: 'skipped',
        reason: { code: 'too-many-tags', detail: expect.stringContaining('51 tags') },
      },
    ]);
  });
});
