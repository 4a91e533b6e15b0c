import { AwsError } from '../errors/aws-error.ts';
import { arn, nonEmptyText, texts } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { ImageRecord, ImageVisibility } from '../world/image-record.ts';
import { resourceNotFound } from './find-resource.ts';
import { imageOnTheWire } from './image-on-the-wire.ts';
import type { Operation } from './operation.ts';
import { page } from './page.ts';

interface Request {
  readonly Names?: readonly string[];
  readonly Arns?: readonly string[];
  readonly Type?: ImageVisibility;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

const PAGE_SIZE = 25;

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    Names: texts,
    Arns: { type: 'list', of: arn },
    Type: { type: 'string', oneOf: ['PUBLIC', 'PRIVATE', 'SHARED'] },
    NextToken: nonEmptyText,
    MaxResults: { type: 'integer', min: 0, max: PAGE_SIZE },
  },
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImages.html */
export const describeImages: Operation<Request> = {
  service: 'appstream',
  name: 'DescribeImages',
  input,
  run: (request, { account, region, now }) => {
    const { Names: names = [], Arns: arns = [], Type: type } = request;
    if (names.length > 0 && arns.length > 0) {
      // AWS lists this error without saying which parameters don't go together.
      throw new AwsError('InvalidParameterCombinationException', 'Specify either Names or Arns, not both.');
    }
    const all = [...region.images.values()].filter(
      ({ visibility }) => type === undefined || visibility === type,
    );
    // "The names of the public or private images": shared ones answer to their ARN only.
    const byName = (name: string): ImageRecord | undefined =>
      all.find((image) => image.name === name && image.visibility !== 'SHARED');
    const byArn = (wanted: string): ImageRecord | undefined => all.find((image) => image.arn === wanted);
    const refuseUnknown = account.settings.unknownNames === 'fail';
    const pick = (wanted: readonly string[], find: (one: string) => ImageRecord | undefined): ImageRecord[] =>
      [...new Set(wanted)].flatMap((one) => {
        const image = find(one);
        if (image === undefined && refuseUnknown) throw resourceNotFound(`Image ${one}`);
        return image ?? [];
      });
    let chosen = all;
    if (names.length > 0) chosen = pick(names, byName);
    if (arns.length > 0) chosen = pick(arns, byArn);
    const { items, nextToken } = page(
      chosen,
      ({ sequence }) => sequence,
      request.MaxResults || PAGE_SIZE,
      request.NextToken,
    );
    return { Images: items.map((image) => imageOnTheWire(account, image, now)), NextToken: nextToken };
  },
};
