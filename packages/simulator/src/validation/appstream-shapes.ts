import type {
  BooleanShape,
  IntegerShape,
  ListShape,
  MapShape,
  StringShape,
  StructureShape,
} from './shapes.ts';

// Constraints as in AWS's service model of AppStream, version 2016-12-01:
// https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Types.html

/** Any text. */
export const text: StringShape = { type: 'string' };
/** Text of at least one character. */
export const nonEmptyText: StringShape = { type: 'string', min: 1 };
/** A yes or no. */
export const flag: BooleanShape = { type: 'boolean' };
/** A whole number without limits. */
export const integer: IntegerShape = { type: 'integer' };
/** Name of an image or a fleet. */
export const name: StringShape = { type: 'string', pattern: /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$/ };
/** An ARN. */
export const arn: StringShape = {
  type: 'string',
  pattern:
    /^arn:aws(?:-cn|-iso-b|-iso|-us-gov)?:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.\\-]{0,1023}$/,
};
/** Description of an image. */
export const description: StringShape = { type: 'string', max: 256 };
/** Display name of an image. */
export const displayName: StringShape = { type: 'string', max: 100 };
/** Account id. */
export const accountId: StringShape = { type: 'string', pattern: /^\d+$/ };
/** A list of texts. */
export const texts: ListShape = { type: 'list', of: nonEmptyText };
/** Tag key. Any character may come first: the model's pattern limits only those after it. */
export const tagKey: StringShape = {
  type: 'string',
  min: 1,
  max: 128,
  pattern: /^(^(?!aws:).[\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u,
};
/** Tag value. */
const tagValue: StringShape = {
  type: 'string',
  min: 0,
  max: 256,
  pattern: /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u,
};
/** Tags of a request. */
export const tags: MapShape = { type: 'map', key: tagKey, value: tagValue, min: 1, max: 50 };
/** What another account may do with an image. */
export const imagePermissions: StructureShape = {
  type: 'structure',
  members: { allowFleet: flag, allowImageBuilder: flag },
};
