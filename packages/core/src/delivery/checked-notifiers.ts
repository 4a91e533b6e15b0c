import { InvalidOptionsError } from '../ports/errors.ts';
import type { Notifier } from './notifier.ts';
import { readRoute } from './route.ts';

const OWNER = 'Campaign option notifiers:';

/**
 * The notifiers of a campaign, once they are known to be some.
 * @throws InvalidOptionsError naming what is wrong with the first that is
 */
export function checkedNotifiers(notifiers: unknown): readonly Notifier[] {
  if (!Array.isArray(notifiers)) throw new InvalidOptionsError('Campaign option notifiers is not a list.');
  const names = new Set<string>();
  for (const notifier of notifiers) {
    const { notify, notifyMany, name } = Object(notifier) as Partial<Notifier>;
    if (typeof notify !== 'function' || !['function', 'undefined'].includes(typeof notifyMany)) {
      throw new InvalidOptionsError(
        'Campaign option notifiers lacks notify; expected objects with a name, the method notify and perhaps notifyMany.',
      );
    }
    if (typeof name !== 'string' || name === '' || name.length > 100 || names.has(name)) {
      throw new InvalidOptionsError(
        `Campaign option notifiers has the name ${JSON.stringify(name)}; expected a name of its own for each, of at most 100 characters.`,
      );
    }
    readRoute(`${OWNER} "${name}"`, notifier, notifier);
    names.add(name);
  }
  return notifiers;
}
