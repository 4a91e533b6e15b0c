import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, demoScenario, manualClock } from '@appstream-campaign/simulator';
import xterm from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { noTerminal, terminalFor } from './pseudo-terminal.ts';

const { Terminal } = xterm;
const command = builtCommand();
const inTerminal = terminalFor(command);

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
const COLOUR = /\u001b\[\d+m/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: so are the codes that move the cursor and hide it.
const CURSOR = /\u001b\[(\d+A|\?25l)/;

describe.skipIf(noTerminal)('in a pseudo-terminal (needs @lydell/node-pty for this platform)', () => {
  test('asks, shows a live view, and leaves cleanly at Ctrl-C', async () => {
    const terminal = inTerminal(['simulate', 'run', '--batch-size', '3']);
    await terminal.shows(/Start 6 updates in account 123456789012, us-east-1\?/);
    terminal.type('y\r');
    await terminal.shows(
      /■■■ 3 of 3 slots {3}next check at \d\d:\d\d {3}expected end \d\d:\d\d, 90 % by \d\d:\d\d/,
    );
    await terminal.shows(/▸ CAD-Workstation +█*░+ +\d+ min +installing updates/);
    await terminal.shows(/0 of 8 {3}0 updated · 3 updating · 5 waiting/);
    expect(terminal.raw()).toMatch(CURSOR);
    expect(terminal.raw()).toMatch(COLOUR);
    terminal.type('\u0003');
    await terminal.shows(/Go on: appstream-campaign simulate resume/);
    expect(await terminal.ended).toBe(130);
    // The cursor is back.
    expect(terminal.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(
      terminal.raw().lastIndexOf('\u001b[?25l'),
    );
  });

  test('a bar never looks finished before its update is', async () => {
    const tags = { AutoUpdate: 'Enabled' };
    const images = [
      { name: 'Short', tags, update: { minutes: 30 } },
      { name: 'Long', tags: { ...tags, UpdateMinutes: '75' }, update: { minutes: 180 } },
      { name: 'Unknown', tags, update: { minutes: 180 } },
    ];
    writeFileSync(join(command.home(), 'long.json'), JSON.stringify({ images }));
    const terminal = inTerminal(['simulate', '--scenario', 'long.json', '--speed', '2000', 'run', '--yes']);
    expect(await terminal.ended).toBe(0);
    for (const name of ['Long', 'Unknown']) {
      const rows = terminal.text().matchAll(new RegExp(`▸ ${name} +([█░]{16}) +(2 h \\d\\d) min`, 'g'));
      const bars = [...rows].map(([, bar = '']) => bar);
      expect(bars.length).toBeGreaterThan(3);
      expect(bars.filter((bar) => !bar.includes('░░'))).toEqual([]);
    }
    // The bar of the whole campaign likewise: two of three images are not three.
    expect(terminal.text()).toMatch(/█+░+ 1 of 3/);
  });

  test('no is an answer, and so is Ctrl-C', async () => {
    for (const keys of ['n\r', '\r', '\u0003']) {
      const terminal = inTerminal(['simulate', 'run']);
      await terminal.shows(/Start 6 updates/);
      terminal.type(keys);
      expect(await terminal.ended).toBe(130);
      expect(terminal.text()).toContain('Nothing was changed.');
    }
    expect((await command.run(['simulate', 'status'])).stdout).toMatch(/^There are no campaigns/);
  });

  test('asks nothing when there is nothing to start', async () => {
    const terminal = inTerminal(['simulate', 'run', '--only', 'HR-*,Legacy-*']);
    expect(await terminal.ended).toBe(3);
    expect(terminal.text()).toContain('none to update, 1 to skip, 1 blocked.');
    expect(terminal.text()).not.toContain('?');
  });

  test('starts nothing beyond what the plan showed', async () => {
    const clock = manualClock(new Date('2026-12-01T02:00:00Z'));
    const simulator = await createSimulator({ ...demoScenario, clock });
    try {
      const terminal = inTerminal(['simulate', '--at', simulator.url, 'run', '--plain']);
      await terminal.shows(/Start 6 updates/);
      simulator.world.setTags('Sandbox-Windows-2025', { AutoUpdate: 'Enabled' });
      terminal.type('y\r');
      expect(await terminal.ended).toBe(5);
      expect(terminal.text()).toContain('5 images updated');
      expect(simulator.world.image('Sandbox-Windows-2025')?.tags).toEqual({ AutoUpdate: 'Enabled' });
    } finally {
      await simulator.close();
    }
  });

  test('NO_COLOR takes the colours away, and nothing else', async () => {
    const terminal = inTerminal(['simulate', '--speed', '20000', 'run', '--yes'], { NO_COLOR: '1' });
    expect(await terminal.ended).toBe(5);
    expect(terminal.raw()).not.toMatch(COLOUR);
    expect(terminal.raw()).toMatch(CURSOR);
    expect(terminal.text()).toContain('5 images updated, 2 failed, 1 skipped.');
  });

  test.each([{ TERM: 'dumb' }, { CI: 'true' }])('lines instead of a live view: %j', async (env) => {
    const terminal = inTerminal(['simulate', '--speed', '20000', 'run', '--yes'], env);
    expect(await terminal.ended).toBe(5);
    expect(terminal.raw()).not.toMatch(CURSOR);
    expect(terminal.text()).toMatch(/started +CAD-Workstation →/);
  });

  test.each([
    { cols: 64, rows: 14 },
    { cols: 100, rows: 30 },
    { cols: 200, rows: 60 },
  ])('a terminal of $cols × $rows is not overrun', async (size) => {
    const terminal = inTerminal(
      ['simulate', '--speed', '5000', 'run', '--yes', '--id', 'one-campaign'],
      {},
      size,
    );
    expect(await terminal.ended).toBe(5);
    const screen = new Terminal({ ...size, scrollback: 5000, allowProposedApi: true });
    const raw = terminal.raw();
    await new Promise<void>((resolve) => screen.write(raw, resolve));
    const { active } = screen.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, y) => active.getLine(y)?.translateToString(true) ?? '',
    );
    // A frame that is higher or wider than the terminal leaves its head behind in the scrollback, once for each frame.
    expect(lines.filter((line) => line.startsWith('  one-campaign  account'))).toHaveLength(1);
    expect(lines.join('\n')).toContain('The campaign one-campaign is over');
    // What stays of the last frame: the latest events, none twice, up to the last one.
    const events = lines.filter((line) => /^ {2}\d\d:\d\d {2}[a-z]/.test(line));
    expect(new Set(events).size).toBe(events.length);
    expect(events.at(-1)).toMatch(/over +5 updated, 2 failed, 1 skipped$/);
  });
});
