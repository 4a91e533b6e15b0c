import { type Account, isCurrent, type Region } from './account.ts';
import {
  type ImagePermissions,
  type ImageRecord,
  type ImageState,
  type ImageVisibility,
  imageState,
  updateFailure,
} from './image-record.ts';
import type { Tags } from './tag-history.ts';

/** An image as it is at one instant: a copy, which later events don't change. */
export interface ImageSnapshot {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly state: ImageState;
  readonly visibility: ImageVisibility;
  readonly platform: string;
  readonly description: string | undefined;
  readonly displayName: string | undefined;
  readonly createdAt: Date;
  /** Name of the image that it was made from. */
  readonly basedOn: string | undefined;
  readonly tags: Tags;
  /** It contains the newest updates. */
  readonly current: boolean;
  /** When its update or copy ended or will end; undefined when it has none, or one that never ends. */
  readonly endsAt: Date | undefined;
  /** Why its update failed, once it has. */
  readonly failure: { readonly code: string; readonly message: string; readonly at: Date } | undefined;
  /** Accounts that it is shared with. */
  readonly permissions: Readonly<Record<string, ImagePermissions>>;
}

/** Describes an image for the library's user. */
export function imageSnapshot(account: Account, region: Region, image: ImageRecord): ImageSnapshot {
  const now = account.clock.now();
  return {
    name: image.name,
    arn: image.arn,
    region: region.name,
    state: imageState(image, now),
    visibility: image.visibility,
    platform: image.platform,
    description: image.description,
    displayName: image.displayName,
    createdAt: new Date(image.createdAt),
    basedOn: image.baseImageArn?.split(':image/')[1],
    tags: { ...region.tags.latest(image.arn) },
    current: isCurrent(account, image),
    endsAt: image.progress.kind === 'settled' ? undefined : image.progress.endsAt,
    failure: updateFailure(image, now),
    permissions: Object.fromEntries(image.shares),
  };
}
