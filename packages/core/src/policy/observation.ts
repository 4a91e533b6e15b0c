import type { ImageRecord } from '../ports/image.ts';
import type { UpdateRequest } from '../ports/image-store.ts';
import type { UpdatingImage } from '../state/campaign-image.ts';
import type { Reason } from '../state/reason.ts';
import type { StartObservation } from './decide-starts.ts';

/** What a step has observed so far, and which tags it has written. */
export interface Observation extends StartObservation {
  /** Records of updates in progress, by the successor's name, without tags. Undefined for an image that is not there. */
  readonly successors: ReadonlyMap<string, ImageRecord | undefined>;
  /** By {@link needKey} their need: `done`, or what the store said when it would not take them for now. */
  readonly written: ReadonlyMap<string, string>;
  /** Whether an image that waits asks for a stop by its tag. Undefined when nobody has looked. */
  readonly stopTag: Reason | 'none' | undefined;
}

/** Something that a decision lacks: to be looked at, to be asked, or to be written. Each may be done twice. */
export type Need =
  | { readonly kind: 'successor' | 'image'; readonly name: string }
  | { readonly kind: 'dry-run'; readonly order: UpdateRequest }
  | { readonly kind: 'stop-tag'; readonly among: readonly string[] }
  | TagNeed;

/** Tags that say what the state is about to say; or who may use the successor, before the state says that it is there. */
export type TagNeed =
  | { readonly kind: 'tags'; readonly write: 'mark' | 'reopen'; readonly image: UpdatingImage }
  | { readonly kind: 'tags'; readonly write: 'share'; readonly image: UpdatingImage }
  | {
      readonly kind: 'tags';
      readonly write: 'duration';
      readonly image: UpdatingImage;
      readonly record: ImageRecord;
    };

/** What tells two writes of one step apart. */
export function needKey({ write, image }: TagNeed): string {
  return `${write} ${image.successor}`;
}
