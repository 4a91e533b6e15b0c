import { type Account, isCurrent } from '../world/account.ts';
import { type ImageRecord, imageState, updateFailure } from '../world/image-record.ts';

/**
 * An image as the service describes it; members that are undefined don't reach the wire.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Image.html
 */
export function imageOnTheWire(account: Account, image: ImageRecord, now: Date): object {
  const failure = updateFailure(image, now);
  return {
    Name: image.name,
    Arn: image.arn,
    BaseImageArn: image.baseImageArn,
    DisplayName: image.displayName,
    State: imageState(image, now),
    Visibility: image.visibility,
    ImageBuilderSupported: true,
    ImageBuilderName: image.imageBuilderName,
    Platform: image.platform,
    Description: image.description,
    StateChangeReason: failure && {
      Code: 'IMAGE_UPDATE_FAILURE',
      Message: failure.message,
    },
    Applications: [],
    CreatedTime: image.createdAt,
    PublicBaseImageReleasedDate: image.publicBaseImageReleasedDate,
    SupportedInstanceFamilies: image.instanceFamilies,
    AppstreamAgentVersion: image.agentVersion,
    ImagePermissions: { allowFleet: true, allowImageBuilder: true },
    ImageErrors: failure
      ? [
          {
            ErrorCode: failure.code,
            ErrorMessage: failure.message,
            ErrorTimestamp: failure.at,
          },
        ]
      : [],
    LatestAppstreamAgentVersion: isCurrent(account, image) ? 'TRUE' : 'FALSE',
    ImageSharedWithOthers: image.shares.size > 0 ? 'TRUE' : 'FALSE',
  };
}
