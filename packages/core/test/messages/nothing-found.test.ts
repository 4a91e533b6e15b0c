import { renderMessage } from '@appstream-campaign/core/messages';
import { describe, expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';

const NEAR = [
  { name: 'A', tags: { AutoUpdate: 'enabled' } },
  { name: 'B', tags: { AutoUpdate: 'enabled' } },
  { name: 'C', tags: { autoupdate: 'Enabled ' } },
  { name: 'D', tags: {} },
  { name: 'E', tags: { Owner: 'Enabled' } },
];

describe('a campaign without candidates says how many images it looked at, and which came close', () => {
  test('in its state, its event, its mail and its plan', async () => {
    const { campaign, notifier } = await createCampaignWorld({ images: NEAR });
    const why =
      '5 images looked at for the tag AutoUpdate=Enabled: 2 have AutoUpdate=enabled, 1 has autoupdate=Enabled ';
    expect(await campaign.plan()).toMatchObject({ nothingFound: why });

    const end = await campaign.run();

    expect(end).toMatchObject({ status: 'over', nothingFound: why.trim() });
    const mail = notifier.delivered.map((event) => renderMessage(event).text).join('\n');
    expect(mail).toContain('2 have AutoUpdate=enabled');
    expect(mail).toContain('1 has autoupdate=Enabled');
  });

  test('enrolled images that are not available, done already, or left out by the selection', async () => {
    const images = [
      enrolled('Broken', { condition: 'failed' }),
      { name: 'Done', tags: { AutoUpdate: 'Completed' } },
      enrolled('Left'),
    ];
    const { campaign } = await createCampaignWorld({ images }, { selector: { exclude: ['Left'] } });

    const { nothingFound } = await campaign.plan();

    expect(nothingFound).toContain('1 has the tag and not the state AVAILABLE');
    expect(nothingFound).toContain('1 has AutoUpdate=Completed');
    expect(nothingFound).toContain('1 has the tag and a name or platform that the selection leaves out');
  });

  test('what a person has said to be ignored is no near miss, and no candidate', async () => {
    const images = [
      { name: 'Said', tags: { AutoUpdate: 'Ignored' } },
      enrolled('Named'),
      { name: 'Elsewhere', tags: { AutoUpdate: 'Ignored' } },
    ];
    const selector = { ignore: ['Nam*'], exclude: ['Else*'] };
    const { campaign, notifier } = await createCampaignWorld({ images }, { selector });

    const plan = await campaign.plan();

    expect(plan.nothingFound).toContain('3 images looked at');
    expect(plan.nothingFound).toMatch(/none has it, or one like it$/);
    expect(
      plan.images.flatMap((one) => (one.verdict === 'exclude' ? [[one.image, one.exclusion]] : [])),
    ).toEqual([
      ['Elsewhere', 'name-excluded'],
      ['Named', 'ignored'],
      ['Said', 'ignored'],
    ]);
    const { images: candidates } = await campaign.run();
    expect(candidates).toEqual([]);
    expect(notifier.delivered.map(({ type }) => type)).toEqual(['campaignEnded']);
  });

  test('nothing of the kind', async () => {
    const { campaign } = await createCampaignWorld({ images: [{ name: 'D', tags: {} }] });

    const { nothingFound } = await campaign.plan();

    expect(nothingFound).toBe(
      '1 image looked at for the tag AutoUpdate=Enabled: none has it, or one like it',
    );
  });

  test('a campaign with candidates says nothing of it', async () => {
    const { campaign } = await createCampaignWorld({ images: [...NEAR, enrolled('F')] });

    expect(await campaign.plan()).not.toHaveProperty('nothingFound');
    expect(await campaign.run()).not.toHaveProperty('nothingFound');
  });
});
