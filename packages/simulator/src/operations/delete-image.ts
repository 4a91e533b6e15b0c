import { AwsError } from '../errors/aws-error.ts';
import { name } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import { imageState } from '../world/image-record.ts';
import { findImage } from './find-resource.ts';
import { imageOnTheWire } from './image-on-the-wire.ts';
import type { Operation } from './operation.ts';

interface Request {
  readonly Name: string;
}

const input: RequestShape<Request> = { type: 'structure', members: { Name: name }, required: ['Name'] };

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DeleteImage.html */
export const deleteImage: Operation<Request> = {
  service: 'appstream',
  name: 'DeleteImage',
  input,
  run: (request, { account, region, now }) => {
    const image = findImage(region, request.Name);
    if (image.visibility !== 'PRIVATE') {
      throw new AwsError(
        'OperationNotPermittedException',
        `Image ${image.name} is not owned by this account.`,
      );
    }
    const fleet = [...region.fleets.values()].find(({ imageArn }) => imageArn === image.arn);
    if (fleet !== undefined) throw inUse(image.name, `fleet ${fleet.name} uses it`);
    if (image.shares.size > 0)
      throw inUse(image.name, `it is shared with ${[...image.shares.keys()].join(', ')}`);
    const state = imageState(image, now);
    // No page tells what happens to an image in the making; the console offers Delete for finished ones only.
    if (state !== 'AVAILABLE' && state !== 'FAILED') throw inUse(image.name, `it is ${state}`);
    const described = imageOnTheWire(account, image, now);
    region.images.delete(image.name);
    // "Deleting a resource deletes its tags":
    // https://docs.aws.amazon.com/appstream2/latest/developerguide/tagging-introduction.html
    region.tags.forget(image.arn, now);
    return { Image: { ...described, State: 'DELETING' } };
  },
};

function inUse(image: string, reason: string): AwsError {
  return new AwsError('ResourceInUseException', `Image ${image} can't be deleted because ${reason}.`);
}
