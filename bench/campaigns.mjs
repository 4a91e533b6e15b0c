// Whole campaigns in virtual time: the real engine over images in memory.
import { UpdateCampaign } from '@appstream-campaign/core';
import { createMemoryWorld } from '@appstream-campaign/core/testing';

const START = '2026-11-23T20:00:00.000Z';

/**
 * Plays a campaign to its end.
 * @param {number[]} durations minutes of each update
 * @param {object} options of the campaign, and:
 * @param {number[]} [options.remembered] what tags say of the durations
 * @param {boolean} [options.oracle] whether it is woken in the very moments in which something has finished
 * @returns what it took: minutes until every outcome was known, checks, and looks at updates in progress
 */
export async function playCampaign(durations, { remembered, oracle = false, ...options }) {
  const world = await createMemoryWorld({
    startsAt: START,
    updateQuota: 10_000,
    imageQuota: 100_000,
    images: durations.map((minutes, index) => ({
      name: `Image-${String(index).padStart(5, '0')}`,
      minutes,
      tags: {
        AutoUpdate: 'Enabled',
        ...(remembered === undefined ? {} : { UpdateMinutes: String(remembered[index]) }),
      },
    })),
  });
  let looks = 0;
  const store = {
    ...world.store,
    describe(names, { tags }) {
      // Only updates in progress are looked at without their tags.
      if (!tags) looks += Math.ceil(names.length / 25);
      return world.store.describe(names, { tags });
    },
  };
  const clock = oracle ? wokenAtCompletions(world, durations) : world.clock;
  const campaign = new UpdateCampaign({ store, clock, id: 'bench', ...options });
  const end = await campaign.run();
  const wrong = end.images.filter(({ status }) => status !== 'updated').length;
  if (end.status !== 'over' || wrong > 0)
    throw new Error(`The campaign ended as ${end.status}, ${wrong} not updated.`);
  const minutes = (Date.parse(end.endedAt) - Date.parse(end.startedAt)) / 60_000;
  return { minutes, checks: end.checks, looks, maxAtOnce: world.maxInProgress() };
}

/** A clock whose sleepers wake when the next update has finished, whatever time they asked for. */
function wokenAtCompletions(world, durations) {
  return {
    now: () => world.clock.now(),
    async sleepUntil(instant) {
      const now = world.clock.now().getTime();
      const ends = world
        .updates()
        .map(({ source, at }) => Date.parse(at) + durations[Number(source.slice(6))] * 60_000)
        .map((end) => Math.ceil(end))
        .filter((end) => end > now);
      world.clock.advanceTo(ends.length === 0 ? instant : new Date(Math.min(...ends)));
    },
  };
}
