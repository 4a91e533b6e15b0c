import { AwsError } from '../errors/aws-error.ts';
import { description, displayName, flag, name, tags } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import { type Account, isCurrent, privateImages, type Region, runningUpdates } from '../world/account.ts';
import { imageBuilders } from '../world/image-builders.ts';
import { type ImageRecord, imageState } from '../world/image-record.ts';
import { startUpdate } from '../world/start-update.ts';
import type { Tags } from '../world/tag-history.ts';
import { findImage, limitExceeded, refuseSuspended } from './find-resource.ts';
import { imageOnTheWire } from './image-on-the-wire.ts';
import type { Operation } from './operation.ts';

interface Request {
  readonly existingImageName: string;
  readonly newImageName: string;
  readonly newImageDescription?: string;
  readonly newImageDisplayName?: string;
  readonly newImageTags?: Tags;
  readonly dryRun?: boolean;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    existingImageName: name,
    newImageName: name,
    newImageDescription: description,
    newImageDisplayName: displayName,
    newImageTags: tags,
    dryRun: flag,
  },
  required: ['existingImageName', 'newImageName'],
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateUpdatedImage.html */
export const createUpdatedImage: Operation<Request> = {
  service: 'appstream',
  name: 'CreateUpdatedImage',
  input,
  run: (request, { account, region, now, authorize }) => {
    if (request.newImageTags !== undefined) authorize('appstream:TagResource', '*');
    refuseSuspended(account);
    const source = findImage(region, request.existingImageName);
    refuseUnfitSource(source, now);
    refuseUnfitName(region, request.newImageName);
    const stale = !isCurrent(account, source);
    // AWS does not say whether a dry run also describes an image; the console shows none.
    if (request.dryRun === true) return { canUpdateImage: stale };
    if (!stale && account.settings.currentImageCall === 'refuses') return { canUpdateImage: false };
    refuseBeyondQuotas(account, region, now);
    const wanted = {
      name: request.newImageName,
      description: request.newImageDescription,
      displayName: request.newImageDisplayName,
      tags: request.newImageTags ?? {},
    };
    const successor = startUpdate({ account, region, source, wanted, now });
    return { image: imageOnTheWire(account, successor, now), canUpdateImage: true };
  },
};

function refuseUnfitSource(source: ImageRecord, now: Date): void {
  if (source.visibility !== 'PRIVATE') {
    throw notPermitted(`Image ${source.name} is not owned by this account, so it can't be updated.`);
  }
  if (source.behaviour.notPermitted === true) {
    throw notPermitted(`The attempted operation on image ${source.name} is not permitted.`);
  }
  const state = imageState(source, now);
  // The guide demands AVAILABLE, and no page names the error. Of the modelled ones this fits best.
  if (state !== 'AVAILABLE') throw notPermitted(`Image ${source.name} must be AVAILABLE; it is ${state}.`);
  if (source.behaviour.incompatible === true) {
    throw new AwsError(
      'IncompatibleImageException',
      `The image ${source.name} can't be updated because it's not compatible for updates.`,
    );
  }
}

function refuseUnfitName(region: Region, newName: string): void {
  // "The image name can't begin with Amazon, AWS, or AppStream"; the guide names no error for it.
  if (/^(Amazon|AWS|AppStream)/.test(newName)) {
    throw new AwsError(
      'ValidationException',
      `The image name ${newName} can't begin with Amazon, AWS or AppStream.`,
    );
  }
  if (region.images.has(newName)) {
    throw new AwsError('ResourceAlreadyExistsException', `Image ${newName} already exists.`);
  }
}

function refuseBeyondQuotas(account: Account, region: Region, now: Date): void {
  const { concurrentUpdates, images, imageBuilders: builders } = account.quotas;
  if (runningUpdates(region, now).length >= concurrentUpdates) {
    throw limitExceeded('Concurrent image updates', concurrentUpdates);
  }
  if (privateImages(region).length >= images) throw limitExceeded('Images', images);
  if (imageBuilders(account, region, now).length >= builders) throw limitExceeded('Image builders', builders);
}

function notPermitted(message: string): AwsError {
  return new AwsError('OperationNotPermittedException', message);
}
