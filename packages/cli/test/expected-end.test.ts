import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { noTerminal, terminalFor } from './pseudo-terminal.ts';

const command = builtCommand();
const inTerminal = terminalFor(command);

const clockMinutes = (text: string) => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};
const tags = { AutoUpdate: 'Enabled' };

/** Three images to update, and as many again that are current or that AppStream does not update. */
const images = [
  ...['CAD', 'Finance', 'Lab'].map((name) => ({ name, tags })),
  ...['A', 'B', 'C', 'D'].map((name) => ({ name: `Current-${name}`, tags, update: { current: true } })),
  ...['A', 'B'].map((name) => ({ name: `Old-${name}`, tags, update: { incompatible: true } })),
];

describe.skipIf(noTerminal)('in a pseudo-terminal (needs @lydell/node-pty for this platform)', () => {
  test('plan and live view name the same end, and the campaign begins when the user has agreed', async () => {
    writeFileSync(join(command.home(), 'many.json'), JSON.stringify({ images, quotas: { images: 40 } }));
    const simulate = ['simulate', '--scenario', 'many.json', '--speed', '600'];
    const terminal = inTerminal([...simulate, 'run', '--batch-size', '1', '--id', 'night']);
    await terminal.shows(/Start 3 updates/);
    // Half an hour of simulated time.
    await sleep(3_000);
    terminal.type('y\r');
    await terminal.shows(/1 of 1 slot +next check at .*expected end/);
    await terminal.shows(/0 updated .* waiting · for \d+ min/);
    const planned = /over in (?:(\d+) h )?(\d+) min/.exec(terminal.text());
    const half = Number(planned?.[1] ?? 0) * 60 + Number(planned?.[2]);
    const [, now = '', end = ''] =
      /(\d\d:\d\d) {2}■ 1 of 1 slot .*expected end (\d\d:\d\d)/.exec(terminal.text()) ?? [];
    const left = (clockMinutes(end) - clockMinutes(now) + 1440) % 1440;
    const passed = Number(/for (\d+) min/.exec(terminal.text())?.[1]);
    // How long the first steps take depends on the machine; of four hours a quarter of an hour is left for it.
    expect(Math.abs(left + passed - half)).toBeLessThan(15);
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(130);

    const folder = join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1');
    const { state } = JSON.parse(readFileSync(join(folder, 'night.json'), 'utf8'));
    const { plan } = JSON.parse(readFileSync(join(folder, 'night.start'), 'utf8'));
    expect(Date.parse(state.startedAt) - Date.parse(plan.at)).toBeGreaterThan(29 * 60_000);

    // What was foreseen is remembered.
    const again = inTerminal([...simulate, 'resume']);
    await again.shows(/1 of 1 slot +next check at .*expected end/);
    const [, later = ''] = /■ 1 of 1 slot .*expected end (\d\d:\d\d)/.exec(again.text()) ?? [];
    const moved = (clockMinutes(later) - clockMinutes(end) + 1440) % 1440;
    expect(Math.min(moved, 1440 - moved)).toBeLessThan(30);
    again.type('\u0003');
    await again.ended;
  });
});
