/** Longest reason of an image that was to go and stayed, in characters. */
export const MAX_KEPT_DETAIL = 120;

/** What pruning has done in a campaign, and how far it is. */
export interface Pruning {
  /** `before` and `after`: a pass is going on. `between`: room was made, as far as it was needed. `over`: nothing is left. */
  readonly stage: 'before' | 'between' | 'after' | 'over';
  /** Names of the images that were deleted, in this order. */
  readonly deleted: readonly string[];
  /** Images that were to go and stayed, and why. Absent for none. */
  readonly kept?: readonly { readonly image: string; readonly detail: string }[];
  /** What could not be looked at in the last pass, so that images stayed. Absent when everything was seen. */
  readonly unseen?: string;
  /** Images of the account in the end. Absent when they could not be counted. */
  readonly images?: number;
  /** Images that the account may have. Absent when it is not known. */
  readonly quota?: number;
}
