import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { noTerminal, terminalFor } from './pseudo-terminal.ts';

const command = builtCommand();
const inTerminal = terminalFor(command);
const fleet = (name: string, ring: string) => ({ name, imageName: 'Desk', tags: { ImageRing: ring } });

/** An account of its own, in a file, in which a soak of an hour takes six seconds. */
function simulated(...args: readonly string[]): readonly string[] {
  const scenario = {
    images: [
      { name: 'Desk', daysOld: 40, tags: { NextVersion: 'Desk-2' } },
      { name: 'Desk-2', daysOld: 2, basedOn: 'Desk', tags: { BaseName: 'Desk', UpdatedFrom: 'Desk' } },
    ],
    fleets: [fleet('Test', 'test'), fleet('Office', 'production')],
  };
  writeFileSync(join(command.home(), 'desks.json'), JSON.stringify(scenario));
  return ['simulate', '--scenario', 'desks.json', ...args, '--rings', 'test:1h,production'];
}

describe.skipIf(noTerminal)('in a pseudo-terminal (needs @lydell/node-pty for this platform)', () => {
  test('asks, carries out, says what it waits for, and leaves after the pass at Ctrl-C; again, it goes on', async () => {
    const terminal = inTerminal(simulated('rollout', 'run'));
    await terminal.shows(/Carry out 1 change now, and all others when their time has come\?/);
    terminal.type('y\r');
    await terminal.shows(/Test: Desk → Desk-2/);
    await terminal.shows(/waits: Desk-2: it soaks until .* \(1 fleet\)/);
    terminal.type('\u0003');
    await terminal.shows(/Leaving after this pass/);
    expect(await terminal.ended).toBe(130);
    const again = await command.run(simulated('rollout', 'run', '--yes'));
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/Office: Desk → Desk-2[\s\S]*Every fleet has the wanted version\./);
  });

  test('several targets are asked for once; no changes nothing anywhere', async () => {
    const scenario = {
      accounts: ['dev', 'prod'].map((accessKeyId, index) => ({
        ...{ account: String(index + 1).repeat(12), accessKeyId },
        images: [
          { name: 'Desk', daysOld: 40, tags: { NextVersion: 'Desk-2' } },
          { name: 'Desk-2', daysOld: 2, basedOn: 'Desk', tags: { BaseName: 'Desk', UpdatedFrom: 'Desk' } },
        ],
        fleets: [fleet('Test', 'test')],
      })),
    };
    writeFileSync(join(command.home(), 'accounts.json'), JSON.stringify(scenario));
    const at = ['simulate', '--scenario', 'accounts.json', 'rollout', 'run', '--once', '--rings', 'test'];
    const both = [...at, '--profile', 'dev,prod'];
    const refused = inTerminal(both);
    await refused.shows(/^dev +Desk$/m);
    await refused.shows(/dev +Carry out 1 change\s+prod +Carry out 1 change\s+.*Do this at 2 targets\?/);
    refused.type('n\r');
    expect(await refused.ended).toBe(130);
    const agreed = inTerminal(both);
    await agreed.shows(/Do this at 2 targets\?/);
    agreed.type('y\r');
    expect(await agreed.ended).toBe(0);
    await agreed.shows(/^prod +.*Test: Desk → Desk-2/m);
  });

  test('no is an answer', async () => {
    const terminal = inTerminal(simulated('rollout', 'run', '--once'));
    await terminal.shows(/Carry out 1 change\?/);
    terminal.type('n\r');
    await terminal.shows(/Nothing was changed/);
    expect(await terminal.ended).toBe(130);
  });
});
