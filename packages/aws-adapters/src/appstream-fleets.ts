/** Amazon AppStream 2.0 (WorkSpaces Applications) as a rollout's store of fleets. @module */

import { type ImageRecord, ImageStoreError, type TagChange } from '@appstream-campaign/core';
import type { FleetRecord, FleetSession, FleetStore } from '@appstream-campaign/core/rollout';
import {
  type AppStreamClient,
  DescribeFleetsCommand,
  DrainSessionInstanceCommand,
  type Fleet,
  UpdateFleetCommand,
} from '@aws-sdk/client-appstream';
import pLimit, { type LimitFunction } from 'p-limit';
import { checkTagChange } from './appstream-checks.ts';
import { toImageStoreError } from './appstream-errors.ts';
import { chunksOf, mapLimited } from './batching.ts';
import { toFleetRecord } from './fleet-records.ts';
import { sessionsOf } from './fleet-sessions.ts';
import { changeTags, currentTags } from './image-tags.ts';
import { refuseUnknownOptions, requireClient, requireConcurrency } from './option-checks.ts';
import { allPages } from './token-pages.ts';

/** Options of an {@link AppStreamFleetStore}. */
export interface AppStreamFleetStoreOptions {
  /** A client of `@aws-sdk/client-appstream`, for the account and Region of the fleets. */
  readonly client: Pick<AppStreamClient, 'send' | 'config'>;
  /** Most concurrent calls, 1 to 50. @defaultValue 16 */
  readonly concurrency?: number;
}

const OWNER = 'AppStreamFleetStore';
/** Fleets in one call by name. */
const NAMES_PER_CALL = 25;

/**
 * The fleets of one account in one Region. Every method rejects only with an `ImageStoreError`.
 *
 * Needs `appstream:DescribeFleets`, `ListTagsForResource`, `TagResource`, `UntagResource` and `UpdateFleet`; for
 * `sessions` also `ListAssociatedStacks` and `DescribeSessions`, for `drain` `DrainSessionInstance`.
 *
 * @example
 * ```ts
 * const store = new AppStreamFleetStore({ client: new AppStreamClient({ ...appStreamClientSettings, region }) });
 * ```
 */
export class AppStreamFleetStore implements FleetStore {
  readonly #client: Pick<AppStreamClient, 'send'>;
  readonly #limit: LimitFunction;

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown */
  constructor(options: AppStreamFleetStoreOptions) {
    refuseUnknownOptions(OWNER, options, ['client', 'concurrency']);
    const { client, concurrency = 16 } = options;
    requireClient(OWNER, 'client', client, 'an AppStreamClient');
    requireConcurrency(OWNER, concurrency);
    this.#client = client;
    this.#limit = pLimit(concurrency);
  }

  /** The pages of DescribeFleets, and one ListTagsForResource call for each fleet. */
  async list(): Promise<readonly FleetRecord[]> {
    return this.#withTags(await this.#pages([]));
  }

  /** One DescribeFleets call for 25 names, more when one does not exist, and one ListTagsForResource call for each fleet. */
  async describe(names: readonly string[]): Promise<readonly FleetRecord[]> {
    const chunks = chunksOf([...new Set(names)], NAMES_PER_CALL);
    const found = await Promise.all(chunks.map((chunk) => this.#named(chunk)));
    return this.#withTags(found.flat());
  }

  /** UpdateFleet with the image's ARN, which serves images of other accounts too. */
  async setImage(fleet: FleetRecord, image: ImageRecord): Promise<void> {
    if (fleet.kind === 'elastic') {
      throw new ImageStoreError('invalid', `The fleet ${fleet.name} is elastic and has no image of its own.`);
    }
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_UpdateFleet.html
    const command = new UpdateFleetCommand({ Name: fleet.name, ImageArn: image.id });
    await this.#limit(() => this.#client.send(command)).catch(failedAs('UpdateFleet', fleet.name));
  }

  /** TagResource and UntagResource; only the calls that are needed. */
  async retag(fleet: FleetRecord, change: TagChange): Promise<void> {
    checkTagChange(fleet, change);
    await this.#limit(() => changeTags(this.#client, fleet, change));
  }

  /** ListAssociatedStacks, and the pages of DescribeSessions for each stack. */
  async sessions(fleet: FleetRecord): Promise<readonly FleetSession[]> {
    return sessionsOf(this.#client, fleet.name);
  }

  /** DrainSessionInstance, which is about multi-session fleets alone. */
  async drain(fleet: FleetRecord, session: FleetSession): Promise<void> {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DrainSessionInstance.html
    const command = new DrainSessionInstanceCommand({ SessionId: session.id });
    const about = `${fleet.name}, session ${session.id}`;
    await this.#limit(() => this.#client.send(command)).catch(failedAs('DrainSessionInstance', about));
  }

  #pages(names: readonly string[]): Promise<readonly Fleet[]> {
    const operation = 'DescribeFleets';
    const base = names.length === 0 ? {} : { Names: [...names] };
    const read = async (token: string | undefined) => {
      // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeFleets.html
      const command = new DescribeFleetsCommand({ ...base, ...(token && { NextToken: token }) });
      const page = await this.#limit(() => this.#client.send(command)).catch(failedAs(operation));
      return { items: page.Fleets, token: page.NextToken };
    };
    return allPages<Fleet>({ operation, what: 'fleets', read });
  }

  /** A name that does not exist can fail the whole call; then each is read alone. */
  async #named(names: readonly string[]): Promise<readonly Fleet[]> {
    try {
      return await this.#pages(names);
    } catch (error) {
      if (!(error instanceof ImageStoreError) || error.code !== 'not-found') throw error;
      if (names.length === 1) return [];
      return (await Promise.all(names.map((name) => this.#named([name])))).flat();
    }
  }

  async #withTags(fleets: readonly Fleet[]): Promise<readonly FleetRecord[]> {
    const tagged = await mapLimited(this.#limit, fleets.map(toFleetRecord), async (record) => {
      try {
        return [{ ...record, tags: await currentTags(this.#client, record.id) }];
      } catch (error) {
        const translated = toImageStoreError(error, 'ListTagsForResource', record.name);
        // It was deleted since it was listed.
        if (translated.code === 'not-found') return [];
        throw translated;
      }
    });
    return tagged.flat();
  }
}

function failedAs(operation: string, fleet?: string): (error: unknown) => never {
  return (error) => {
    throw toImageStoreError(error, operation, fleet);
  };
}
