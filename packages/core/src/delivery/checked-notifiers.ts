import { InvalidOptionsError } from '../ports/errors.ts';
import type { Notifier } from './notifier.ts';
import { readRoute } from './route.ts';

/**
 * Checks the notifiers of a campaign or a rollout.
 * @param owner whose option they are, for the error message
 * @throws InvalidOptionsError naming the first notifier that is wrong
 */
export function checkedNotifiers(
  notifiers: unknown,
  owner: string = 'Campaign option notifiers',
): readonly Notifier[] {
  if (!Array.isArray(notifiers)) throw new InvalidOptionsError(`${owner} is not a list.`);
  const names = new Set<string>();
  for (const notifier of notifiers) {
    const { notify, notifyMany, name } = Object(notifier) as Partial<Notifier>;
    if (typeof notify !== 'function' || !['function', 'undefined'].includes(typeof notifyMany)) {
      throw new InvalidOptionsError(
        `${owner} lacks notify; expected objects with a name, the method notify and optionally notifyMany.`,
      );
    }
    if (typeof name !== 'string' || name === '' || name.length > 100 || names.has(name)) {
      throw new InvalidOptionsError(
        `${owner} has the name ${JSON.stringify(name)}; expected a unique name of at most 100 characters.`,
      );
    }
    readRoute(`${owner}: "${name}"`, notifier, notifier);
    names.add(name);
  }
  return notifiers;
}
