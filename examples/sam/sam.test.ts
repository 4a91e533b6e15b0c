import { existsSync, readFileSync } from 'node:fs';
import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { enrolled } from '@appstream-campaign/test-support/handler-world';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { execute, readDefinition } from '@appstream-campaign/test-support/step-functions';
import { describe, expect, test } from 'vitest';
import { readTemplate, resolve } from '../../packages/cdk/test/deployments/cloudformation.ts';

const here = (path: string) => new URL(path, import.meta.url);
const template = await readTemplate(here('template.yaml'));
const readme = readFileSync(here('README.md'), 'utf8');
const definition = await readDefinition(
  new URL('../../packages/lambda-handler/state-machine.asl.json', import.meta.url),
);

test('what the template takes from the checkout is there', () => {
  const resources = resolve(template);
  const paths = [resources.Function?.Properties?.CodeUri, resources.StateMachine?.Properties?.DefinitionUri];
  expect(paths.filter((path) => !existsSync(here(String(path))))).toEqual([]);
  expect(existsSync(here(`${String(paths[0])}/index.mjs`))).toBe(true);
});

test('the README names every parameter, and no other', () => {
  const table = readme.slice(readme.indexOf('| parameter'), readme.indexOf('## What it costs'));
  const named = [...table.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(named.toSorted()).toEqual(Object.keys(template.Parameters ?? {}).toSorted());
});

const ADDRESSES: readonly [name: string, value: string, taken: boolean][] = [
  ...['FromAddress', 'ToAddress', 'ReplyTo'].flatMap((name): [string, string, boolean][] => [
    [name, 'it@example.com', true],
    [name, 'Ops <it@example.com>', true],
    [name, "o'brien+x@a-b.example.com", true],
    [name, 'admin@example.com;', false],
    [name, 'admin@example.com,', false],
    [name, 'Admin <admin@example.com', false],
    [name, 'Admin admin@example.com', false],
    [name, '"Ops" <it@example.com>', false],
    [name, 'Zürich <it@example.com>', false],
    [name, 'it@exa_mple.com', false],
    [name, 'it', false],
  ]),
  ['FromAddress', 'Chan, Karen <k@example.com>', true],
  ['ReplyTo', 'Chan, Karen <k@example.com>; a@example.com, b@example.com', true],
  ['FromAddress', 'a@example.com, b@example.com', false],
];

describe('the patterns of parameters', () => {
  const parameters = (template.Parameters ?? {}) as Readonly<
    Record<string, { readonly Default?: string | number; readonly AllowedPattern?: string }>
  >;
  const takes = (name: string, value: string) =>
    new RegExp(parameters[name]?.AllowedPattern ?? 'none', 'u').test(value);

  test('take the defaults', () => {
    const names = Object.keys(parameters).filter((name) => parameters[name]?.AllowedPattern !== undefined);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !takes(name, String(parameters[name]?.Default)))).toEqual([]);
  });

  test.each([
    ['SlackWebhook', 'ssm:/campaign/slack', true],
    ['SlackWebhook', 'https://hooks.slack.com/services/very/secret', false],
    ['TeamsWebhook', 'ssm:https://example.com/very/secret', false],
    ['WebhookKey', 'secretsmanager:campaign#key', false],
    ['SlackChannel', 'C0123456789', true],
    ['SlackChannel', '#general', false],
    ['EventBus', 'arn:aws:events:us-east-1:123456789012:event-bus/x', false],
    ['Routes', 'slack: updateFailed, campaignEnded; teams: error, 30 min', true],
    ['TimeZone', 'America/Argentina/Buenos_Aires', true],
    ['TimeZone', '', false],
    ['Routes', 'ses: campaignEnded;', true],
    ...ADDRESSES,
    // What is left when a shell takes the quotes away, and the value is cut at its first space.
    ['Routes', 'slack:', false],
    ['Routes', 'slack:updateFailed,', false],
  ])('%s=%s: %s', (name, value, taken) => {
    expect(takes(name, value)).toBe(taken);
  });
});

// Prices in us-east-1, in dollars.
const TRANSITION = 0.025 / 1000;
const GIGABYTE_SECOND = 0.0000133334;
const REQUEST = 0.2 / 1_000_000;
const MAIL = 0.1 / 1000;
const TRACE = 5 / 1_000_000;
const ALARM_METRIC = 0.1;

/** A month's campaign, as it is deployed: five slots, updates of 90 minutes, each check two seconds at 512 MiB. */
async function monthOf(count: number) {
  const images = Array.from({ length: count }, (_, index) => enrolled(`Image-${index}`, { minutes: 90 }));
  const world = await createMemoryWorld({ images, imageQuota: 1000 });
  const handler = createCampaignHandler({
    store: world.store,
    notifiers: [new RecordingNotifier()],
    clock: world.clock,
    logger: silentLogger,
    environment: {},
  });
  let checks = 0;
  const { states } = await execute(
    definition,
    { BatchSize: 5 },
    {
      invoke: async (event) => {
        checks++;
        return JSON.parse(JSON.stringify(await handler(event))) as unknown;
      },
      waitUntil: (end) => world.clock.advanceTo(end),
      now: () => world.clock.now(),
    },
  );
  const transitions = states.length * TRANSITION;
  const lambda = checks * (2 * 0.5 * GIGABYTE_SECOND + REQUEST);
  const rest = MAIL + 2 * checks * TRACE;
  const alarms = 3 * ALARM_METRIC;
  const dollars = (amount: number) => amount.toFixed(3);
  const parts = [transitions, lambda, rest, alarms, transitions + lambda + rest + alarms].map(dollars);
  return [count, checks, states.length, ...parts].join(' | ');
}

test.each([10, 100])('the README says what a month with %d images costs', async (count) => {
  const rows = readme.split('\n').map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .filter((cell) => cell !== '')
      .join(' | '),
  );
  expect(rows).toContain(await monthOf(count));
});
