import {
  type Call,
  createSimulator,
  manualClock,
  type SimulatorOptions,
} from '@appstream-campaign/simulator';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const OTHER = '210987654321';

const version = (number: number, daysOld: number, more: object = {}) => ({
  name: number === 1 ? 'Desk' : `Desk-${number}`,
  daysOld,
  ...(number === 1 ? {} : { basedOn: number === 2 ? 'Desk' : `Desk-${number - 1}` }),
  ...more,
  tags: {
    ...(number === 1
      ? { NextVersion: 'Desk-2' }
      : { BaseName: 'Desk', UpdatedFrom: number === 2 ? 'Desk' : `Desk-${number - 1}`, UpdateMinutes: '60' }),
    AutoUpdate: number === 6 ? 'Enabled' : 'Completed',
    ...('tags' in more ? (more.tags as object) : {}),
  },
});

const WORLD: SimulatorOptions = {
  images: [
    ...[version(1, 180), version(2, 150), version(3, 120), version(4, 90), version(5, 60), version(6, 10)],
    { name: 'Alone', daysOld: 400 },
  ],
  fleets: [{ name: 'Office', imageName: 'Desk-4' }],
  quotas: { images: 8 },
};

async function inAccount<T>(
  options: SimulatorOptions,
  work: (
    run: (...args: readonly string[]) => ReturnType<typeof command.run>,
    simulator: Awaited<ReturnType<typeof createSimulator>>,
  ) => Promise<T>,
): Promise<T> {
  const simulator = await createSimulator({
    ...options,
    clock: manualClock(new Date('2026-11-28T08:00:00Z')),
  });
  const at = ['simulate', '--at', simulator.url];
  try {
    return await work((...args) => command.run([...at, 'prune', ...args]), simulator);
  } finally {
    await simulator.close();
  }
}

