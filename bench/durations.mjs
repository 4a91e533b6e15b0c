// How long updates take, drawn with a seed: the same in every run.
import { randomLcg, randomLogNormal, randomUniform } from 'd3-random';

/** Median in minutes, and spread. AWS publishes no figures; these are the ones that admins tell. */
const TYPICAL = { median: 75, sigma: 0.35 };
const SIX_HOURS = 360;

/**
 * @param {number} count how many updates
 * @param {number} seed
 * @param {'lognormal' | 'heavy-tailed'} kind heavy-tailed: one in twenty takes six hours
 * @returns {number[]} minutes
 */
export function drawDurations(count, seed, kind) {
  const source = randomLcg((seed + 0.5) / 1000);
  const usual = randomLogNormal.source(source)(Math.log(TYPICAL.median), TYPICAL.sigma);
  const chance = randomUniform.source(source)();
  return Array.from({ length: count }, () => {
    const minutes = usual();
    return kind === 'heavy-tailed' && chance() < 0.05 ? SIX_HOURS : minutes;
  });
}

/** What a tag might remember of them: off by as much as `share` of each, either way. */
export function rememberedDurations(durations, seed, share) {
  const error = randomUniform.source(randomLcg((seed + 0.25) / 1000))(1 - share, 1 + share);
  return durations.map((minutes) => Math.max(1, Math.round(minutes * error())));
}
