import type {
  Failure,
  ImagePermissions,
  ImageState,
  ImageVisibility,
  UpdateBehaviour,
} from './image-record.ts';
import type { Tags } from './tag-history.ts';

/** An image to put into the world. */
export interface ImageSpec {
  /** Unique in its Region; `^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$`. */
  readonly name: string;
  /** Default none. */
  readonly tags?: Tags;
  /** Default `AVAILABLE`. It stays what it is: only updates and copies change with time. */
  readonly state?: ImageState;
  /** Default `WINDOWS_SERVER_2022`. */
  readonly platform?: string;
  /** Families that it is made for, such as `General Purpose` and `Graphics G5`. Default: not told. */
  readonly instanceFamilies?: readonly string[];
  readonly description?: string;
  readonly displayName?: string;
  /** Default: 30 days before the clock's present. */
  readonly createdAt?: Date;
  /** Age in days, instead of `createdAt`. */
  readonly daysOld?: number;
  /** Name of the image in the same Region that this one was made from. Default: an AWS base image. */
  readonly basedOn?: string;
  /** What happens when someone updates it. */
  readonly update?: UpdateBehaviour;
  /** What is wrong with it on fleets: its instances never come up, and the fleet shows this. Default none. */
  readonly fleetErrors?: readonly Failure[];
  /** False: it belongs to another account, which shares it with this one. Default true. */
  readonly owned?: boolean;
  /** `PUBLIC` makes it an image of AWS. Default `PRIVATE`, or `SHARED` when not owned. */
  readonly visibility?: ImageVisibility;
  /** Accounts that it is shared with, by account id. Default none. */
  readonly permissions?: Readonly<Record<string, ImagePermissions>>;
  /** Default: the simulator's default Region. */
  readonly region?: string;
}

/** An image builder that someone runs by hand. It counts against the quota and never changes. */
export interface ImageBuilderSpec {
  readonly name: string;
  /** Default `RUNNING`. */
  readonly state?: string;
  /** The image it was launched from, in the same Region. Default: not told. */
  readonly imageName?: string;
  /** Default none. */
  readonly tags?: Tags;
  /** Default: the simulator's default Region. */
  readonly region?: string;
}
