import * as v from 'valibot';

/** A key that may be left out. */
export type OptionalKey<S extends v.GenericSchema> = v.ExactOptionalSchema<
  v.GenericSchema<v.InferInput<S>, v.InferOutput<S>>,
  undefined
>;

/** A key that may be left out, with the words that editors show. */
export const described = <S extends v.GenericSchema>(schema: S, text: string): OptionalKey<S> =>
  v.exactOptional(v.pipe(schema, v.description(text)));

/** A text, or a list of them. */
export const oneOrMore = (what: string): v.GenericSchema<string | string[]> => {
  const one = v.pipe(v.string(what), v.minLength(1, what));
  return v.union([one, v.array(one, what)], `${what}, or a list of them`);
};
