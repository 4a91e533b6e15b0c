import { type account, nameOf, versionTags } from './rollout-account.ts';

export const RINGS = ['test', 'pilot', 'production'];

/** What people do to images and fleets. */
export const ACTS = [
  'release',
  'release',
  'release',
  'approve',
  'approve',
  'revoke',
  'unrevoke',
  'pause-fleet',
  'resume-fleet',
  'pause-version',
  'release-held',
  'retag',
  'stop',
  'start',
  'change',
  'delete-fleet',
  'add-fleet',
  'break',
  'repair',
  'switch-by-hand',
  'delete-image',
  'session',
  'session',
] as const;
export type Act = (typeof ACTS)[number];

/** A world that people change. */
export function peopleOf(made: Awaited<ReturnType<typeof account>>, versions: number) {
  const { world, tag } = made;
  let newest = versions;
  let added = 0;
  const pick = <T>(list: readonly T[], who: number): T | undefined => list[who % Math.max(1, list.length)];
  return (act: Act, who: number): void => {
    const image = pick([...world.images.images().keys()], who) ?? '';
    const fleet = pick([...world.seen().keys()], who) ?? '';
    const retag = (tags: Readonly<Record<string, string | undefined>>) => {
      const all = Object.entries({ ...world.seen().get(fleet)?.tags, ...tags });
      const left = all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
      world.changeFleet(fleet, { tags: Object.fromEntries(left) });
    };
    switch (act) {
      case 'release': {
        const name = nameOf('Desk', ++newest);
        world.images.clock.advance(1);
        world.images.add({ name, tags: versionTags('Desk', newest) });
        tag(nameOf('Desk', newest - 1), { NextVersion: name });
        break;
      }
      case 'approve':
        tag(nameOf('Desk', newest), { RolloutApproved: pick(['all', ...RINGS], who) });
        break;
      case 'revoke':
        tag(image, { Revoked: 'bad' });
        break;
      case 'unrevoke':
        tag(image, { Revoked: undefined });
        break;
      case 'pause-version':
        tag(image, { RolloutPaused: who % 2 === 0 ? '' : undefined });
        break;
      case 'release-held':
        tag(image, { RolloutHeld: who % 2 === 0 ? 'released' : undefined });
        break;
      case 'pause-fleet':
        retag({ RolloutPaused: '' });
        break;
      case 'resume-fleet':
        retag({ RolloutPaused: undefined });
        break;
      case 'retag':
        retag({ ImageRing: pick([...RINGS, 'tset', undefined], who) });
        break;
      case 'stop':
      case 'start':
      case 'change':
        world.changeFleet(fleet, {
          condition: act === 'stop' ? 'stopped' : act === 'start' ? 'running' : 'changing',
        });
        break;
      case 'delete-fleet':
        world.removeFleet(fleet);
        break;
      case 'add-fleet':
        world.addFleet({ name: `New${++added}`, image, tags: { ImageRing: pick(RINGS, who) ?? '' } });
        break;
      case 'break':
        world.setProblems(fleet, [{ code: 'IMAGE_NOT_FOUND', message: 'Gone.' }]);
        break;
      case 'repair':
        world.setProblems(fleet, []);
        break;
      case 'switch-by-hand':
        world.changeFleet(fleet, { image });
        break;
      case 'session':
        if (world.seen().has(fleet)) world.startSession(fleet, 60 * (1 + (who % 100)));
        break;
      case 'delete-image':
        if (![...world.seen().values()].some((one) => one.image === image)) world.images.remove(image);
    }
  };
}