describe('prune', () => {
  test('shows what goes and what stays, why, and what that makes of the quota; and changes nothing', async () => {
    await inAccount(WORLD, async (run, simulator) => {
      const { code, stdout } = await run('--dry-run');
      expect(code).toBe(0);
      expect(stdout).toMatch(/delete +Desk +superseded \(by Desk-2, \d+ days ago\)/);
      expect(stdout).toMatch(/delete +Desk-2 +superseded/);
      expect(stdout).toMatch(/keep +Desk-3 +the rollback target \(of fleet Office\)/);
      expect(stdout).toMatch(/keep +Desk-4 +in use \(fleet Office\)/);
      expect(stdout).toMatch(/keep +Desk-5 +among the newest versions/);
      expect(stdout).toMatch(/keep +Desk-6 +the newest version/);
      expect(stdout).toContain('1 image outside of lineages, never touched');
      expect(stdout).toContain('2 images would be deleted: from 7 to 5 of 8 images.');
      expect(simulator.callsOf('DeleteImage')).toEqual([]);
    });
  });

  test('deletes what it showed, the oldest first; a second time there is nothing to do', async () => {
    await inAccount(WORLD, async (run, simulator) => {
      const first = await run('--yes', '--json');
      expect(first.code).toBe(0);
      expect(JSON.parse(first.stdout)).toEqual({
        delete: [
          { image: 'Desk', lineage: 'Desk', reason: 'superseded' },
          { image: 'Desk-2', lineage: 'Desk', reason: 'superseded' },
        ],
        keep: [
          { image: 'Alone', lineage: null, reason: 'no-version' },
          { image: 'Desk-3', lineage: 'Desk', reason: 'way-back' },
          { image: 'Desk-4', lineage: 'Desk', reason: 'in-use' },
          { image: 'Desk-5', lineage: 'Desk', reason: 'recent-version' },
          { image: 'Desk-6', lineage: 'Desk', reason: 'newest' },
        ],
        deleted: ['Desk', 'Desk-2'],
        failed: [],
      });
      expect(simulator.callsOf('DeleteImage').map(({ request }) => request.Name)).toEqual(['Desk', 'Desk-2']);
      expect((await run('--yes')).code).toBe(3);
      expect(simulator.callsOf('DeleteImage')).toHaveLength(2);
    });
  });

  test('keeps what a rollout would take a fleet back to, however old, and says for which fleet', async () => {
    const tags = {
      ImageRing: 'test',
      PreviousImage: 'Desk',
      ImageSwitchedTo: 'Desk-4',
      ImageSwitchedAt: '2026-11-01T08:00:00.000Z',
    };
    const switched = { ...WORLD, fleets: [{ name: 'Office', imageName: 'Desk-4', tags }] };
    await inAccount(switched, async (run, simulator) => {
      const { stdout } = await run('--yes');
      expect(stdout).toMatch(/keep +Desk +in use \(fleet Office, as its rollback target\)/);
      expect(simulator.callsOf('DeleteImage').map(({ request }) => request.Name)).toEqual(['Desk-2']);
    });
    const at = (url: string) => command.run(['simulate', '--at', url, 'lineage', '--json']);
    await inAccount(switched, async (_, simulator) => {
      const versions = JSON.stringify(JSON.parse((await at(simulator.url)).stdout));
      expect(versions.match(/"removable"/g)).toHaveLength(1);
    });
  });

  test('only the lineages that are named', async () => {
    await inAccount(WORLD, async (run) => {
      expect((await run('Other-*', '--dry-run')).code).toBe(3);
      expect((await run('Des*', '--dry-run', '--max', '1')).stdout).toContain('1 image would be deleted');
    });
  });

  test('asks, and in a script needs --yes', async () => {
    await inAccount(WORLD, async (run, simulator) => {
      const { code, stderr } = await run();
      expect(code).toBe(2);
      expect(stderr).toContain('--yes');
      expect(simulator.callsOf('DeleteImage')).toEqual([]);
    });
  });

  test('an image that cannot be deleted is kept, told, and ends with 1; the others go', async () => {
    const refused: SimulatorOptions = {
      ...WORLD,
      faults: [
        {
          operation: 'DeleteImage',
          nth: 1,
          fault: { kind: 'error', code: 'OperationNotPermittedException', message: 'Not now', status: 400 },
        },
      ],
    };
    await inAccount(refused, async (run) => {
      const { code, stdout } = await run('--yes');
      expect(code).toBe(1);
      expect(stdout).toContain('1 image deleted.');
      expect(stdout).toMatch(/kept Desk: DeleteImage Desk: OperationNotPermittedException: Not now/);
    });
  });

  test('a fleet that moves to an image between the plan and its deletion keeps it; the others go', async () => {
    const meddling: { act?: () => void } = {};
    let looks = 0;
    const onCall = ({ operation }: Call) => {
      // The plan looks at fleets first; the second time is right before the deletions.
      if (operation === 'DescribeFleets' && ++looks === 1) setImmediate(() => meddling.act?.());
    };
    await inAccount({ ...WORLD, onCall }, async (run, simulator) => {
      meddling.act = () => simulator.world.addFleet({ name: 'Late', imageName: 'Desk-2' });
      const { code, stdout } = await run('--yes');
      expect(code).toBe(1);
      expect(stdout).toMatch(/delete +Desk-2 +superseded/);
      expect(stdout).toMatch(/kept Desk-2: in-use \(fleet Late\)/);
      const names = simulator.world.images().map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['Desk', 'Desk-2']));
    });
  });

  test('deletes nothing where it may not see who uses images', async () => {
    const blind: SimulatorOptions = {
      ...WORLD,
      faults: [
        {
          operation: 'DescribeFleets',
          fault: { kind: 'error', code: 'AccessDeniedException', message: 'No', status: 400 },
        },
      ],
    };
    await inAccount(blind, async (run, simulator) => {
      const { code, stdout } = await run('--yes');
      expect(code).toBe(3);
      expect(stdout).toMatch(
        /keep +Desk +not everything that may use it was seen .*appstream:DescribeFleets/,
      );
      expect(simulator.callsOf('DeleteImage')).toEqual([]);
    });
  });

  test('deletes nothing where it may not see the tags of fleets: one of them may have to go back', async () => {
    await inAccount(WORLD, async (run, simulator) => {
      simulator.faults.add({
        operation: 'ListTagsForResource',
        when: ({ ResourceArn }) => String(ResourceArn).includes(':fleet/'),
        fault: { kind: 'access-denied' },
      });
      const { code, stdout } = await run('--yes');
      expect(code).toBe(3);
      expect(stdout).toMatch(/keep +Desk +not everything that may use it was seen/);
      expect(simulator.callsOf('DeleteImage')).toEqual([]);
    });
  });

  test('takes back a sharing for image builders only when it is asked to', async () => {
    const shared: SimulatorOptions = {
      ...WORLD,
      images: (WORLD.images ?? []).map((image) =>
        image.name === 'Desk'
          ? { ...image, permissions: { [OTHER]: { allowFleet: false, allowImageBuilder: true } } }
          : image,
      ),
    };
    await inAccount(shared, async (run, simulator) => {
      expect((await run('--dry-run')).stdout).toMatch(/keep +Desk +shared \(with 210987654321\)/);
      const { stdout } = await run('--unshare', '--yes');
      expect(stdout).toContain('2 images deleted.');
      expect(simulator.callsOf('DeleteImagePermissions')).toHaveLength(1);
    });
  });

  test.each([
    ['--keep', '0', 'keep is 0'],
    ['--min-age', '-1', 'minAgeDays is -1'],
    ['--max', 'x', 'A number is expected'],
  ])('a wrong %s is refused', async (flag, value, says) => {
    const { code, stderr } = await command.run(['simulate', 'prune', '--dry-run', `${flag}=${value}`]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
