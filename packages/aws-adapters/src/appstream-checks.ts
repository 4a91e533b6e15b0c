import {
  type ImageRecord,
  ImageStoreError,
  type TagChange,
  type TagQuery,
  type Tags,
  type UpdateRequest,
} from '@appstream-campaign/core';
import {
  isImageName,
  MAX_DISPLAY_NAME_LENGTH,
  MAX_NAME_LENGTH,
  MAX_TAGS,
} from '@appstream-campaign/core/internal';
import { shown } from './option-checks.ts';

// The SDK does not validate; the service would reject a wrong value without naming it.
// Patterns and lengths: https://docs.aws.amazon.com/appstream2/latest/APIReference/API_CreateUpdatedImage.html

const MAX_DESCRIPTION_LENGTH = 256;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
// As in the service's model, which lets any character come first.
const TAG_KEY = /^(?!aws:).[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';
const TAGGED_ARN = /^arn:aws[\w-]*:appstream:[\w-]*:\d*:(image|fleet)\/[\w.-]+$/;

const invalid = (message: string): ImageStoreError => new ImageStoreError('invalid', message);

// AWS counts characters, not UTF-16 units.
const lengthOf = (text: string): number => [...text].length;

/** Rejects an invalid image name. */
export function checkName(what: string, name: unknown): void {
  if (isImageName(name)) return;
  throw invalid(
    `${what} is ${shown(name)}; AppStream allows 1 to ${MAX_NAME_LENGTH} letters, digits and _ . -, the first a letter or a digit.`,
  );
}

/** Rejects a request that AppStream would not accept, before any call. */
export function checkUpdateRequest(request: UpdateRequest): void {
  checkName('The name of the image to update', request.source);
  checkName('The name of the successor', request.successor);
  checkLength(`The description of ${request.successor}`, request.description ?? '', MAX_DESCRIPTION_LENGTH);
  checkLength(`The display name of ${request.successor}`, request.displayName, MAX_DISPLAY_NAME_LENGTH);
  checkTags(request.successor, request.tags);
}

/** Rejects a change of tags that AppStream would not accept, before any call. */
export function checkTagChange(image: Pick<ImageRecord, 'name' | 'id'>, change: TagChange): void {
  if (!TAGGED_ARN.test(image.id)) {
    throw invalid(
      `The id of ${image.name} is ${shown(image.id)}; tagging needs the ARN of an image or of a fleet.`,
    );
  }
  checkTags(image.name, change.put);
  if (change.remove.length > MAX_TAGS) {
    throw invalid(
      `${change.remove.length} tags are to be removed from ${image.name}; an image has at most ${MAX_TAGS}.`,
    );
  }
  for (const key of change.remove) checkTagKey(image.name, key);
}

/** Rejects a query for tags that no image can have. */
export function checkTagQuery({ key, values = [], among = [] }: TagQuery): void {
  checkTagKey('The query', key);
  for (const value of values) checkTagValue('The query', key, value);
  for (const name of among) checkName('The name of an image in the query', name);
}

function checkTags(owner: string, tags: Tags): void {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) {
    throw invalid(`${owner} would get ${entries.length} tags; an image can have at most ${MAX_TAGS}.`);
  }
  for (const [key, value] of entries) {
    checkTagKey(owner, key);
    checkTagValue(owner, key, value);
  }
}

function checkTagKey(owner: string, key: unknown): void {
  if (typeof key === 'string' && TAG_KEY.test(key) && lengthOf(key) <= MAX_KEY_LENGTH) return;
  throw invalid(
    `${owner} has the tag key ${shown(key)}; AppStream allows 1 to ${MAX_KEY_LENGTH} ${TAG_CHARACTERS}, not starting with "aws:".`,
  );
}

function checkTagValue(owner: string, key: string, value: unknown): void {
  if (typeof value === 'string' && TAG_VALUE.test(value) && lengthOf(value) <= MAX_VALUE_LENGTH) return;
  throw invalid(
    `${owner} has the tag ${key} with the value ${shown(value)}; AppStream allows 0 to ${MAX_VALUE_LENGTH} ${TAG_CHARACTERS}.`,
  );
}

function checkLength(what: string, text: unknown, most: number): void {
  if (typeof text !== 'string') throw invalid(`${what} is ${shown(text)}; AppStream needs a text.`);
  const length = lengthOf(text);
  if (length > most)
    throw invalid(`${what} has ${length} characters; AppStream allows ${most}: ${shown(text)}`);
}
