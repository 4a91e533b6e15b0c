/** What is made when it is first asked for: a cold start does not pay for what its check does not need. */
export function onUse<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
