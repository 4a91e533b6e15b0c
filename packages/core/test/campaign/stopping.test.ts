import { type CampaignState, UpdateCampaign } from '@appstream-campaign/core';
import { renderMessage, severityOf } from '@appstream-campaign/core/messages';
import { assertCampaignInvariants } from '@appstream-campaign/core/testing';
import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';
import { decideAndStart } from '../decide-and-start.ts';

const several = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => enrolled(`Image-${String(index).padStart(2, '0')}`, more));
const statuses = ({ images }: CampaignState) =>
  Object.fromEntries(
    ['waiting', 'updating', 'updated', 'failed', 'skipped']
      .map((status) => [status, images.filter((image) => image.status === status).length] as const)
      .filter(([, count]) => count > 0),
  );

describe('too many failures', () => {
  test('an update that breaks every image breaks a few of sixty, and is told at once', async () => {
    const { campaign, world, notifier } = await createCampaignWorld({
      images: several(60, { outcome: 'failed' }),
    });
    const end = await campaign.run();
    expect(end.status).toBe('stopped');
    expect(end.stopped).toEqual({
      code: 'too-many-failures',
      detail: 'the updates of 5 of 5 images failed',
    });
    expect(world.updates()).toHaveLength(5);
    expect(statuses(end)).toEqual({ waiting: 60 });
    expect(notifier.delivered.map(({ type }) => type)).toEqual(['campaignStopped']);
    for (const { tags } of [...world.images()].flatMap(([name, image]) =>
      name.includes('Updated') ? [] : [image],
    )) {
      expect(tags).toEqual({ AutoUpdate: 'Enabled' });
    }
  });

  test('what is in flight is told, and watched to its end', async () => {
    const { campaign, world, notifier } = await createCampaignWorld({
      images: [...several(3, { outcome: 'failed' }), enrolled('Slow', { minutes: 300 }), ...several(0)],
    });
    const end = await campaign.run();
    expect(statuses(end)).toEqual({ waiting: 3, updated: 1 });
    expect(notifier.delivered).toMatchObject([
      { type: 'campaignHalted', updating: [{ source: 'Slow' }], reason: { code: 'too-many-failures' } },
      { type: 'campaignStopped', updating: [], waiting: ['Image-00', 'Image-01', 'Image-02'] },
    ]);
    expect(world.images().get('Slow')?.tags).toMatchObject({ AutoUpdate: 'Completed' });
    const [halted] = notifier.delivered;
    if (halted === undefined) throw new Error('nothing was told');
    expect(renderMessage(halted).text).toContain('No further update is started: too many updates failed');
  });

  test('a few among many do not halt, and neither does a count of 0', async () => {
    const images = [
      ...several(4, { outcome: 'failed' }),
      ...Array.from({ length: 8 }, (_, i) => enrolled(`Ok-${i}`)),
    ];
    const few = await createCampaignWorld({ images }, { batchSize: 2, failureThreshold: { count: 5 } });
    expect((await few.campaign.run()).status).toBe('over');
    const never = await createCampaignWorld({ images }, { failureThreshold: { count: 0 } });
    expect((await never.campaign.run()).status).toBe('over');
    const share = await createCampaignWorld({ images }, { failureThreshold: { count: 1, percent: 0 } });
    expect((await share.campaign.run()).status).toBe('stopped');
  });

  test('who resumes acknowledges the failures so far', async () => {
    const { campaign, world } = await createCampaignWorld(
      { images: several(8, { outcome: 'failed' }) },
      { attempts: 1, batchSize: 1 },
    );
    const first = await campaign.run();
    expect(statuses(first)).toEqual({ waiting: 5, failed: 3 });
    const second = await campaign.run({ state: first });
    expect(second.status).toBe('stopped');
    expect(statuses(second)).toEqual({ waiting: 2, failed: 6 });
    const third = await campaign.run({ state: second });
    expect(third.status).toBe('over');
    expect(world.updates()).toHaveLength(8);
  });
});

