import type { ImageRecord } from '../ports/image.ts';
import type { UpdateRequest } from '../ports/image-store.ts';
import type { UpdatingImage } from '../state/campaign-image.ts';
import type { Reason } from '../state/reason.ts';
import type { StartObservation } from './decide-starts.ts';

/** What a step has observed so far, and which tags it has written. */
export interface Observation extends StartObservation {
  /** Records of updates in progress, by the successor's name, without tags. Undefined for an image that is not there. */
  readonly successors: ReadonlyMap<string, ImageRecord | undefined>;
  /** By {@link requirementKey} their requirement: `done`, or the store's message when it refused the tags for now. */
  readonly written: ReadonlyMap<string, string>;
  /** Why accounts that may use a source may not use its successor, by the successor's name. */
  readonly unshared: ReadonlyMap<string, string>;
  /** Why a waiting image's tag requests a stop; `none` when none does. Undefined before it was observed. */
  readonly stopTag: Reason | 'none' | undefined;
}

/** What a decision requires: a record, an answer, or tags that are written. Each is safe to repeat. */
export type Requirement =
  | { readonly kind: 'successor' | 'image'; readonly name: string }
  | { readonly kind: 'dry-run'; readonly order: UpdateRequest }
  | { readonly kind: 'stop-tag'; readonly among: readonly string[] }
  | TagRequirement;

/** What has to be written before the state changes: tags of an image, or the accounts that may use a successor. */
export type TagRequirement =
  | { readonly kind: 'tags'; readonly write: 'complete' | 'reopen'; readonly image: UpdatingImage }
  | { readonly kind: 'tags'; readonly write: 'share'; readonly image: UpdatingImage }
  | {
      readonly kind: 'tags';
      readonly write: 'duration';
      readonly image: UpdatingImage;
      readonly record: ImageRecord;
    };

/** Identifies a write within one step. */
export function requirementKey({ write, image }: TagRequirement): string {
  return `${write} ${image.successor}`;
}
