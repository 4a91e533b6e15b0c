import type { ImageRecord } from './image.ts';

/** A fleet or an image builder of the account, and the image that it refers to. */
export interface ImageUser {
  readonly kind: 'fleet' | 'image-builder';
  readonly name: string;
  /** The store's own name of its state, such as `RUNNING` or `STOPPED`. */
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

/** What could not be read, and the store's own message. */
export interface UnseenPart {
  readonly what: 'fleets' | 'image-builders' | 'shares';
  /** The image that it concerns; absent when it concerns all. */
  readonly image?: string;
  readonly detail: string;
}

/** How a campaign sees who uses images: to prune, or to tell which could go. Every method rejects with an `ImageStoreError`. */
export interface InventorySource {
  /**
   * The images and what uses them. What could not be read is in `unseen`, and never silently left out.
   * @param among names: then only these images, but everything that uses any; else all images of the account
   */
  read(among?: readonly string[]): Promise<ImageInventory>;
  /** Images that the account may have. Undefined where it is not known: then a campaign that prunes takes that of a new account. */
  imageQuota?(): Promise<number | undefined>;
}

/** The images of one account in one Region, and what refers to them. */
export interface ImageInventory {
  /** All images that the account owns, with their tags. */
  readonly images: readonly ImageRecord[];
  readonly users: readonly ImageUser[];
  readonly shares: readonly ImageShare[];
  /** Empty when everything was read. Fleets of other accounts can't be read, even if images are shared with them. */
  readonly unseen: readonly UnseenPart[];
}
