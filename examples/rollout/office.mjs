import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { AppStreamFleetStore } from '@appstream-campaign/aws-adapters/appstream-fleets';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { UpdateCampaign } from '@appstream-campaign/core';
import { planPrune, prune } from '@appstream-campaign/core/prune';
import { rollout, toRolloutPolicy, withRollbackImages } from '@appstream-campaign/core/rollout';
import { AppStreamClient } from '@aws-sdk/client-appstream';

/** Three rings: a day on test, three on pilot, and a person before production. */
export const POLICY = { rings: 'test:24h,pilot:72h,production:approval' };

/**
 * What an office does with an account in a month: update, roll out, prune.
 *
 * @param {{ endpoint: string, clock: import('@appstream-campaign/core').Clock, say: (kind: string, text: string) => Promise<void> }} parts
 */
export function openOffice({ endpoint, clock, say }) {
  const client = new AppStreamClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
    maxAttempts: 10,
  });
  const images = new AppStreamImageStore({ client });
  const fleets = new AppStreamFleetStore({ client });
  const parts = { store: fleets, images, clock, policy: POLICY };

  /** One campaign; resolves with the successors. */
  async function update() {
    const campaign = new UpdateCampaign({ store: images, clock });
    const { images: outcomes } = await campaign.run();
    for (const one of outcomes) {
      await say(one.status, 'successor' in one ? `${one.source} → ${one.successor}` : one.source);
    }
    return outcomes.flatMap((one) => (one.status === 'updated' ? [one.successor] : []));
  }

  /** Passes, an hour or a soak apart, until something waits for a person or all is as wanted. */
  async function pass() {
    const told = new Set();
    for (;;) {
      const { done, after } = await rollout(parts);
      for (const act of done) {
        if (act.type === 'switch') await say('switched', `${act.fleet} (${act.ring}): ${act.to}`);
        if (act.type === 'rollback')
          await say('back', `${act.fleet} (${act.ring}): ${act.to}; ${act.because}`);
      }
      for (const { reason, wanted, ring, detail, until } of after.holds) {
        const line = `${wanted} ${reason === 'soaking' ? detail : `for ring ${ring}`}`;
        if (!['soaking', 'approval'].includes(reason) || told.has(`${reason} ${line}`)) continue;
        told.add(`${reason} ${line}`);
        await say(
          reason,
          until === undefined ? line : `${line}, until ${until.slice(0, 16).replace('T', ' ')}`,
        );
      }
      const ends = after.holds.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until)]));
      if (ends.length === 0 && done.every(({ type }) => type === 'note')) return;
      const soon = clock.now().getTime() + 3_600_000;
      await clock.sleepUntil(new Date(ends.length === 0 ? soon : Math.min(...ends)));
    }
  }

  /** Changes tags of an image as a person does in the console. @param {Record<string, string>} put */
  async function tag(/** @type {string} */ name, put) {
    const [image] = await images.describe([name], { tags: true });
    if (image === undefined) throw new Error(`There is no image ${name}.`);
    await images.retag(image, { put, remove: [] });
  }

  /** Deletes what nobody needs, and nothing that a rollout would go back to. */
  async function tidyUp() {
    const inventory = async (/** @type {readonly string[] | undefined} */ among) => {
      const read = await readInventory({ client, ...(among && { among }) });
      return withRollbackImages(read, await fleets.list(), toRolloutPolicy(POLICY));
    };
    const plan = await planPrune({ inventory, clock });
    const only = plan.delete.map(({ image }) => image);
    const { deleted } = await prune({ store: images, inventory, clock, only });
    for (const name of deleted) await say('deleted', name);
    for (const { image, reason, detail } of plan.keep) {
      await say('kept', `${image}: ${reason}${detail === undefined ? '' : ` (${detail})`}`);
    }
    return deleted;
  }

  return { update, pass, tag, tidyUp };
}
