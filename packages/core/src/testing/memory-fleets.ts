import { MAX_TAGS } from '../policy/tags.ts';
import { ImageStoreError } from '../ports/errors.ts';
import type {
  AlarmSource,
  AlarmState,
  FleetRecord,
  FleetStore,
  ParameterStore,
  SharingStore,
} from '../ports/fleet-store.ts';
import type { ImageProblem, ImageRecord } from '../ports/image.ts';
import type { ImageShare } from '../ports/inventory.ts';
import type { FleetWorld, FleetWorldSetup, WorldFleet } from './fleet-world.ts';
import { MemoryInstances } from './memory-instances.ts';
import { createMemoryWorld } from './memory-world.ts';

interface Held {
  setup: WorldFleet;
  problems: readonly ImageProblem[];
  readonly instances: MemoryInstances;
}

const STATES = { running: 'RUNNING', stopped: 'STOPPED', changing: 'STARTING' } as const;
const OTHER_ACCOUNT = 'arn:aws:appstream:us-east-1:210987654321:image';
const refused = (
  code: 'not-found' | 'busy' | 'invalid' | 'incompatible' | 'limit' | 'not-permitted',
  message: string,
) => new ImageStoreError(code, message);

/** Images, fleets, alarms, parameters and shares of one account, in memory. They change only with the clock. */
export async function createMemoryFleets(setup: FleetWorldSetup): Promise<FleetWorld> {
  const images = await createMemoryWorld(setup);
  const { clock } = images;
  const held = new Map<string, Held>();
  const switches: { fleet: string; from: string | undefined; to: string }[] = [];
  const add = (setupOf: WorldFleet) => {
    const instances: MemoryInstances = new MemoryInstances(
      () => fleet.setup,
      () => clock.now().getTime(),
    );
    const fleet: Held = { setup: setupOf, problems: [], instances };
    held.set(setupOf.name, fleet);
  };
  for (const fleet of setup.fleets) add(fleet);

  const recordOf = ({ setup: fleet, problems, instances }: Held): FleetRecord => {
    const condition = fleet.condition ?? 'running';
    const kind = fleet.kind ?? 'on-demand';
    const { sharedImage, image = sharedImage && `${OTHER_ACCOUNT}/${sharedImage}` } = fleet;
    return {
      name: fleet.name,
      id: `fleet/${fleet.name}`,
      kind,
      condition,
      state: STATES[condition],
      ...(image === undefined || kind === 'elastic' ? {} : { image }),
      tags: fleet.tags ?? {},
      capacity: fleet.capacity ?? instances.capacity(),
      sessionsPerInstance: fleet.sessionsPerInstance ?? 1,
      problems,
    };
  };
  const existing = (name: string): Held => {
    const fleet = held.get(name);
    if (fleet === undefined) throw refused('not-found', `The fleet ${name} does not exist.`);
    return fleet;
  };
  const change = (name: string, changes: Partial<Omit<WorldFleet, 'name'>>) => {
    const fleet = held.get(name);
    if (fleet !== undefined) fleet.setup = { ...fleet.setup, ...changes };
  };
  const described = async (name: string | undefined): Promise<ImageRecord | undefined> =>
    name === undefined ? undefined : (await images.store.describe([name], { tags: false }))[0];

  const fleets: FleetStore = {
    list: async () => [...held.values()].map(recordOf),
    describe: async (names) => names.flatMap((name) => held.get(name) ?? []).map(recordOf),
    async setImage({ name }, { name: to }) {
      const image = await described(to);
      const { setup: fleet } = existing(name);
      const before = await described(fleet.image);
      if (fleet.kind === 'elastic') throw refused('invalid', `The elastic fleet ${name} has no image.`);
      if (fleet.condition === 'changing') throw refused('busy', `The fleet ${name} is changing.`);
      if (image === undefined) throw refused('not-found', `The image ${to} does not exist.`);
      if (image.condition !== 'available') throw refused('busy', `The image ${to} is not available.`);
      const other = before?.platform !== undefined && before.platform !== image.platform;
      if (other && fleet.condition !== 'stopped') {
        throw refused('incompatible', `The fleet ${name} has to be stopped for another operating system.`);
      }
      const from = existing(name).setup.image;
      if (from !== to) switches.push({ fleet: name, from, to });
      change(name, { image: to });
    },
    async retag({ name }, { put, remove }) {
      const { setup: fleet } = existing(name);
      const tags = Object.entries({ ...fleet.tags, ...put }).filter(([key]) => !remove.includes(key));
      if (tags.length > MAX_TAGS) throw refused('limit', `${name} would have too many tags.`);
      change(name, { tags: Object.fromEntries(tags) });
    },
    sessions: async ({ name }) => held.get(name)?.instances.sessions() ?? [],
    async drain({ name }, { id }) {
      const { setup: fleet, instances } = existing(name);
      if ((fleet.sessionsPerInstance ?? 1) === 1) {
        throw refused('not-permitted', `An instance of the fleet ${name} serves one user.`);
      }
      if (!instances.drain(id)) throw refused('not-found', `The session ${id} is over.`);
    },
  };

  const states = new Map<string, AlarmState>();
  const alarms: AlarmSource = {
    alarmStates: async (names) => new Map([...states].filter(([name]) => names.includes(name))),
  };
  const published = new Map<string, string>();
  const parameters: ParameterStore = {
    read: async (names) => new Map([...published].filter(([name]) => names.includes(name))),
    write: async (name, value) => void published.set(name, value),
  };
  const shares = new Map<string, ImageShare>();
  const sharing: SharingStore = {
    sharesOf: async (names) => [...shares.values()].filter(({ image }) => names.includes(image)),
    async share(share) {
      if ((await described(share.image)) === undefined) {
        throw refused('not-found', `The image ${share.image} does not exist.`);
      }
      shares.set(`${share.image} ${share.account}`, share);
    },
  };

  return {
    images,
    fleets,
    alarms,
    parameters,
    sharing,
    seen: () =>
      new Map(
        [...held].map(
          ([
            name,
            {
              setup: { sharedImage, image = sharedImage, tags = {} },
            },
          ]) => [name, { image, tags }],
        ),
      ),
    switches: () => switches,
    changeFleet: change,
    addFleet: add,
    removeFleet: (name) => void held.delete(name),
    setProblems(name, problems) {
      const fleet = held.get(name);
      if (fleet !== undefined) fleet.problems = problems;
    },
    startSession(name, minutes) {
      existing(name).instances.start(minutes);
    },
    setAlarm: (name, state) => void states.set(name, state),
    close: () => images.close(),
  };
}
