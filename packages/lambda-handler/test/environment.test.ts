import {
  createCampaignHandler,
  ENVIRONMENT_VARIABLES,
  InvalidEnvironmentError,
} from '@appstream-campaign/lambda-handler';
import { describe, expect, test } from 'vitest';
import { createHandlerWorld, enrolled } from './handler-world.ts';

const refused: readonly [name: string, value: string, says: string][] = [
  ['CAMPAIGN_PACE', 'window', 'CAMPAIGN_PACE is not known. Known: CAMPAIGN_PACING'],
  ['CAMPAIGN_PACING', 'fast', 'CAMPAIGN_PACING is "fast"; expected "window" or "batch"'],
  ['CAMPAIGN_NAMING', '', 'CAMPAIGN_NAMING is ""; expected "default" or "original"'],
  ['CAMPAIGN_SKIP_CURRENT', 'yes', 'CAMPAIGN_SKIP_CURRENT is "yes"; expected "true" or "false"'],
  ['CAMPAIGN_TOPIC_ARN', 'my-topic', 'CAMPAIGN_TOPIC_ARN is "my-topic"; expected the ARN of an SNS topic'],
  ['CAMPAIGN_CHECK_MINUTES', '5m', 'CAMPAIGN_CHECK_MINUTES is "5m"; expected minutes from 0.1 to 1440'],
  ['CAMPAIGN_CHECK_MINUTES', '0', 'CAMPAIGN_CHECK_MINUTES is "0"; expected minutes from 0.1 to 1440'],
  ['CAMPAIGN_UPDATE_LIMIT_MINUTES', '10', 'CAMPAIGN_UPDATE_LIMIT_MINUTES is "10"; expected minutes from 60'],
  ['CAMPAIGN_TAG_KEY', '', 'CAMPAIGN_TAG_KEY is ""'],
];

describe('a wrong environment is refused by name, before any AWS call', () => {
  for (const [name, value, says] of refused) {
    test(`${name}=${value}`, async () => {
      const images = [enrolled('One')];
      const { handler, world } = await createHandlerWorld({ images }, { environment: { [name]: value } });
      const error: unknown = await handler({}).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidEnvironmentError);
      expect(String(error)).toContain(says);
      expect(world.simulator.calls).toEqual([]);
    });
  }
});

test('values that only the core can judge are refused too', async () => {
  const { handler } = await createHandlerWorld(
    { images: [] },
    { environment: { CAMPAIGN_TAG_KEY: 'aws:x' } },
  );
  await expect(handler({})).rejects.toThrow('tags.autoUpdate is "aws:x"');
});

test('variables of others are left alone', async () => {
  const environment = { PATH: '/bin', AWS_REGION: 'eu-west-1', CAMPAIGN_PACING: undefined };
  const { handler } = await createHandlerWorld({ images: [] }, { environment });
  expect(await handler({})).toBe(0);
});

test('tag key and value, selection and check time come from the environment', async () => {
  const tags = { Patch: 'Monthly' };
  const images = ['Finance-1', 'Finance-Test', 'Design-1'].map((name) => ({ name, tags }));
  const environment = {
    CAMPAIGN_TAG_KEY: 'Patch',
    CAMPAIGN_TAG_VALUE: 'Monthly',
    CAMPAIGN_INCLUDE: 'Finance-*, HR-*',
    CAMPAIGN_EXCLUDE: '*-Test',
    CAMPAIGN_CHECK_MINUTES: '30',
  };
  const { handler, world } = await createHandlerWorld({ images }, { environment });
  expect(await handler({})).toMatchObject({
    Pending: ['Finance-1-Updated-20261123'],
    Waiting: [],
    NextCheckAt: '2026-11-23T08:30:00.000Z',
  });
  expect(world.images().get('Finance-1')?.tags).toMatchObject({ Patch: 'Completed' });
});

test('every variable is documented in the README', async () => {
  const { readFile } = await import('node:fs/promises');
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  for (const name of ENVIRONMENT_VARIABLES) expect(readme).toContain(`\`${name}\``);
});

test('a misspelt option of the handler is refused by name', () => {
  expect(() => createCampaignHandler({ notifier: [] } as never)).toThrow(
    'Handler option notifier is not known. Known: environment, store, notifiers',
  );
});
