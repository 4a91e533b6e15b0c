import type { CampaignPlace } from '@appstream-campaign/core';
import * as v from 'valibot';
import { onUse } from './on-use.ts';

/** Another account or Region whose images a call works on. */
export interface CampaignTarget {
  /** The role that the function assumes there. Its ARN names the account. */
  readonly RoleArn: string;
  readonly Region: string;
  /** The `sts:ExternalId` of the role's trust policy. */
  readonly ExternalId?: string | undefined;
  /** Display name of the target, for messages. */
  readonly Name?: string | undefined;
}

const roleArn = 'the ARN of a role such as arn:aws:iam::111122223333:role/appstream-campaign';
const region = 'a Region such as eu-west-1';
const externalId = 'an external id of 2 to 1224 letters, digits and _ + = , . @ : / -';
const name = 'a name of 1 to 100 characters';

/** A target that an event names. A misspelt key is refused: without its external id, say, no role would be assumed. */
export const targetSchema: () => v.GenericSchema<unknown, CampaignTarget> = onUse(() =>
  v.strictObject(
    {
      RoleArn: v.pipe(
        v.string(roleArn),
        v.regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, roleArn),
      ),
      Region: v.pipe(v.string(region), v.regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, region)),
      ExternalId: v.optional(v.pipe(v.string(externalId), v.regex(/^[\w+=,.@:/-]{2,1224}$/, externalId))),
      Name: v.optional(v.pipe(v.string(name), v.regex(/\S/, name), v.maxLength(100, name))),
    },
    'an object with RoleArn and Region',
  ),
);

/** The account of a target's role. */
export const accountOf = ({ RoleArn }: Pick<CampaignTarget, 'RoleArn'>): string =>
  RoleArn.split(':')[4] ?? '';

/** The place of a target's images, for messages. The link is that of the call's execution. */
export function placeOfTarget(target: CampaignTarget, { link }: CampaignPlace = {}): CampaignPlace {
  return {
    account: accountOf(target),
    ...(target.Name === undefined ? {} : { accountName: target.Name }),
    region: target.Region,
    ...(link === undefined ? {} : { link }),
  };
}
