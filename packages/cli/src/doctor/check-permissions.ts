import { isFailureCategory, sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import {
  DescribeFleetsCommand,
  DescribeImageBuildersCommand,
  DescribeImagePermissionsCommand,
  DescribeImagesCommand,
  type Image,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-appstream';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Account } from '../account/account.ts';
import { AwsCallError } from '../account/aws-call-error.ts';
import type { Hint } from '../terminal/hints.ts';
import { type Finding, lookAt } from './finding.ts';

interface Trial {
  readonly action: string;
  /** What is missing without it; undefined where nothing works without it. */
  readonly without?: string;
  readonly call: () => Promise<unknown>;
  /** Whether there is anything to try it on. @defaultValue true */
  readonly possible?: boolean;
}

/** Permissions that can't be tried without changing something. */
const UNTRIED =
  'appstream:TagResource and appstream:UntagResource, which every campaign needs, and appstream:DeleteImage for --delete-failed, change something: they are not tried.';

/** Tries every permission that reads, by a call that changes nothing. */
export async function checkPermissions(account: Account, hint: Hint): Promise<readonly Finding[]> {
  const { appstream, settings, target } = account;
  let some: Image | undefined;
  const describe: Trial = {
    action: 'appstream:DescribeImages',
    call: async () => {
      const command = new DescribeImagesCommand({ Type: 'PRIVATE', MaxResults: 25 });
      some = (await appstream.send(command)).Images?.find(({ Name, Arn }) => Name && Arn);
    },
  };
  const first = await tried(describe);
  const quotas = new ServiceQuotasClient(settings);
  const others: readonly Trial[] = [
    {
      action: 'appstream:ListTagsForResource',
      possible: some !== undefined,
      call: () => appstream.send(new ListTagsForResourceCommand({ ResourceArn: some?.Arn })),
    },
    {
      action: 'appstream:DescribeImageBuilders',
      without: 'the phases of an update are not shown',
      call: () => appstream.send(new DescribeImageBuildersCommand({ MaxResults: 1 })),
    },
    {
      action: 'appstream:DescribeFleets',
      without: 'nobody sees which fleets use an image',
      call: () => appstream.send(new DescribeFleetsCommand({})),
    },
    {
      action: 'appstream:DescribeImagePermissions',
      without: 'nobody sees with whom an image is shared',
      possible: some !== undefined,
      call: () => appstream.send(new DescribeImagePermissionsCommand({ Name: some?.Name, MaxResults: 1 })),
    },
    {
      action: 'servicequotas:GetServiceQuota',
      without: 'the quotas of a new account are assumed',
      call: () =>
        quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'appstream2', QuotaCode: 'L-E1182CCA' })),
    },
  ];
  const rest = await Promise.all(others.map(tried));
  quotas.destroy();
  return [first, ...rest, lookAt('permissions', hint).untried(UNTRIED)];

  async function tried({ action, without, call, possible = true }: Trial): Promise<Finding> {
    const look = lookAt(action, hint);
    if (!possible) return look.untried('There is no image of your own to try it on.');
    try {
      await call();
      return look.ok('It is allowed.');
    } catch (error) {
      const failure = sdkFailure(error);
      // A quota that nobody has raised, or an image that has gone meanwhile: the call was allowed.
      if (/^(NoSuchResource|ResourceNotFound)$/.test(failure.kind)) return look.ok('It is allowed.');
      const finding = look.failed(
        new AwsCallError(error, action, target),
        without === undefined ? 'wrong' : 'warning',
      );
      if (without === undefined || !isFailureCategory(failure, 'denied')) return finding;
      return { ...finding, text: `${finding.text} Without it ${without}.` };
    }
  }
}
