import { AwsError } from '../errors/aws-error.ts';
import { accountId, imagePermissions, name, nonEmptyText } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import { type ImagePermissions, type ImageRecord, imageState } from '../world/image-record.ts';
import { shareImage, unshareImage } from '../world/shared-images.ts';
import { findOwnImage, limitExceeded } from './find-resource.ts';
import type { Operation } from './operation.ts';
import { page } from './page.ts';

interface DescribeRequest {
  readonly Name: string;
  readonly MaxResults?: number;
  readonly SharedAwsAccountIds?: readonly string[];
  readonly NextToken?: string;
}

interface DeleteRequest {
  readonly Name: string;
  readonly SharedAccountId: string;
}

interface UpdateRequest extends DeleteRequest {
  readonly ImagePermissions: ImagePermissions;
}

const PAGE_SIZE = 500;

const updateInput: RequestShape<UpdateRequest> = {
  type: 'structure',
  members: { Name: name, SharedAccountId: accountId, ImagePermissions: imagePermissions },
  required: ['Name', 'SharedAccountId', 'ImagePermissions'],
};

const describeInput: RequestShape<DescribeRequest> = {
  type: 'structure',
  members: {
    Name: name,
    MaxResults: { type: 'integer', min: 0, max: PAGE_SIZE },
    SharedAwsAccountIds: { type: 'list', of: accountId, min: 1, max: 5 },
    NextToken: nonEmptyText,
  },
  required: ['Name'],
};

const deleteInput: RequestShape<DeleteRequest> = {
  type: 'structure',
  members: { Name: name, SharedAccountId: accountId },
  required: ['Name', 'SharedAccountId'],
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_UpdateImagePermissions.html */
export const updateImagePermissions: Operation<UpdateRequest> = {
  service: 'appstream',
  name: 'UpdateImagePermissions',
  input: updateInput,
  run: (request, { account, accounts, region, now }) => {
    const image = findOwnImage(region, request.Name);
    refuseUnavailable(image, now);
    const { sharedAccounts } = account.quotas;
    if (!image.shares.has(request.SharedAccountId) && image.shares.size >= sharedAccounts) {
      throw limitExceeded('Accounts an image can be shared with', sharedAccounts);
    }
    image.shares.set(request.SharedAccountId, request.ImagePermissions);
    const other = accounts.named(request.SharedAccountId);
    if (other !== undefined) shareImage(image, request.ImagePermissions, other);
    return {};
  },
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImagePermissions.html */
export const describeImagePermissions: Operation<DescribeRequest> = {
  service: 'appstream',
  name: 'DescribeImagePermissions',
  input: describeInput,
  run: (request, { region }) => {
    const image = findOwnImage(region, request.Name);
    const wanted = request.SharedAwsAccountIds;
    const shares = [...image.shares].filter(([account]) => wanted?.includes(account) ?? true);
    const { items, nextToken } = page(
      shares,
      ([account]) => Number(account),
      request.MaxResults || PAGE_SIZE,
      request.NextToken,
    );
    return {
      Name: image.name,
      SharedImagePermissionsList: items.map(([sharedAccountId, permissions]) => ({
        sharedAccountId,
        imagePermissions: permissions,
      })),
      NextToken: nextToken,
    };
  },
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DeleteImagePermissions.html */
export const deleteImagePermissions: Operation<DeleteRequest> = {
  service: 'appstream',
  name: 'DeleteImagePermissions',
  input: deleteInput,
  run: (request, { accounts, region, now }) => {
    const image = findOwnImage(region, request.Name);
    refuseUnavailable(image, now);
    if (!image.shares.delete(request.SharedAccountId)) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Image ${image.name} is not shared with ${request.SharedAccountId}.`,
      );
    }
    const other = accounts.named(request.SharedAccountId);
    if (other !== undefined) unshareImage(image, other);
    return {};
  },
};

function refuseUnavailable(image: ImageRecord, now: Date): void {
  const state = imageState(image, now);
  if (state === 'AVAILABLE') return;
  throw new AwsError(
    'ResourceNotAvailableException',
    `Image ${image.name} must be AVAILABLE; it is ${state}.`,
  );
}
