import {
  type Observation,
  type Requirement,
  requirementKey,
  type TagRequirement,
} from '../policy/observation.ts';
import type { Policy } from '../policy/options.ts';
import type { ImageStoreError } from '../ports/errors.ts';
import type { ImageRecord } from '../ports/image.ts';
import type { ImageStore, UpdateAnswer } from '../ports/image-store.ts';
import { toDetail } from '../state/detail.ts';
import type { Reason } from '../state/reason.ts';
import { observeImages } from './observe.ts';
import { storeError } from './step.ts';

/** Writes the tags that a decision requires: `done`, or the store's message when it refused them for now. */
export type WriteTags = (requirement: TagRequirement) => Promise<string>;

/** What a step has observed. Grows as decisions require more, and each image is observed once. */
export class Observations implements Observation {
  readonly images: Map<string, ImageRecord | undefined> = new Map();
  readonly successors: Map<string, ImageRecord | undefined> = new Map();
  readonly answers: Map<string, UpdateAnswer | ImageStoreError> = new Map();
  readonly written: Map<string, string> = new Map();
  readonly unshared: Map<string, string> = new Map();
  stopTag: Reason | 'none' | undefined;
  readonly #store: ImageStore;
  readonly #policy: Policy;
  readonly #write: WriteTags;

  constructor(store: ImageStore, policy: Policy, write: WriteTags) {
    this.#store = store;
    this.#policy = policy;
    this.#write = write;
  }

  /**
   * Observes and writes what is required.
   * @param discovered images whose tags this step has just read, to find the candidates
   * @param isOutOfTime whether no further tags are to be written; reads in progress are completed
   * @throws ImageStoreError when the store can't be read, or refuses everything
   */
  async satisfy(
    requirements: readonly Requirement[],
    discovered: readonly ImageRecord[],
    isOutOfTime: () => boolean,
  ): Promise<void> {
    const store = this.#store;
    const names = (kind: 'successor' | 'image') =>
      requirements.flatMap((requirement) =>
        requirement.kind === kind && 'name' in requirement ? [requirement.name] : [],
      );
    const [successors, images] = await Promise.all([
      observeImages(store, names('successor'), { tags: false }),
      observeImages(store, names('image'), { tags: true }),
      ...requirements.map((requirement) => this.#ask(requirement, discovered)),
    ]);
    for (const [name, record] of successors) this.successors.set(name, record);
    for (const [name, record] of images) this.images.set(name, record);
    for (const requirement of requirements) {
      if (requirement.kind !== 'tags') continue;
      if (isOutOfTime()) return;
      this.written.set(requirementKey(requirement), await this.#write(requirement));
    }
  }

  async #ask(requirement: Requirement, discovered: readonly ImageRecord[]): Promise<void> {
    if (requirement.kind === 'dry-run') {
      this.answers.set(
        requirement.order.source,
        await this.#store.dryRun(requirement.order).catch(storeError),
      );
    } else if (requirement.kind === 'stop-tag') {
      this.stopTag = (await this.#stopTag(requirement.among, discovered)) ?? 'none';
    }
  }

  /** Which image requests a stop. What was just read to find the candidates is not read again. */
  async #stopTag(among: readonly string[], discovered: readonly ImageRecord[]): Promise<Reason | undefined> {
    const key = this.#policy.tags.stop;
    const waiting = new Set(among);
    const known = discovered.filter(({ name }) => waiting.has(name));
    const [asking] =
      known.length === waiting.size
        ? known.filter(({ tags }) => Object.hasOwn(tags ?? {}, key))
        : await this.#store.find({ key, among });
    if (asking === undefined) return undefined;
    const words = asking.tags?.[key] ? `: ${asking.tags[key]}` : '';
    return { code: 'stop-tagged', detail: toDetail(`${asking.name} has the tag ${key}${words}`) };
  }
}
