/** What the image quota lacks for a campaign that does not prune, as it was before the first start. */
export interface RoomShortage {
  /** New images that the campaign makes at most: fewer where images are up to date. */
  readonly needed: number;
  /** Places that are free for them. */
  readonly room: number;
  /** Images that the account may have. */
  readonly quota: number;
  /** Images that pruning would delete by its default rules, the oldest first, and why. */
  readonly images: readonly { readonly image: string; readonly reason: string }[];
  /** What could not be looked at: what it could concern is not among the images. Absent when everything was seen. */
  readonly unseen?: string;
}