describe('a stop', () => {
  test('by a tag on any waiting image: nothing is started after it, what runs is watched', async () => {
    const { campaign, world, notifier } = await createCampaignWorld(
      { images: several(12) },
      { batchSize: 2 },
    );
    world.clock.after(30, () =>
      world.setTags('Image-11', { AutoUpdate: 'Enabled', StopCampaign: 'patch is bad, says Kim' }),
    );
    const end = await campaign.run();
    expect(statuses(end)).toEqual({ waiting: 10, updated: 2 });
    expect(end.stopped).toEqual({
      code: 'stop-tagged',
      detail: 'Image-11 has the tag StopCampaign: patch is bad, says Kim',
    });
    expect(notifier.delivered.at(-1)?.type).toBe('campaignStopped');

    const still = await campaign.run({ state: end });
    expect(world.updates()).toHaveLength(2);
    expect(still.status).toBe('stopped');

    world.setTags('Image-11', { AutoUpdate: 'Enabled' });
    expect((await campaign.run({ state: still })).status).toBe('over');
    expect(world.updates()).toHaveLength(12);
  });

  test('has a key of one’s own choice, and any value will do, an empty one too', async () => {
    const { campaign, world } = await createCampaignWorld(
      { images: [enrolled('A', { tags: { AutoUpdate: 'Enabled', StopCampaign: 'y' } })] },
      { tags: { stop: 'Pause' } },
    );
    await campaign.run();
    expect(world.images().get('A-Updated-20261123')?.tags).toHaveProperty('StopCampaign', 'y');
    const other = await createCampaignWorld({
      images: [enrolled('B'), enrolled('C', { tags: { AutoUpdate: 'Enabled', StopCampaign: '' } })],
    });
    expect((await other.campaign.run()).stopped).toEqual({
      code: 'stop-tagged',
      detail: 'C has the tag StopCampaign',
    });
    expect(other.world.updates()).toEqual([]);
  });

  test('is what somebody wanted: it reads as no alarm, and speaks of a tag only where there is one', async () => {
    const { campaign, notifier } = await createCampaignWorld({ images: several(6) }, { batchSize: 2 });
    const running = await decideAndStart(campaign);
    await campaign.run({ state: campaign.stop(running, 'the change window is over') });
    const told = notifier.delivered.map((event) => ({ ...renderMessage(event), level: severityOf(event) }));
    expect(told.map(({ subject, level }) => [subject, level])).toEqual([
      ['Stopping as requested (AppStream image updates)', 'warning'],
      ['Stopped as requested (AppStream image updates)', 'warning'],
    ]);
    for (const { text } of told) {
      expect(text).toContain('as requested: the change window is over.');
      expect(text).not.toMatch(/tag that is named above|AppStream says|[Hh]alted/);
    }

    const tagged = await createCampaignWorld({
      images: [enrolled('C', { tags: { AutoUpdate: 'Enabled', StopCampaign: '' } })],
    });
    await tagged.campaign.run();
    const [stopped] = tagged.notifier.delivered;
    if (stopped === undefined) throw new Error('nothing was told');
    expect(renderMessage(stopped).text).toContain('take the tag that is named above away');
  });

  test('through the API: told, drained, and resumed', async () => {
    const { campaign, world, notifier } = await createCampaignWorld({ images: several(6) }, { batchSize: 2 });
    const running = await decideAndStart(campaign);
    const halted = campaign.stop(running, 'the change window\nis over');
    expect(halted.halted).toMatchObject({ code: 'stop-requested', detail: 'the change window is over' });
    expect(halted.nextCheckAt).toBe(world.clock.now().toISOString());
    expect(campaign.stop(halted)).toEqual(halted);

    const next = await decideAndStart(campaign, halted);
    expect(notifier.delivered).toMatchObject([{ type: 'campaignHalted', waiting: { length: 4 } }]);
    const end = await campaign.run({ state: next });
    expect(statuses(end)).toEqual({ waiting: 4, updated: 2 });
    assertCampaignInvariants(world, end, notifier.delivered, { batchSize: 2 });
    expect(campaign.stop(end)).toEqual(end);

    const over = await campaign.run({ state: end });
    expect(over.status).toBe('over');
    expect(over).not.toHaveProperty('halted');
    assertCampaignInvariants(world, over, notifier.delivered, { batchSize: 2 });
  });

  test('can be lifted before the campaign has come to rest', async () => {
    const { campaign, world } = await createCampaignWorld({ images: several(6) }, { batchSize: 2 });
    const halted = campaign.stop(await decideAndStart(campaign));
    const lifted = campaign.resume(halted);
    expect(lifted).not.toHaveProperty('halted');
    expect((await campaign.run({ state: lifted })).status).toBe('over');
    expect(world.updates()).toHaveLength(6);
    expect(campaign.resume(lifted)).toEqual(lifted);
  });

  test('of a campaign that has not begun starts nothing', async () => {
    const { campaign, world } = await createCampaignWorld({ images: several(3) });
    const never = new UpdateCampaign({ store: world.store, clock: world.clock });
    const { newCampaign } = await import('@appstream-campaign/core/internal');
    const state = never.stop(newCampaign('x', world.clock.now().toISOString()));
    const end = await campaign.run({ state });
    expect(end).toMatchObject({ status: 'stopped', stopped: { code: 'stop-requested' } });
    expect(world.updates()).toEqual([]);
  });
});
