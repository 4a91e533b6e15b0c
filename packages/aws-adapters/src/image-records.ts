import {
  type ImageCondition,
  type ImageProblem,
  type ImageRecord,
  ImageStoreError,
} from '@appstream-campaign/core';
import type { Image } from '@aws-sdk/client-appstream';

/** Everything else, states that AWS will think of later included, is on its way to one of these. */
const CONDITIONS: Readonly<Record<string, ImageCondition>> = {
  AVAILABLE: 'available',
  FAILED: 'failed',
  DELETING: 'deleting',
};

/**
 * An image of the service as a campaign's record, without tags.
 * @throws ImageStoreError `busy` for an image without name or ARN: leaving it out would pass for "it is gone"
 */
export function toImageRecord(image: Image): ImageRecord {
  const { Name: name, Arn: id, State: state = 'UNKNOWN' } = image;
  if (!name || !id) {
    throw new ImageStoreError(
      'busy',
      `DescribeImages answered an image without ${name ? `ARN: ${name}` : 'name'}; try again later.`,
    );
  }
  const createdAt = instantOf(image.CreatedTime);
  const updateOf = nameOfSource(image, id);
  return {
    name,
    id,
    condition: Object.hasOwn(CONDITIONS, state) ? (CONDITIONS[state] ?? 'in-progress') : 'in-progress',
    state,
    ...(image.Platform === undefined ? {} : { platform: image.Platform }),
    ...(image.Description === undefined ? {} : { description: image.Description }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updateOf === undefined ? {} : { updateOf }),
    problems: problemsOf(image),
  };
}

function instantOf(date: Date | undefined): string | undefined {
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/**
 * An update has no image builder and comes from an image of the same account and Region. Copies and imports have no
 * builder either; once they are done nothing tells a copy within the Region from an update.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Image.html
 */
function nameOfSource(image: Image, arn: string): string | undefined {
  const { BaseImageArn: base, ImageBuilderName: builder, State: state } = image;
  if (!base || builder || state === 'COPYING' || state === 'IMPORTING') return undefined;
  const [owner] = arn.split(':image/');
  const [baseOwner, baseName] = base.split(':image/');
  // The ARNs of AWS's own base images have no account.
  return baseOwner === owner && baseName ? baseName : undefined;
}

function problemsOf({ StateChangeReason: reason, ImageErrors: errors }: Image): readonly ImageProblem[] {
  const all = [
    { code: reason?.Code, message: reason?.Message },
    ...(errors ?? []).map((error) => ({ code: error.ErrorCode, message: error.ErrorMessage })),
  ];
  return all.flatMap(({ code, message }) =>
    code || message ? [{ code: code ?? 'UNKNOWN', message: message ?? '' }] : [],
  );
}
