import { arn, tagKey, tags } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { Tags } from '../world/tag-history.ts';
import { isTaggable, limitExceeded, refuseSuspended, resourceNotFound } from './find-resource.ts';
import type { Operation, OperationContext } from './operation.ts';

interface ListRequest {
  readonly ResourceArn: string;
}

interface TagRequest extends ListRequest {
  readonly Tags: Tags;
}

interface UntagRequest extends ListRequest {
  readonly TagKeys: readonly string[];
}

const TAGS_PER_RESOURCE = 50;

const listInput: RequestShape<ListRequest> = {
  type: 'structure',
  members: { ResourceArn: arn },
  required: ['ResourceArn'],
};

const tagInput: RequestShape<TagRequest> = {
  type: 'structure',
  members: { ResourceArn: arn, Tags: tags },
  required: ['ResourceArn', 'Tags'],
};

const untagInput: RequestShape<UntagRequest> = {
  type: 'structure',
  members: { ResourceArn: arn, TagKeys: { type: 'list', of: tagKey, min: 1, max: 50 } },
  required: ['ResourceArn', 'TagKeys'],
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<ListRequest> = {
  service: 'appstream',
  name: 'ListTagsForResource',
  input: listInput,
  run: ({ ResourceArn }, context) => ({ Tags: tagsOf(ResourceArn, context) }),
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_TagResource.html */
export const tagResource: Operation<TagRequest> = {
  service: 'appstream',
  name: 'TagResource',
  input: tagInput,
  run: (request, context) => {
    refuseSuspended(context.account);
    const merged = { ...tagsOf(request.ResourceArn, context), ...request.Tags };
    if (Object.keys(merged).length > TAGS_PER_RESOURCE)
      throw limitExceeded('Tags per resource', TAGS_PER_RESOURCE);
    context.region.tags.set(request.ResourceArn, merged, context.now);
    return {};
  },
};

/**
 * Taking away a tag that isn't there is no error.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_UntagResource.html
 */
export const untagResource: Operation<UntagRequest> = {
  service: 'appstream',
  name: 'UntagResource',
  input: untagInput,
  run: (request, context) => {
    const kept = Object.entries(tagsOf(request.ResourceArn, context)).filter(
      ([key]) => !request.TagKeys.includes(key),
    );
    context.region.tags.set(request.ResourceArn, Object.fromEntries(kept), context.now);
    return {};
  },
};

function tagsOf(resourceArn: string, { account, region, now }: OperationContext): Tags {
  if (!isTaggable(account, region, resourceArn, now)) throw resourceNotFound(`Resource ${resourceArn}`);
  return region.tags.latest(resourceArn);
}
