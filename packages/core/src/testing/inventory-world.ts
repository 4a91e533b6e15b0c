import type { ImageRecord, Tags } from '../ports/image.ts';
import type { ImageShare, ImageUser, InventorySource, UnseenPart } from '../ports/inventory.ts';

/** An account for a test: images, and who refers to them by name. Plain data. */
export interface InventorySetup {
  readonly images: readonly { readonly name: string; readonly tags?: Tags }[];
  readonly users: readonly (Omit<ImageUser, 'image' | 'state'> & { readonly image?: string })[];
  readonly shares: readonly ImageShare[];
  readonly imageQuota: number;
}

/** What a test can do with an account beside what a campaign sees of it. */
export interface InventoryWorld {
  readonly inventory: InventorySource;
  /** Somebody gives a fleet another image. */
  changeFleet(name: string, image: string): void;
  /** From now on this may not be looked at. */
  deny(what: UnseenPart['what']): void;
  /** Ends what the world has opened. */
  close(): Promise<void>;
}

/** Builds an account from its setup. */
export type MakeInventoryWorld = (setup: InventorySetup) => Promise<InventoryWorld>;

/** Images and who uses them, in memory. */
export async function createMemoryInventory(setup: InventorySetup): Promise<InventoryWorld> {
  const denied = new Set<UnseenPart['what']>();
  const moved = new Map<string, string>();
  const images = setup.images.map(
    ({ name, tags = {} }): ImageRecord => ({
      ...{ name, id: `memory:image/${name}`, condition: 'available', state: 'AVAILABLE' },
      ...{ createdAt: '2026-11-01T08:00:00.000Z', tags, problems: [] },
    }),
  );
  const inventory: InventorySource = {
    async read(among) {
      const read = images.filter(({ name }) => among === undefined || among.includes(name));
      const users = setup.users.map(({ kind, name, image }): ImageUser => {
        const now = kind === 'fleet' ? (moved.get(name) ?? image) : image;
        return {
          kind,
          name,
          state: 'RUNNING',
          ...(now === undefined ? {} : { image: `memory:image/${now}` }),
        };
      });
      const shares = setup.shares.filter(({ image }) => read.some(({ name }) => name === image));
      const hidden = (what: UnseenPart['what'], image?: string): UnseenPart => ({
        ...{ what, detail: `${what} may not be seen.` },
        ...(image === undefined ? {} : { image }),
      });
      return {
        images: read,
        users: users.filter(({ kind }) => !denied.has(kind === 'fleet' ? 'fleets' : 'image-builders')),
        shares: denied.has('shares') ? [] : shares,
        unseen: [
          ...(denied.has('fleets') ? [hidden('fleets')] : []),
          ...(denied.has('image-builders') ? [hidden('image-builders')] : []),
          ...(denied.has('shares') ? [...new Set(shares.map(({ image }) => image))] : []).map((image) =>
            hidden('shares', image),
          ),
        ],
      };
    },
    imageQuota: async () => setup.imageQuota,
  };
  return {
    inventory,
    changeFleet: (name, image) => void moved.set(name, image),
    deny: (what) => void denied.add(what),
    close: async () => {},
  };
}
