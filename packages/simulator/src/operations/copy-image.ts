import { AwsError } from '../errors/aws-error.ts';
import { description, name } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import { arnOf, privateImages, regionOf } from '../world/account.ts';
import { imageState, isCopying } from '../world/image-record.ts';
import { findOwnImage, limitExceeded, refuseSuspended } from './find-resource.ts';
import type { Operation } from './operation.ts';

interface Request {
  readonly SourceImageName: string;
  readonly DestinationImageName: string;
  readonly DestinationRegion: string;
  readonly DestinationImageDescription?: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: {
    SourceImageName: name,
    DestinationImageName: name,
    DestinationRegion: { type: 'string', min: 1, max: 32 },
    DestinationImageDescription: description,
  },
  required: ['SourceImageName', 'DestinationImageName', 'DestinationRegion'],
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CopyImage.html */
export const copyImage: Operation<Request> = {
  service: 'appstream',
  name: 'CopyImage',
  input,
  run: (request, { account, region, now }) => {
    const { DestinationImageName: copyName, DestinationRegion: regionName } = request;
    refuseSuspended(account);
    if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(regionName)) {
      throw new AwsError('ValidationException', `DestinationRegion ${regionName} is not a Region.`);
    }
    const source = findOwnImage(region, request.SourceImageName);
    const state = imageState(source, now);
    if (state !== 'AVAILABLE') {
      throw new AwsError(
        'ResourceNotAvailableException',
        `Image ${source.name} must be AVAILABLE; it is ${state}.`,
      );
    }
    const destination = regionOf(account, regionName);
    if (destination.images.has(copyName)) {
      throw new AwsError(
        'ResourceAlreadyExistsException',
        `Image ${copyName} already exists in ${regionName}.`,
      );
    }
    const { concurrentCopies, images } = account.quotas;
    const present = privateImages(destination);
    if (present.filter((image) => isCopying(image, now)).length >= concurrentCopies) {
      throw limitExceeded('Concurrent image copies per destination Region', concurrentCopies);
    }
    if (present.length >= images) throw limitExceeded('Images', images);
    // "Note that any tags you added to the image will not be copied", so none are set here.
    destination.images.set(copyName, {
      ...source,
      sequence: account.nextSequence,
      name: copyName,
      arn: arnOf(regionName, account.settings.account, 'image', copyName),
      region: regionName,
      createdAt: now,
      description: request.DestinationImageDescription,
      imageBuilderName: undefined,
      progress: {
        kind: 'copy',
        startedAt: now,
        endsAt: new Date(now.getTime() + account.settings.copyMinutes * 60_000),
      },
      shares: new Map(),
    });
    account.nextSequence += 1;
    return { DestinationImageName: copyName };
  },
};
