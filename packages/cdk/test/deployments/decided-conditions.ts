import type { Resource, Template } from './cloudformation.ts';

/** A template in which some conditions are decided: what depends on them is as it is then. */
export function withDecided(template: Template, decided: Readonly<Record<string, boolean>>): Template {
  const { Conditions = {}, Resources, Outputs } = template;
  const isDecided = (name: unknown): name is string =>
    typeof name === 'string' && Object.hasOwn(decided, name);
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within);
    if (typeof value !== 'object' || value === null) return value;
    const [only, ...more] = Object.entries(value);
    if (only !== undefined && more.length === 0) {
      const [name, inner] = only;
      if (name === 'Fn::If' && Array.isArray(inner) && isDecided(inner[0])) {
        return within(decided[inner[0]] ? inner[1] : inner[2]);
      }
      if (name === 'Condition' && isDecided(inner))
        return { 'Fn::Equals': ['a', decided[inner] ? 'a' : 'b'] };
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, within(inner)]));
  };
  const kept = <Part extends { readonly Condition?: string }>(parts: Readonly<Record<string, Part>>) =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([id, { Condition, ...part }]) => {
        if (isDecided(Condition)) return decided[Condition] ? [[id, within(part) as Part]] : [];
        const own = Condition === undefined ? {} : { Condition };
        return [[id, { ...(within(part) as object), ...own } as unknown as Part]];
      }),
    );
  return {
    ...template,
    Conditions: Object.fromEntries(
      Object.entries(Conditions).flatMap(([name, value]) => (isDecided(name) ? [] : [[name, within(value)]])),
    ),
    Resources: kept<Resource>(Resources),
    ...(Outputs === undefined ? {} : { Outputs: kept(Outputs) }),
  };
}
