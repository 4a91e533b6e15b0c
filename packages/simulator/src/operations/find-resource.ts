import { AwsError } from '../errors/aws-error.ts';
import type { Account, Region } from '../world/account.ts';
import { imageBuilders } from '../world/image-builders.ts';
import type { ImageRecord } from '../world/image-record.ts';

/** An image of a Region by name. Throws ResourceNotFoundException. */
export function findImage(region: Region, name: string): ImageRecord {
  const image = region.images.get(name);
  if (image === undefined) throw resourceNotFound(`Image ${name}`);
  return image;
}

/** An image that the account owns, by name. Images of others are as good as absent. */
export function findOwnImage(region: Region, name: string): ImageRecord {
  const image = findImage(region, name);
  if (image.visibility !== 'PRIVATE') throw resourceNotFound(`Image ${name}`);
  return image;
}

/** Whether an ARN names something of the account in this Region that can have tags. */
export function isTaggable(account: Account, region: Region, arn: string, now: Date): boolean {
  return (
    [...region.images.values()].some((image) => image.visibility === 'PRIVATE' && image.arn === arn) ||
    [...region.fleets.values(), ...region.stacks.values()].some((one) => one.arn === arn) ||
    imageBuilders(account, region, now).some((builder) => builder.arn === arn)
  );
}

/** The error for something that isn't there. */
export function resourceNotFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} could not be found.`);
}

/** The error for a call that a suspended account may not make. */
export function refuseSuspended(account: Account): void {
  if (account.suspended) {
    throw new AwsError(
      'InvalidAccountStatusException',
      `The account ${account.settings.account} is suspended.`,
    );
  }
}

/** The error for a quota that is used up. */
export function limitExceeded(quota: string, limit: number): AwsError {
  return new AwsError(
    'LimitExceededException',
    `The requested limit exceeds the permitted limit for an account. Quota "${quota}" is ${limit}.`,
  );
}
