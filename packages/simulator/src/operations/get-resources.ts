import { AwsError } from '../errors/aws-error.ts';
import { flag } from '../validation/appstream-shapes.ts';
import type { RequestShape, StringShape } from '../validation/shapes.ts';
import type { Tags } from '../world/tag-history.ts';
import type { Operation } from './operation.ts';

interface TagFilter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

interface Request {
  readonly PaginationToken?: string;
  readonly TagFilters?: readonly TagFilter[];
  readonly ResourcesPerPage?: number;
  readonly TagsPerPage?: number;
  readonly ResourceTypeFilters?: readonly string[];
  readonly IncludeComplianceDetails?: boolean;
  readonly ExcludeCompliantResources?: boolean;
  readonly ResourceARNList?: readonly string[];
}

const key: StringShape = { type: 'string', min: 1, max: 128 };
const value: StringShape = { type: 'string', min: 0, max: 256 };

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    PaginationToken: { type: 'string', max: 2048 },
    TagFilters: {
      type: 'list',
      max: 50,
      of: { type: 'structure', members: { Key: key, Values: { type: 'list', of: value, max: 20 } } },
    },
    ResourcesPerPage: { type: 'integer', min: 1, max: 100 },
    TagsPerPage: { type: 'integer', min: 100, max: 500 },
    ResourceTypeFilters: { type: 'list', of: { type: 'string', max: 256 }, max: 100 },
    IncludeComplianceDetails: flag,
    ExcludeCompliantResources: flag,
    ResourceARNList: { type: 'list', of: { type: 'string', min: 1, max: 1011 }, min: 1, max: 100 },
  },
};

const DEFAULT_PAGE = 50;
const TOKEN_LIFE = 15 * 60_000;

/** https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
export const getResources: Operation<Request> = {
  service: 'tagging',
  name: 'GetResources',
  input,
  run: (request, { account, region, now }) => {
    refuseMixtures(request);
    const seenAt = new Date(now.getTime() - account.settings.taggingLagMinutes * 60_000);
    const after = request.PaginationToken ? arnIn(request.PaginationToken, now) : '';
    const blind = account.settings.taggingKnowsImages === 'none';
    const rest = region.tags.arns().flatMap((arn) => {
      if (blind && arn.includes(':image/')) return [];
      const tags = region.tags.asOf(arn, seenAt);
      return tags !== undefined && arn > after && matches(request, arn, tags) ? [{ arn, tags }] : [];
    });
    const cut = cutPage(rest, request);
    const last = cut.at(-1);
    // The end of the pages is an empty token on the wire, though the reference says null.
    const more = last !== undefined && cut.length < rest.length;
    return {
      PaginationToken: more ? tokenFor(last.arn, now) : '',
      ResourceTagMappingList: cut.map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
};

function refuseMixtures(request: Request): void {
  const { ResourceARNList, TagFilters, ResourceTypeFilters, ResourcesPerPage, TagsPerPage } = request;
  if (
    ResourceARNList !== undefined &&
    (TagFilters ?? ResourceTypeFilters ?? ResourcesPerPage ?? TagsPerPage)
  ) {
    throw invalid('ResourceARNList cannot be combined with filters or page sizes.');
  }
  if (TagsPerPage !== undefined && TagsPerPage % 100 !== 0)
    throw invalid('TagsPerPage must be a multiple of 100.');
  if (TagFilters?.some((filter) => filter.Key === undefined)) throw invalid('A TagFilter needs a Key.');
  if (request.IncludeComplianceDetails === true || request.ExcludeCompliantResources === true) {
    throw invalid('The simulator knows no tag policies, so it cannot tell compliance.');
  }
}

function matches(request: Request, arn: string, tags: Tags): boolean {
  const { ResourceARNList, ResourceTypeFilters, TagFilters = [] } = request;
  if (ResourceARNList !== undefined && !ResourceARNList.includes(arn)) return false;
  const [, , service, , , resource = ''] = arn.split(':');
  const type = `${service}:${resource.split('/')[0]}`;
  if (ResourceTypeFilters?.length && !ResourceTypeFilters.some((one) => one === service || one === type)) {
    return false;
  }
  return TagFilters.every(({ Key = '', Values = [] }) => {
    const found = tags[Key];
    return found !== undefined && (Values.length === 0 || Values.includes(found));
  });
}

/** A page ends at ResourcesPerPage resources or, when asked, before it holds more than TagsPerPage tags. */
function cutPage<Item extends { readonly tags: Tags }>(
  rest: readonly Item[],
  request: Request,
): readonly Item[] {
  const size =
    request.ResourceARNList === undefined ? (request.ResourcesPerPage ?? DEFAULT_PAGE) : rest.length;
  let tagsLeft = request.TagsPerPage ?? Number.POSITIVE_INFINITY;
  const end = rest.slice(0, size).findIndex(({ tags }) => {
    tagsLeft -= Object.keys(tags).length;
    return tagsLeft < 0;
  });
  return rest.slice(0, end === -1 ? size : end);
}

function tokenFor(arn: string, now: Date): string {
  return Buffer.from(`${now.getTime()} ${arn}`).toString('base64url');
}

function arnIn(token: string, now: Date): string {
  const [, issued, arn] = /^(\d+) (arn:.+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (issued === undefined || arn === undefined)
    throw invalid(`The PaginationToken "${token}" is not valid.`);
  if (now.getTime() - Number(issued) > TOKEN_LIFE) {
    throw new AwsError('PaginationTokenExpiredException', 'A PaginationToken is valid for 15 minutes.');
  }
  return arn;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
