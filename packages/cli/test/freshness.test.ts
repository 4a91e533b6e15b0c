import { createSimulator, manualClock, type SimulatorOptions } from '@appstream-campaign/simulator';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const tags = (from: string) => ({ BaseName: 'Desk', UpdatedFrom: from });

const WORLD: SimulatorOptions = {
  images: [
    { name: 'Desk', daysOld: 100, tags: { NextVersion: 'Desk-2' } },
    { name: 'Desk-2', daysOld: 60, basedOn: 'Desk', tags: tags('Desk') },
    { name: 'Desk-3', daysOld: 20, basedOn: 'Desk-2', tags: tags('Desk-2') },
    { name: 'Desk-4', daysOld: 1, basedOn: 'Desk-3', tags: tags('Desk-3'), state: 'FAILED' },
    { name: 'Kiosk', daysOld: 10, tags: { AutoUpdate: 'Enabled' } },
    { name: 'Attic', daysOld: 900 },
    { name: 'Partner', daysOld: 70, owned: false },
  ],
  fleets: [
    { name: 'Old', imageName: 'Desk' },
    { name: 'New', imageName: 'Desk-3' },
    { name: 'Lent', imageName: 'Partner' },
    { name: 'Apps', fleetType: 'ELASTIC' },
  ],
};

async function inAccount(
  work: (run: (...args: readonly string[]) => ReturnType<typeof command.run>) => Promise<void>,
): Promise<void> {
  const simulator = await createSimulator({ ...WORLD, clock: manualClock(new Date('2026-11-28T08:00:00Z')) });
  try {
    await work((...args) => command.run(['simulate', '--at', simulator.url, 'freshness', ...args]));
  } finally {
    await simulator.close();
  }
}

test('the age of what each fleet runs and how far it is behind, and of each newest image', async () => {
  await inAccount(async (run) => {
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Old +Desk +100 days +10-02-2025 +2 versions, 80 days: Desk-3/);
    expect(stdout).toMatch(/Lent +Partner +70 days +10-02-2025 +-/);
    expect(stdout).toMatch(/New +Desk-3 +20 days +10-02-2025 +-/);
    expect(stdout).toMatch(/newest image[\s\S]*Desk-3 +20 days[\s\S]*Kiosk +10 days/);
    expect(stdout).not.toMatch(/Attic|Apps|Desk-4/);
    expect(stdout).toContain('1 of 3 fleets is behind the newest version.');
  });
});

test('ends with 4 when something is older than --max-age; only what is named counts', async () => {
  await inAccount(async (run) => {
    const { code, stdout } = await run('--max-age', '65d');
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /100 days, too old[\s\S]*70 days, too old[\s\S]*2 of all that is listed are too old/,
    );
    expect((await run('--max-age', '65d', 'New')).code).toBe(0);
    expect((await run('Nothing')).code).toBe(3);
    expect((await run('--max-age', '19')).code).toBe(4);
  });
});

test('as JSON, Markdown and one page', async () => {
  await inAccount(async (run) => {
    const [report] = JSON.parse((await run('--json', '--max-age', '65d')).stdout);
    expect(report).toMatchObject({ account: '123456789012', region: 'us-east-1', maxAgeDays: 65 });
    expect(report.fleets[0]).toMatchObject({
      ...{ fleet: 'Old', image: 'Desk', lineage: 'Desk', ageDays: 100, agent: '10-02-2025', tooOld: true },
      ...{ newest: 'Desk-3', versionsBehind: 2, daysBehind: 80 },
    });
    const markdown = (await run('--markdown')).stdout;
    expect(markdown).toContain(
      '| `Old` | `Desk` | 100 days | `10-02-2025` | 2 versions, 80 days | `Desk-3` |',
    );
    const page = (await run('--html', '--max-age', '65d')).stdout;
    expect(page).toMatch(/^<!doctype html>[\s\S]*<span class="status failed">100 days, too old<\/span>/);
    expect(page).toMatch(/default-src .*none/);
  });
});

test.each([
  [['--max-age', 'soon'], 'A number of days such as 45d'],
  [['--json', '--html'], 'Name one of --json, --markdown and --html'],
])('%j is refused', async (args, says) => {
  await inAccount(async (run) => {
    const { code, stderr } = await run(...args);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  });
});
