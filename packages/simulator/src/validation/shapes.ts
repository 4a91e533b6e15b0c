/** Text. Lengths are counted in characters. */
export interface StringShape {
  readonly type: 'string';
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
}

/** A whole number. */
export interface IntegerShape {
  readonly type: 'integer';
  readonly min?: number;
  readonly max?: number;
}

/** An instant as JSON protocols have it: seconds since 1970, fractions included. */
interface TimestampShape {
  readonly type: 'timestamp';
}

/** True or false. */
export interface BooleanShape {
  readonly type: 'boolean';
}

/** A list; `min` and `max` limit its length. */
export interface ListShape {
  readonly type: 'list';
  readonly of: Shape;
  readonly min?: number;
  readonly max?: number;
}

/** A map from text; `min` and `max` limit the number of entries. */
export interface MapShape {
  readonly type: 'map';
  readonly key: StringShape;
  readonly value: Shape;
  readonly min?: number;
  readonly max?: number;
}

/** An object with known members. */
export interface StructureShape {
  readonly type: 'structure';
  readonly members: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

/** A value's form and constraints, as AWS's service models tell them. */
export type Shape =
  | StringShape
  | IntegerShape
  | TimestampShape
  | BooleanShape
  | ListShape
  | MapShape
  | StructureShape;

/** The shape of a whole request: it must speak of every member of `Request`, and of no other. */
export interface RequestShape<Request> {
  readonly type: 'structure';
  readonly members: { readonly [Member in keyof Request]-?: Shape };
  readonly required?: readonly (keyof Request & string)[];
  /** Members of the service's model that the simulator does not play; requests with them are refused. */
  readonly unplayed?: readonly string[];
}
