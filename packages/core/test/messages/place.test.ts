import {
  type CampaignOptions,
  InvalidOptionsError,
  UpdateCampaign,
  type UpdateCampaignOptions,
} from '@appstream-campaign/core';
import { eventDocument, renderMessage } from '@appstream-campaign/core/messages';
import { expect, test } from 'vitest';
import { createCampaignWorld, enrolled } from '../campaign-world.ts';

// Whose images a campaign is about: people look after several accounts and Regions.

async function toldFrom(place: UpdateCampaignOptions['place']) {
  const { world, notifier } = await createCampaignWorld({ images: [enrolled('A')] });
  const options: CampaignOptions = {};
  const campaign = new UpdateCampaign({
    ...options,
    ...(place === undefined ? {} : { place }),
    id: 'monthly',
    store: world.store,
    clock: world.clock,
    notifiers: [notifier],
  });
  const state = await campaign.run();
  const [event] = notifier.delivered;
  if (event === undefined) throw new Error('nothing was told');
  return { state, event, text: renderMessage(event).text };
}

test.each([
  [{ account: '123456789012', region: 'eu-west-1' }, 'account 123456789012, eu-west-1, '],
  [
    { account: '123456789012', accountName: 'production', region: 'eu-west-1' },
    'account production (123456789012), eu-west-1, ',
  ],
  [{ accountName: 'production' }, 'account production, '],
  [{ region: 'eu-west-1' }, 'eu-west-1, '],
  [undefined, ''],
])('messages say it: %j', async (place, said) => {
  const { state, event, text } = await toldFrom(place);
  expect(text).toMatch(new RegExp(`Campaign monthly, ${said.replace(/[()]/g, '\\$&')}2026-11-23 `));
  expect(event.place).toEqual(place);
  expect(eventDocument(event).place).toEqual(place);
  expect(state.place).toEqual(place);
});

test.each([
  [{ account: 12 }, 'account'],
  [{ acount: '1' }, 'acount'],
  [{ accountName: 'x'.repeat(101) }, '100 characters'],
])('is refused when it makes no sense: %j', async (place, named) => {
  const { world } = await createCampaignWorld({ images: [] });
  const make = () => new UpdateCampaign({ store: world.store, clock: world.clock, place: place as never });
  expect(make).toThrow(InvalidOptionsError);
  expect(make).toThrow(named);
});
