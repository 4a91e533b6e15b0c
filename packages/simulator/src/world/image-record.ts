/** States of an image in the service's model. */
export type ImageState =
  | 'PENDING'
  | 'AVAILABLE'
  | 'FAILED'
  | 'COPYING'
  | 'DELETING'
  | 'CREATING'
  | 'IMPORTING'
  | 'VALIDATING';

/** Who sees an image: everyone, its owner, or accounts that its owner shares it with. */
export type ImageVisibility = 'PUBLIC' | 'PRIVATE' | 'SHARED';

/** What another account may do with a shared image. */
export interface ImagePermissions {
  /** It may be used by the account's fleets. */
  readonly allowFleet?: boolean;
  /** It may be used by the account's image builders. */
  readonly allowImageBuilder?: boolean;
}

/** Why something failed, in the service's own code and words. */
export interface Failure {
  /** Such as `INTERNAL_SERVICE_ERROR`. */
  readonly code: string;
  /** The service's sentence. */
  readonly message: string;
}

/** How an image behaves when someone updates it. */
export interface UpdateBehaviour {
  /** Length of the update in minutes. Default: drawn as the simulator's `updates` say. */
  readonly minutes?: number;
  /** How it ends. Default: as `updates.failureRate` says, which is well. */
  readonly outcome?: 'available' | 'failed' | 'never';
  /** Its first updates fail, so many of them; later ones end as `outcome` says. Default 0. */
  readonly failures?: number;
  /** What a failed update says of itself. Default: the one failure that AWS documents. */
  readonly failure?: Failure;
  /** There is nothing to update. Default false; `world.publishUpdates()` ends it. */
  readonly current?: boolean;
  /** What is wrong with its successors on fleets: their instances never come up, and the fleet shows this. Default none. */
  readonly fleetErrors?: readonly Failure[];
  /** The service refuses with IncompatibleImageException. Default false. */
  readonly incompatible?: boolean;
  /** The service refuses with OperationNotPermittedException. Default false. */
  readonly notPermitted?: boolean;
}

/** What an image is doing: stored facts, from which the clock makes a state. */
export type ImageProgress =
  | { readonly kind: 'settled'; readonly state: ImageState }
  | {
      readonly kind: 'update';
      readonly startedAt: Date;
      /** Undefined: it never ends. */
      readonly endsAt: Date | undefined;
      /** Undefined: it ends well. */
      readonly failure: Failure | undefined;
      readonly builderName: string;
    }
  | { readonly kind: 'copy'; readonly startedAt: Date; readonly endsAt: Date };

/** An image as the simulator stores it. */
export interface ImageRecord {
  readonly sequence: number;
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly visibility: ImageVisibility;
  readonly platform: string;
  readonly instanceFamilies: readonly string[] | undefined;
  readonly createdAt: Date;
  readonly description: string | undefined;
  readonly displayName: string | undefined;
  readonly baseImageArn: string | undefined;
  readonly imageBuilderName: string | undefined;
  readonly agentVersion: string;
  readonly publicBaseImageReleasedDate: Date;
  readonly behaviour: UpdateBehaviour;
  /** Successors that were begun from it. */
  readonly begun: Set<string>;
  /** The round of published updates that the image contains; undefined: an older one than any. */
  readonly contains: number | undefined;
  readonly progress: ImageProgress;
  /** What fleets show that launch instances from it, none of which comes up. */
  readonly fleetErrors: readonly Failure[];
  /** Accounts that the image is shared with. */
  readonly shares: Map<string, ImagePermissions>;
}

const PENDING_MILLISECONDS = 2 * 60_000;

/** The state of an image at an instant. */
export function imageState(image: ImageRecord, now: Date): ImageState {
  const { progress } = image;
  switch (progress.kind) {
    case 'settled':
      return progress.state;
    case 'copy':
      return now < progress.endsAt ? 'COPYING' : 'AVAILABLE';
    case 'update': {
      if (progress.endsAt !== undefined && now >= progress.endsAt) {
        return progress.failure === undefined ? 'AVAILABLE' : 'FAILED';
      }
      const start = progress.startedAt.getTime();
      const length = (progress.endsAt?.getTime() ?? Number.POSITIVE_INFINITY) - start;
      return now.getTime() - start < Math.min(PENDING_MILLISECONDS, length / 2) ? 'PENDING' : 'CREATING';
    }
  }
}

/** Whether an image is the result of an update that is still running. */
export function isUpdating(image: ImageRecord, now: Date): boolean {
  const { progress } = image;
  return progress.kind === 'update' && (progress.endsAt === undefined || now < progress.endsAt);
}

/** Whether an image is a copy that is still being made. */
export function isCopying(image: ImageRecord, now: Date): boolean {
  return image.progress.kind === 'copy' && now < image.progress.endsAt;
}

/** Why an update failed, once it has; undefined before and otherwise. */
export function updateFailure(image: ImageRecord, now: Date): (Failure & { readonly at: Date }) | undefined {
  const { progress } = image;
  if (progress.kind !== 'update' || progress.failure === undefined || progress.endsAt === undefined) return;
  return now >= progress.endsAt ? { ...progress.failure, at: progress.endsAt } : undefined;
}
