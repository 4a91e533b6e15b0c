import { isFailureCategory, sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import { type ImageInventory, nearMisses } from '@appstream-campaign/core/planning';
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { Account } from '../account/account.ts';
import { AwsCallError } from '../account/aws-call-error.ts';
import { type LookAhead, type LookOptions, lookAhead } from '../planning/look-ahead.ts';
import type { Outlook } from '../planning/plan-outlook.ts';
import type { Hint } from '../terminal/hints.ts';
import { counted, listText } from '../terminal/wording.ts';
import { summary } from '../view/plan-view.ts';
import { verdictText } from '../view/plan-wording.ts';
import { checkPrices } from './check-prices.ts';
import { type Finding, lookAt } from './finding.ts';

/** The images that take part, what AppStream says of their updates, the quotas, and what the tagging API knows. */
export async function checkImages(
  account: Account,
  look: LookOptions,
  enrol: string,
  hint: Hint,
): Promise<readonly Finding[]> {
  let ahead: LookAhead;
  try {
    ahead = await lookAhead(account, look, () => {});
  } catch (error) {
    return [lookAt('images', hint).failed(error)];
  }
  const { outlook, inventory, prices } = ahead;
  const { autoUpdate = 'AutoUpdate', enabled = 'Enabled' } = look.options.tags ?? {};
  const tag = { autoUpdate, enabled };
  return [
    enrolled(ahead, tag, enrol, hint),
    ...dryRuns(outlook, hint),
    ...quotas(outlook, hint),
    ...checkPrices(prices, account.region, hint),
    await tagging(account, inventory, tag, hint),
  ];
}

interface Tag {
  readonly autoUpdate: string;
  readonly enabled: string;
}

function enrolled(
  { outlook, inventory: { images } }: LookAhead,
  tag: Tag,
  enrol: string,
  hint: Hint,
): Finding {
  const look = lookAt('images', hint);
  const { counts } = outlook;
  const part = counts.update + counts.updating + counts.skip + counts.blocked;
  if (part === 0) {
    const [text = '', ...next] = summary(outlook, enrol);
    return look.not('warning', text, ...next);
  }
  const outside = new Set(outlook.images.flatMap((one) => (one.verdict === 'exclude' ? [one.image] : [])));
  const near = images
    .filter(({ name }) => outside.has(name))
    .flatMap((image) => nearMisses(image, tag).map((miss) => ({ name: image.name, miss })))
    // Who was updated already says so with that tag's value.
    .filter(
      ({ miss }) =>
        miss.toLowerCase().replaceAll(' ', '') === `${tag.autoUpdate}=${tag.enabled}`.toLowerCase(),
    )
    .filter(({ miss }) => miss !== `${tag.autoUpdate}=${tag.enabled}`);
  const text = `${counted(part, 'image')} take part, of ${images.length}: ${summary(outlook, enrol).join(' ')}`;
  if (near.length === 0) return look.ok(text);
  const names = near.map(({ name, miss }) => `${name} (${miss})`);
  return look.not(
    'warning',
    `${text} Not taken, though they look enrolled: ${listText(names)}.`,
    `Capitals and blanks count: it is ${tag.autoUpdate}=${tag.enabled}. Set it: ${enrol}`,
  );
}

function dryRuns({ images, counts }: Outlook, hint: Hint): readonly Finding[] {
  const look = lookAt('appstream:CreateUpdatedImage', hint);
  const refused = images.filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'postpone' || verdict === 'stop',
  );
  const asked = counts.update + counts.skip;
  const answered =
    asked > 0
      ? [look.ok('A dry run is allowed. Only a real update shows whether a real one is.')]
      : refused.length === 0
        ? [look.untried('It is tried by a dry run on an image that takes part, and none does.')]
        : [];
  return [
    ...answered,
    ...refused
      .slice(0, 10)
      .map((image) =>
        look.not(image.verdict === 'stop' ? 'wrong' : 'blocked', `${image.image}: ${verdictText(image).why}`),
      ),
  ];
}

const STANDINGS = { fine: 'ok', warns: 'warning', blocks: 'blocked' } as const;

function quotas({ preflight }: Outlook, hint: Hint): readonly Finding[] {
  return preflight.findings.map(({ severity, summary: text, next, quota }) => ({
    ...lookAt(`quota ${quota}`, hint).ok(text),
    standing: STANDINGS[severity],
    next,
  }));
}

/** Whether the tagging API would save calls: CAMPAIGN_TAGGING_API, and the store's option of that name. */
async function tagging(account: Account, { images }: ImageInventory, tag: Tag, hint: Hint): Promise<Finding> {
  const look = lookAt('tagging API', hint);
  const client = new ResourceGroupsTaggingAPIClient(account.settings);
  const named = new Set<string>();
  try {
    const query = {
      ResourceTypeFilters: ['appstream:image'],
      TagFilters: [{ Key: tag.autoUpdate, Values: [tag.enabled] }],
    };
    for await (const page of paginateGetResources({ client, stopOnSameToken: true }, query)) {
      for (const { ResourceARN = '' } of page.ResourceTagMappingList ?? [])
        named.add(ResourceARN.replace(/^.*:image\//, ''));
    }
  } catch (error) {
    const failure = new AwsCallError(error, 'tag:GetResources', account.target);
    if (!isFailureCategory(sdkFailure(error), 'denied')) return look.failed(failure, 'warning');
    return look.ok(
      'tag:GetResources is denied. The command line does not need it, only CAMPAIGN_TAGGING_API of the function does.',
    );
  } finally {
    client.destroy();
  }
  const own = images.flatMap(({ name, tags = {} }) => (tags[tag.autoUpdate] === tag.enabled ? [name] : []));
  const unknown = own.filter((name) => !named.has(name));
  const ghosts = [...named].filter((name) => !own.includes(name));
  if (unknown.length === 0 && ghosts.length === 0) {
    return own.length === 0
      ? look.untried('No image has the tag, so there is nothing to compare.')
      : look.ok('It lists the images with the tag as AppStream does.');
  }
  const told = [
    ...(unknown.length === 0 ? [] : [`it does not know ${listText(unknown)}`]),
    ...(ghosts.length === 0 ? [] : [`it still lists ${listText(ghosts)}`]),
  ];
  return look.not(
    'warning',
    `It differs from AppStream: ${told.join('; ')}. AppStream is asked all the same.`,
    'Leave CAMPAIGN_TAGGING_API out if it stays like this: it saves no calls.',
  );
}
