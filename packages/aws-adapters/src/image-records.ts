import { type ImageRecord, ImageStoreError } from '@appstream-campaign/core';
import type { ImageCondition, ImageProblem } from '@appstream-campaign/core/internal';
import type { Image, ResourceError } from '@aws-sdk/client-appstream';
import { presentInstant, presentItems, presentText } from './tolerant-reading.ts';

/** Every other state, including unknown future ones, is `in-progress`. */
const CONDITIONS: Readonly<Record<string, ImageCondition>> = {
  AVAILABLE: 'available',
  FAILED: 'failed',
  DELETING: 'deleting',
};

/**
 * Converts images of the service to records, without tags. A missing name or ARN is derived from the other one, as the
 * images of one account and Region have the same ARN prefix.
 * @param onSkip called for an image that can't be identified. @defaultValue to reject: an image that was requested by
 *   name would otherwise count as deleted
 * @throws ImageStoreError `busy`
 */
export function toImageRecords(
  images: readonly Image[],
  onSkip?: (notice: string) => void,
): readonly ImageRecord[] {
  const owner = images.flatMap(
    ({ Arn }) => /^arn:[^:]+:appstream:[^:]+:\d+:image\//.exec(Arn ?? '') ?? [],
  )[0];
  return images.flatMap((image) => {
    const arn = presentText(image.Arn);
    const name = presentText(image.Name) ?? presentText(arn?.split(':image/')[1]);
    const id = arn ?? (owner !== undefined && name !== undefined ? `${owner}${name}` : undefined);
    if (name !== undefined && id !== undefined) return [toImageRecord(image, name, id)];
    const odd = `DescribeImages answered an image without ${name === undefined ? 'name' : `ARN: ${name}`}`;
    if (onSkip === undefined) throw new ImageStoreError('busy', `${odd}; try again later.`);
    onSkip(`${odd}; it is left out.`);
    return [];
  });
}

function toImageRecord(image: Image, name: string, id: string): ImageRecord {
  const state = presentText(image.State) ?? 'UNKNOWN';
  const platform = presentText(image.Platform);
  const families = presentItems<string>(image.SupportedInstanceFamilies);
  const description = typeof image.Description === 'string' ? image.Description : undefined;
  const createdAt = presentInstant(image.CreatedTime);
  const updateOf = nameOfSource(image, id);
  return {
    name,
    id,
    condition: Object.hasOwn(CONDITIONS, state) ? (CONDITIONS[state] ?? 'in-progress') : 'in-progress',
    state,
    ...(platform === undefined ? {} : { platform }),
    ...(families === undefined || families.length === 0 ? {} : { instanceFamilies: families }),
    ...(description === undefined ? {} : { description }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updateOf === undefined ? {} : { updateOf }),
    problems: problemsOf(image),
  };
}

/**
 * An update has no image builder and comes from an image of the same account and Region. Copies and imports have no
 * builder either; once they are done a copy within the Region can't be distinguished from an update.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Image.html
 */
function nameOfSource(image: Image, arn: string): string | undefined {
  const { ImageBuilderName: builder, State: state } = image;
  const base = presentText(image.BaseImageArn);
  if (base === undefined || builder || state === 'COPYING' || state === 'IMPORTING') return undefined;
  const [owner] = arn.split(':image/');
  const [baseOwner, baseName] = base.split(':image/');
  // The ARNs of AWS's own base images have no account.
  return baseOwner === owner && baseName ? baseName : undefined;
}

function problemsOf({ StateChangeReason: reason, ImageErrors: errors }: Image): readonly ImageProblem[] {
  const all = [
    { code: reason?.Code, message: reason?.Message },
    ...(presentItems<ResourceError>(errors) ?? []).map((error) => ({
      code: error.ErrorCode,
      message: error.ErrorMessage,
    })),
  ];
  return all.flatMap((problem) => {
    const code = presentText(problem.code);
    const message = presentText(problem.message);
    const empty = code === undefined && message === undefined;
    return empty ? [] : [{ code: code ?? 'UNKNOWN', message: message ?? '' }];
  });
}
