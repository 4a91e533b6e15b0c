import { AwsError, ConstraintError } from '../errors/aws-error.ts';
import type { MapShape, RequestShape, Shape, StringShape, StructureShape } from './shapes.ts';

/**
 * A request in the form its operation declares: unknown members and nulls are dropped, as AWS does.
 * Throws {@link ConstraintError} with every broken constraint, and an {@link AwsError} with
 * `SerializationException` for a value of a wrong type, or `NotPlayedBySimulator`.
 */
export function validate<Request>(shape: RequestShape<Request>, input: object): Request {
  const unplayed = Object.keys(input).find((member) => shape.unplayed?.includes(member));
  if (unplayed !== undefined) {
    throw new AwsError(
      'NotPlayedBySimulator',
      `The simulator does not play the parameter ${unplayed}; leave it out.`,
    );
  }
  const failures: string[] = [];
  const clean = structure(shape, input, '', failures);
  if (failures.length > 0) throw new ConstraintError(failures);
  // The shape names every member of Request and is checked above: this is where unknown becomes known.
  return clean as Request;
}

function structure(shape: StructureShape, value: object, path: string, failures: string[]): object {
  const given = new Map<string, unknown>(Object.entries(value));
  const entries = Object.entries(shape.members).flatMap(([member, memberShape]): [string, unknown][] => {
    const at = path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`;
    const found = given.get(member);
    if (found === undefined || found === null) {
      if (shape.required?.includes(member)) failures.push(failure('null', at, 'Member must not be null'));
      return [];
    }
    return [[member, checked(memberShape, found, at, failures)]];
  });
  return Object.fromEntries(entries);
}

function checked(shape: Shape, value: unknown, at: string, failures: string[]): unknown {
  switch (shape.type) {
    case 'string': {
      if (typeof value !== 'string') throw wrongType(value, 'a String');
      for (const broken of brokenByText(shape, value)) failures.push(failure(`'${value}'`, at, broken));
      return value;
    }
    case 'integer': {
      if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, 'an Integer');
      for (const broken of brokenByAmount(shape, value, 'value'))
        failures.push(failure(`'${value}'`, at, broken));
      return value;
    }
    case 'timestamp': {
      if (typeof value !== 'number') throw wrongType(value, 'a Timestamp');
      return value;
    }
    case 'boolean': {
      if (typeof value !== 'boolean') throw wrongType(value, 'a Boolean');
      return value;
    }
    case 'list': {
      if (!Array.isArray(value)) throw wrongType(value, 'a List');
      const items: readonly unknown[] = value;
      const shown = `'[${items.join(', ')}]'`;
      for (const broken of brokenByAmount(shape, items.length, 'length'))
        failures.push(failure(shown, at, broken));
      if (shape.of.type !== 'string') {
        return items.map((item, index) => checked(shape.of, item, `${at}.${index + 1}.member`, failures));
      }
      const { of } = shape;
      const texts = items.map(asText);
      if (texts.some((item) => brokenByText(of, item).length > 0)) {
        failures.push(failure(shown, at, `Member must satisfy constraint: [${constraintsOf(of)}]`));
      }
      return texts;
    }
    case 'map':
      return checkedMap(shape, value, at, failures);
    case 'structure': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw wrongType(value, 'a Structure');
      }
      return structure(shape, value, at, failures);
    }
  }
}

function checkedMap(shape: MapShape, value: unknown, at: string, failures: string[]): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, 'a Map');
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  const shown = `'{${entries.map(([key, item]) => `${key}=${String(item)}`).join(', ')}}'`;
  for (const broken of brokenByAmount(shape, entries.length, 'length'))
    failures.push(failure(shown, at, broken));
  if (entries.some(([key]) => brokenByText(shape.key, key).length > 0)) {
    failures.push(failure(shown, at, `Map keys must satisfy constraint: [${constraintsOf(shape.key)}]`));
  }
  if (shape.value.type !== 'string') {
    const inner = shape.value;
    return Object.fromEntries(
      entries.map(([key, item]) => [key, checked(inner, item, `${at}.${key}.member`, failures)]),
    );
  }
  const valueShape = shape.value;
  const texts = entries.map(([key, item]): [string, string] => [key, asText(item)]);
  if (texts.some(([, item]) => brokenByText(valueShape, item).length > 0)) {
    failures.push(failure(shown, at, `Map value must satisfy constraint: [${constraintsOf(valueShape)}]`));
  }
  return Object.fromEntries(texts);
}

function brokenByText(shape: StringShape, value: string): readonly string[] {
  const broken = [...brokenByAmount(shape, [...value].length, 'length')];
  if (shape.pattern !== undefined && !shape.pattern.test(value))
    broken.push(patternConstraint(shape.pattern));
  if (shape.oneOf !== undefined && !shape.oneOf.includes(value)) broken.push(enumConstraint(shape.oneOf));
  return broken;
}

function brokenByAmount(
  limits: { readonly min?: number; readonly max?: number },
  amount: number,
  measure: 'length' | 'value',
): readonly string[] {
  const broken: string[] = [];
  if (limits.max !== undefined && amount > limits.max) broken.push(atMost(measure, limits.max));
  if (limits.min !== undefined && amount < limits.min) broken.push(atLeast(measure, limits.min));
  return broken;
}

function constraintsOf(shape: StringShape): string {
  const all: string[] = [];
  if (shape.max !== undefined) all.push(atMost('length', shape.max));
  if (shape.min !== undefined) all.push(atLeast('length', shape.min));
  if (shape.pattern !== undefined) all.push(patternConstraint(shape.pattern));
  if (shape.oneOf !== undefined) all.push(enumConstraint(shape.oneOf));
  return all.join(', ');
}

const atMost = (measure: string, max: number): string =>
  `Member must have ${measure} less than or equal to ${max}`;
const atLeast = (measure: string, min: number): string =>
  `Member must have ${measure} greater than or equal to ${min}`;
const patternConstraint = (pattern: RegExp): string =>
  `Member must satisfy regular expression pattern: ${pattern.source.replaceAll('\\/', '/')}`;
const enumConstraint = (values: readonly string[]): string =>
  `Member must satisfy enum value set: [${values.join(', ')}]`;

function failure(shown: string, at: string, broken: string): string {
  return `Value ${shown} at '${at}' failed to satisfy constraint: ${broken}`;
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrongType(value, 'a String');
}

function wrongType(value: unknown, wanted: string): AwsError {
  const found = Array.isArray(value) ? 'LIST_VALUE' : `${(typeof value).toUpperCase()}_VALUE`;
  return new AwsError('SerializationException', `${found} cannot be converted to ${wanted}`);
}

/** AWS's validation errors begin member names with a small letter, whatever the model does. */
function lowerFirst(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}
