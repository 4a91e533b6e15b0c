import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { many, openAccount } from './limited-account.ts';

const command = builtCommand();

const accounts = [
  [60, 5],
  [200, 10],
  [300, 4],
] as const;

test.each(
  accounts.flatMap(([count, rate]) => [['plan', count, rate] as const, ['lineage', count, rate] as const]),
)(
  '%s of %i images at %i calls a second, near the limit of the rate',
  { timeout: 180_000 },
  async (name, count, rate) => {
    const { run, simulator } = await openAccount(command, {
      images: many(count),
      callsPerSecond: { '*': rate },
    });
    const begun = performance.now();

    const { stdout } = await run(name, '--json');

    const seconds = (performance.now() - begun) / 1000;
    expect(stdout).toContain(`Image-${count - 1}`);
    expect(seconds).toBeLessThanOrEqual((1.3 * count) / rate + 5);
    const asked = simulator.callsOf('CreateUpdatedImage').filter(({ outcome }) => outcome === 'ok');
    expect(asked).toHaveLength(name === 'plan' ? count : 0);
    const throttled = simulator.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
    expect(throttled / simulator.calls.length).toBeLessThanOrEqual(0.2);
  },
);
