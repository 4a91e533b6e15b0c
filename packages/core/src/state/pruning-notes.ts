/** Longest reason why an image was kept, in characters. */
export const MAX_KEPT_DETAIL = 120;

/** The progress and the results of pruning in a campaign. */
export interface Pruning {
  /** `before` and `after`: a pass is in progress. `between`: the pass before the first start is done. `over`: both are. */
  readonly stage: 'before' | 'between' | 'after' | 'over';
  /** Names of the images that were deleted, in this order. */
  readonly deleted: readonly string[];
  /** Images that were to be deleted and were kept, and why. Absent for none. */
  readonly kept?: readonly { readonly image: string; readonly detail: string }[];
  /** What could not be read in the last pass, so that images were kept. Absent when everything was read. */
  readonly unseen?: string;
  /** Images of the account in the end. Absent when they could not be counted. */
  readonly images?: number;
  /** Images that the account may have. Absent when it is not known. */
  readonly quota?: number;
}
