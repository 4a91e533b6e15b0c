import { createMemoryWorld, RecordingNotifier } from '@appstream-campaign/core/testing';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';
import { silentLogger } from '@appstream-campaign/test-support/silent-logger';
import { describe, expect, test } from 'vitest';

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:Images:2026-12-01_abc';
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:images:live';

async function toldBy(event: object, context: object, environment: Record<string, string> = {}) {
  const { store, clock } = await createMemoryWorld({ images: [] });
  const notifier = new RecordingNotifier();
  const handler = createCampaignHandler({
    store,
    clock,
    notifiers: [notifier],
    environment,
    logger: silentLogger,
  });
  await handler(event, context);
  return notifier.delivered[0]?.place;
}

describe('messages of the function say', () => {
  test('the account, the Region and the page of the execution', async () => {
    const event = { Execution: { Name: 'night', StartTime: '2026-12-01T02:00:00Z', Id: EXECUTION } };
    const environment = { CAMPAIGN_ACCOUNT_NAME: 'production' };
    expect(await toldBy(event, { invokedFunctionArn: FUNCTION }, environment)).toEqual({
      account: '123456789012',
      accountName: 'production',
      region: 'eu-west-1',
      link: `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${EXECUTION}`,
    });
  });

  test.each([
    ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('that page in the partition %s', async (partition, region, host) => {
    const Id = `arn:${partition}:states:${region}:123456789012:execution:Images:night`;
    const place = await toldBy({ Execution: { Name: 'night', Id } }, {});
    expect(place?.link).toContain(`https://${host}/states/home?region=${region}#`);
  });

  test('nothing that nobody knows', async () => {
    expect(await toldBy({ Execution: { Name: 'night' } }, {})).toBeUndefined();
    const Id = 'arn:aws-iso:states:us-iso-east-1:123456789012:execution:Images:night';
    expect(await toldBy({ Execution: { Name: 'night', Id } }, {})).toBeUndefined();
  });
});
