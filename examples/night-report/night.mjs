import { writeFile } from 'node:fs/promises';
import { AppStreamImageStore } from '@appstream-campaign/aws-adapters/appstream';
import { readInventory } from '@appstream-campaign/aws-adapters/appstream-inventory';
import { appStreamClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import { readQuotas } from '@appstream-campaign/aws-adapters/service-quotas';
import { systemClock } from '@appstream-campaign/aws-adapters/system-clock';
import { UpdateCampaign } from '@appstream-campaign/core';
import { imagesToStart, lineageTrees, preflight, usageOf } from '@appstream-campaign/core/planning';
import { decidePrune, toPrunePolicy } from '@appstream-campaign/core/prune';
import { renderLineage, renderReport } from '@appstream-campaign/report';
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';

/** Looks before it starts, runs the campaign, and leaves a report. */
export async function night({ file = 'report.html', clock = systemClock, say = console.log } = {}) {
  const client = new AppStreamClient(appStreamClientSettings);
  const batchSize = 5;
  const campaign = new UpdateCampaign({ store: new AppStreamImageStore({ client }), clock, batchSize });

  const plan = await campaign.plan();
  const before = await readInventory({ client });
  const removable = decidePrune(before, toPrunePolicy(), clock.now().toISOString()).delete;
  const trees = lineageTrees(before, {}, removable);
  say(renderLineage(trees, 'text', { unseen: before.unseen }));

  const quotas = await readQuotas({ client: new ServiceQuotasClient({}) });
  const { verdict, findings } = preflight({
    quotas,
    usage: usageOf(before),
    candidates: imagesToStart(plan),
    batchSize,
    removable: removable.map(({ image }) => image),
  });
  for (const { summary, next } of findings) say([summary, ...next].join('\n  '));
  if (verdict === 'blocks') return verdict;

  const state = await campaign.run();
  const after = await readInventory({ client });
  const report = {
    state,
    plan,
    slots: batchSize,
    quota: quotas.concurrentUpdates.value,
    region: await client.config.region(),
    before: before.images,
    after: after.images,
  };
  const at = clock.now().toISOString();
  await writeFile(file, renderReport({ at, campaigns: [report] }, 'html'));
  return verdict;
}
