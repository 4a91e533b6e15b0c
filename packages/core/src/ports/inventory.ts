import type { ImageRecord } from './image.ts';

/** A fleet or an image builder of the account, and the image that it refers to. */
export interface ImageUser {
  readonly kind: 'fleet' | 'image-builder';
  readonly name: string;
  /** The store's own word for its state, such as `RUNNING` or `STOPPED`. */
  readonly state: string;
  /** The `id` of the image; absent when it refers to none, as elastic fleets do. */
  readonly image?: string;
}

/** Another account that may use an image. */
export interface ImageShare {
  /** Name of the image. */
  readonly image: string;
  /** Id of the other account. */
  readonly account: string;
  readonly fleets: boolean;
  readonly imageBuilders: boolean;
}

/** What could not be looked at, and the store's own words why. */
export interface UnseenPart {
  readonly what: 'fleets' | 'image-builders' | 'shares';
  /** The image that it is about; absent when it is about all. */
  readonly image?: string;
  readonly detail: string;
}

/** How a campaign that prunes sees who uses images. Every method rejects with an `ImageStoreError`. */
export interface InventorySource {
  /**
   * The images and who uses them. What could not be seen is in `unseen`, and never left out quietly.
   * @param among names: then only these images, but everybody who uses any; else all images of the account
   */
  read(among?: readonly string[]): Promise<ImageInventory>;
  /** Images that the account may have. Undefined where it is not known: then the quota of a new account is taken. */
  imageQuota?(): Promise<number | undefined>;
}

/** The images of one account in one Region, and who refers to them. */
export interface ImageInventory {
  /** All images that the account owns, with their tags. */
  readonly images: readonly ImageRecord[];
  readonly users: readonly ImageUser[];
  readonly shares: readonly ImageShare[];
  /** Empty when everything was seen. Fleets of other accounts are never seen, whatever is shared with them. */
  readonly unseen: readonly UnseenPart[];
}
