import { readFileSync } from 'node:fs';
import { costRange, lineageTrees, preflight, type Quota, usageOf } from '@appstream-campaign/core/planning';
import { renderLineage } from '@appstream-campaign/report';
import { expect, test } from 'vitest';
import { SAMPLE_INVENTORY, SAMPLE_REMOVABLE } from './sample-lineage.ts';

const PAGE = readFileSync(new URL('../../../docs/lineage-and-preflight.md', import.meta.url), 'utf8');
const shown = (what: string) =>
  new RegExp(`<!-- ${what} -->\n\`\`\`text\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1];

const live = (value: number, code: string): Quota => ({
  value,
  origin: 'live',
  link: `https://eu-west-1.console.aws.amazon.com/servicequotas/home/services/appstream2/quotas/${code}`,
});

test('the page shows the lineages as they are rendered', () => {
  expect(shown('lineage')).toBe(renderLineage(lineageTrees(SAMPLE_INVENTORY, {}, SAMPLE_REMOVABLE), 'text'));
});

test('the page shows the findings as they are', () => {
  const { findings } = preflight({
    quotas: {
      images: live(8, 'L-E1182CCA'),
      concurrentUpdates: live(5, 'L-9B6418E0'),
      imageBuilders: live(10, 'L-DE32F884'),
    },
    usage: usageOf(SAMPLE_INVENTORY),
    candidates: 14,
    batchSize: 5,
    removable: SAMPLE_REMOVABLE.map(({ image }) => image),
  });
  const lines = findings.flatMap(({ severity, summary, next }) => [
    `${severity}: ${summary}`,
    ...next.map((step) => `  - ${step}`),
  ]);
  expect(shown('preflight')).toBe(`${lines.join('\n')}\n`);
});

test('the page shows an estimate as it is', () => {
  const { builderHours, cost, assumptions } = costRange({
    images: 14,
    pastMinutes: [62, 75, 118],
    pricePerHour: 0.5,
  });
  const hours = (value: number) => value.toFixed(1);
  const lines = [
    `Image builders run ${hours(builderHours.least)} to ${hours(builderHours.most)} hours: ${hours(cost?.least ?? 0)} to ${hours(cost?.most ?? 0)}.`,
    ...assumptions.map(({ name, value, basis }) => `${name}: ${value} (${basis})`),
  ];
  expect(shown('cost')).toBe(`${lines.join('\n')}\n`);
});
