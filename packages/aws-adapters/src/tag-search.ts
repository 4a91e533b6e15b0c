import type { TagQuery, Tags } from '@appstream-campaign/core';
import { isImageName } from '@appstream-campaign/core/internal';
import type { AppStreamClient } from '@aws-sdk/client-appstream';
import type {
  GetResourcesCommandInput,
  ResourceGroupsTaggingAPIClient,
  ResourceTagMapping,
  Tag,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { toImageStoreError } from './appstream-errors.ts';
import { chunksOf } from './batching.ts';
import { allPages } from './token-pages.ts';
import { presentItems, presentText } from './tolerant-reading.ts';

/** The part of a tagging client that is used. */
export type TaggingClient = Pick<ResourceGroupsTaggingAPIClient, 'send' | 'config'>;

/** The tagging client, or a function that creates it when it is first needed. */
export type TaggingSource = TaggingClient | (() => Promise<TaggingClient>);

const VALUES_PER_CALL = 20;
const RESOURCES_PER_PAGE = 100;

/** Finds tagged images with the Resource Groups Tagging API, as long as it is available. */
export class TagSearch {
  readonly #appstream: Pick<AppStreamClient, 'config'>;
  readonly #source: TaggingSource | undefined;
  readonly #notify: (notice: string) => void;
  readonly #said = new Set<string>();
  #client: Promise<TaggingClient> | undefined;
  #off = false;

  constructor(
    appstream: Pick<AppStreamClient, 'config'>,
    source: TaggingSource | undefined,
    notify: (notice: string) => void,
  ) {
    this.#appstream = appstream;
    this.#source = source;
    this.#notify = notify;
  }

  /**
   * Tags by name of the images that it lists as matching, without regard to `among`. The list may be incomplete and may
   * contain deleted images, so the tags of images that are missing here have to be read.
   */
  async matching(query: TagQuery): Promise<ReadonlyMap<string, Tags>> {
    if (this.#source === undefined || this.#off) return new Map();
    try {
      this.#client ??= this.#open(this.#source);
      return await search(await this.#client, query);
    } catch (error) {
      this.#fallBack(error);
      return new Map();
    }
  }

  async #open(source: TaggingSource): Promise<TaggingClient> {
    const client = typeof source === 'function' ? await source() : source;
    const [here, there] = await Promise.all([this.#appstream.config.region(), client.config.region()]);
    // Its answer would be empty, as if no image were enrolled.
    if (here !== there) throw new Error(`the tagging client is for ${there}, the images are in ${here}`);
    return client;
  }

  /** Reports each kind of error once; after a transient one the next search uses the API again, after others not. */
  #fallBack(error: unknown): void {
    const failure = toImageStoreError(error, 'GetResources');
    const passing = failure.code === 'busy' && !isUnknownHost(error);
    this.#off ||= !passing;
    const kind = passing ? 'passing' : 'lasting';
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    const remedy = passing
      ? 'The next search tries the tagging API again.'
      : 'It is not asked again; correct that, or leave out the option taggingClient.';
    this.#notify(
      `The tags are read with one ListTagsForResource call per image: ${failure.message} ${remedy}`,
    );
  }
}

/** The tagging API has no endpoint in this Region or network. */
function isUnknownHost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOTFOUND';
}

async function search(client: TaggingClient, query: TagQuery): Promise<ReadonlyMap<string, Tags>> {
  const found = new Map<string, Tags>();
  const { key, values } = query;
  const wanted = values && [...new Set(values)];
  for (const some of wanted === undefined ? [[]] : chunksOf(wanted, VALUES_PER_CALL)) {
    for (const { ResourceARN: arn, Tags: list } of await taggedResources(client, key, some)) {
      const tags = tagsIn(list);
      const name = /^arn:[^:]+:appstream:[^:]+:[^:]+:image\/(.+)$/.exec(presentText(arn) ?? '')?.[1];
      if (isImageName(name) && matches(tags, key, wanted)) found.set(name, tags);
    }
  }
  return found;
}

function tagsIn(list: Tag[] | undefined): Tags {
  const tags = (presentItems<Tag>(list) ?? []).map(({ Key, Value }) => [
    presentText(Key) ?? '',
    presentText(Value) ?? '',
  ]);
  return Object.fromEntries(tags.filter(([key]) => key !== ''));
}

/** A resource that has lost its tags can still be listed, with none. */
function matches(tags: Tags, key: string, wanted: readonly string[] | undefined): boolean {
  const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
  return value !== undefined && (wanted === undefined || wanted.includes(value));
}

async function taggedResources(
  client: TaggingClient,
  key: string,
  values: string[],
): Promise<readonly ResourceTagMapping[]> {
  // Loaded on use: this package is only required with a tagging client.
  const { GetResourcesCommand } = await import('@aws-sdk/client-resource-groups-tagging-api');
  const request: GetResourcesCommandInput = {
    ResourceTypeFilters: ['appstream:image'],
    // Without values, the API answers every resource that has the key.
    TagFilters: [{ Key: key, ...(values.length === 0 ? {} : { Values: values }) }],
    ResourcesPerPage: RESOURCES_PER_PAGE,
  };
  const read = async (token: string | undefined) => {
    // https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
    const page = await client.send(
      new GetResourcesCommand({ ...request, ...(token && { PaginationToken: token }) }),
    );
    return { items: page.ResourceTagMappingList, token: page.PaginationToken };
  };
  return allPages<ResourceTagMapping>({ operation: 'GetResources', what: 'resources', read });
}
