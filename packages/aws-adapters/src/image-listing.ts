import { ImageStoreError } from '@appstream-campaign/core';
import {
  type AppStreamClient,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  type Image,
} from '@aws-sdk/client-appstream';
import type { LimitFunction } from 'p-limit';
import { toImageStoreError } from './appstream-errors.ts';
import { chunksOf, mapLimited } from './batching.ts';
import { tokenPages } from './token-pages.ts';

type Client = Pick<AppStreamClient, 'send'>;

/** Page size of AppStream, so a chunk of as many names is one call. */
const PAGE = 25;
const PRIVATE: DescribeImagesCommandInput = { Type: 'PRIVATE', MaxResults: PAGE };
/** Up to this many names, single calls take no more calls than halving. */
const FEW = 5;

/** All private images of the account, each once. */
export async function listPrivateImages(client: Client): Promise<readonly Image[]> {
  return unique(await allPages(client, PRIVATE));
}

/** All private images, page by page; an image can occur twice. */
export function privateImagePages(client: Client): AsyncGenerator<readonly Image[]> {
  return pages(client, PRIVATE);
}

/** The account's own images among the named ones. Names that don't exist are left out. */
export async function describeByName(
  client: Client,
  names: readonly string[],
  limit: LimitFunction,
): Promise<readonly Image[]> {
  const wanted = new Set(names);
  const found = await inChunks(client, [...wanted], PAGE, limit);
  const own = found.filter(
    ({ Name, Visibility }) =>
      Visibility !== 'PUBLIC' && Visibility !== 'SHARED' && (!Name || wanted.has(Name)),
  );
  return unique(own);
}

async function inChunks(
  client: Client,
  names: readonly string[],
  size: number,
  limit: LimitFunction,
): Promise<readonly Image[]> {
  const answers = await mapLimited(limit, chunksOf(names, size), async (chunk) => {
    try {
      return { images: await allPages(client, { Names: [...chunk] }) };
    } catch (error) {
      if (error instanceof ImageStoreError && error.code === 'not-found') return { refused: chunk };
      throw error;
    }
  });
  // One unknown name can fail a whole call. Halving finds it in a few calls, and keeps the other images.
  const parts = await Promise.all(
    answers.map(async ({ images, refused }) => {
      if (refused === undefined) return images;
      if (refused.length === 1) return [];
      return inChunks(client, refused, refused.length <= FEW ? 1 : Math.ceil(refused.length / 2), limit);
    }),
  );
  return parts.flat();
}

async function allPages(client: Client, request: DescribeImagesCommandInput): Promise<readonly Image[]> {
  const images: Image[] = [];
  for await (const page of pages(client, request)) images.push(...page);
  return images;
}

function pages(client: Client, request: DescribeImagesCommandInput): AsyncGenerator<readonly Image[]> {
  const operation = 'DescribeImages';
  const about = request.Names?.length === 1 ? request.Names[0] : undefined;
  const read = async (token: string | undefined) => {
    // https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImages.html
    const command = new DescribeImagesCommand({ ...request, ...(token && { NextToken: token }) });
    const page = await client.send(command).catch((error: unknown) => {
      throw toImageStoreError(error, operation, about);
    });
    return { items: page.Images, token: page.NextToken };
  };
  return tokenPages<Image>({ operation, what: 'images', read });
}

/** The last page with an image is the most recent. Images without a name are rejected later. */
function unique(images: readonly Image[]): readonly Image[] {
  return [...new Map(images.map((image) => [image.Name ?? image.Arn ?? image, image])).values()];
}
