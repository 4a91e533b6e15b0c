import { ImageStoreError } from '@appstream-campaign/core';
import type { RolloutParts } from '@appstream-campaign/core/rollout';

/** What happens to a call of a pass. */
export type CallTrouble = 'busy-before' | 'busy-after' | 'die-before' | 'die-after' | 'people';

/** What happens, and at which call of a pass, from 1. */
export interface Trouble {
  readonly call: number;
  readonly kind: CallTrouble;
}

/** Exposes a pass to trouble at one of its calls, and tells whether it died. */
export function exposed(
  parts: RolloutParts,
  trouble: Trouble | undefined,
  people: () => void,
): { readonly parts: RolloutParts; readonly died: Promise<'died'>; readonly calls: () => number } {
  let calls = 0;
  let dead = false;
  let die: (how: 'died') => void = () => {};
  const died = new Promise<'died'>((resolve) => {
    die = resolve;
  });
  const call = async <T>(effect: () => Promise<T>): Promise<T> => {
    const never = new Promise<T>(() => {});
    if (dead) return never;
    const kind = ++calls === trouble?.call ? trouble.kind : undefined;
    if (kind === 'people') people();
    if (kind === 'busy-before') throw new ImageStoreError('busy', 'Try later.');
    if (kind === 'die-before') dead = true;
    const answer = kind === 'die-before' ? undefined : await effect();
    if (kind === 'die-before' || kind === 'die-after') {
      dead = true;
      die('died');
    }
    if (dead) return never;
    if (kind === 'busy-after') throw new ImageStoreError('busy', 'The answer got lost.');
    return answer as T;
  };
  const { store, images, notifiers = [] } = parts;
  return {
    died,
    calls: () => calls,
    parts: {
      ...parts,
      store: {
        list: () => call(() => store.list()),
        describe: (names) => call(() => store.describe(names)),
        setImage: (fleet, image) => call(() => store.setImage(fleet, image)),
        retag: (fleet, change) => call(() => store.retag(fleet, change)),
        sessions: (fleet) => call(() => store.sessions(fleet)),
        drain: (fleet, session) => call(() => store.drain(fleet, session)),
      },
      images: {
        list: () => call(() => images.list()),
        describe: (names, options) => call(() => images.describe(names, options)),
        retag: (image, change) => call(() => images.retag(image, change)),
      },
      notifiers: notifiers.map((notifier) => ({
        ...notifier,
        notify: (event) => call(() => notifier.notify(event)),
      })),
    },
  };
}
