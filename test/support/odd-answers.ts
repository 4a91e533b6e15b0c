import fc from 'fast-check';
import type { OddAnswer } from './odd-server.ts';

const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  'odd',
  'NaN',
  '-Infinity',
  0,
  -7,
  1.5,
  1e300,
  true,
  false,
  [],
  [null],
  [7, 'odd', {}],
  {},
  { A: null },
  { length: 3 },
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": null, "toString": 7}'),
];
/** Bodies that are no object, or not even JSON. */
const TEXTS: readonly string[] = ['', 'null', '[]', '7', '"odd"', '{', '<html>Bad gateway</html>', '\uFFFD'];
const STATUSES: readonly number[] = [200, 204, 301, 400, 403, 404, 413, 429, 500, 503];

/**
 * Values near to an example: members that are missing, null, unknown or of another type, and lists that are empty, have
 * holes or say the same twice.
 */
export function near(example: unknown): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: shapedLike(example) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
  );
}

function shapedLike(example: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(example)) {
    return fc.array(fc.oneof(...example.map(near)), { maxLength: example.length + 2 });
  }
  if (typeof example !== 'object' || example === null) return fc.constant(example);
  const members = Object.entries(example).map(([key, value]) => [
    key,
    fc.option(near(value), { freq: 8, nil: undefined }),
  ]);
  const unknown = fc.option(fc.constantFrom(...ODD), { freq: 2, nil: undefined });
  // What is undefined is no member of JSON.
  return fc.record({ ...Object.fromEntries(members), NewMember: unknown });
}

/** Answers of an operation: near to a right one, or to a refusal, or nothing that a service would say. */
export function anyAnswer(example: object, refusals: readonly string[] = []): fc.Arbitrary<OddAnswer> {
  return anyOf(
    example,
    refusals,
    (code) => ({ __type: code, message: 'Refused', Message: 'Refused' }),
    JSON.stringify,
  );
}

/** The same of an operation that answers in XML. */
export function anyXmlAnswer(example: object, refusals: readonly string[] = []): fc.Arbitrary<OddAnswer> {
  const refused = (Code: string) => ({
    ErrorResponse: { Error: { Type: 'Sender', Code, Message: 'Refused' }, RequestId: 'r' },
  });
  return anyOf(example, refusals, refused, xmlOf);
}

function anyOf(
  example: object,
  refusals: readonly string[],
  refusalBy: (code: string) => object,
  written: (body: unknown) => string,
): fc.Arbitrary<OddAnswer> {
  const status = fc.constantFrom(...STATUSES);
  const refusal = fc
    .constantFrom('InternalFailure', 'AccessDeniedException', ...refusals)
    .chain((code) => near(refusalBy(code)));
  return fc.oneof(
    { weight: 10, arbitrary: near(example).map((body) => ({ body: written(body) })) },
    { weight: 4, arbitrary: fc.record({ status, body: refusal.map(written) }) },
    { weight: 1, arbitrary: fc.record({ status, body: fc.constantFrom(...TEXTS) }) },
  );
}

function xmlOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlOf(item)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return value === null ? '' : String(value);
  return Object.entries(value)
    .map(([key, member]) => (member === undefined ? '' : `<${key}>${xmlOf(member)}</${key}>`))
    .join('');
}

/** What came of a call: its value, or what it was rejected with. */
export async function outcomeOf<Value>(
  call: Promise<Value>,
): Promise<{ readonly value: Value } | { readonly error: unknown }> {
  try {
    return { value: await call };
  } catch (error) {
    return { error };
  }
}
