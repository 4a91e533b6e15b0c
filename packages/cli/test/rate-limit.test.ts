import type { SimulatorOptions } from '@appstream-campaign/simulator';
import { runs } from '@appstream-campaign/test-support/sample';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { many, openAccount as openLimited } from './limited-account.ts';

const command = builtCommand();

const openAccount = (options: SimulatorOptions) => openLimited(command, options);

/** Calls a second that the service allows. */
const RATE = runs(20, 5);

describe(`where the service allows ${RATE} calls a second, 60 images are found`, () => {
  test('by lineage, near the limit of the rate', { timeout: 90_000 }, async () => {
    const { run, simulator } = await openAccount({ images: many(60), callsPerSecond: { '*': RATE } });
    const begun = performance.now();

    const { code, stdout } = await run('lineage', '--json');

    expect(code).toBe(0);
    expect(stdout).toContain('Image-59');
    expect((performance.now() - begun) / 1000).toBeLessThanOrEqual((1.3 * 60) / RATE + 5);
    const throttled = simulator.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
    expect(throttled / simulator.calls.length).toBeLessThanOrEqual(0.2);
  });

  // The dry runs go on while the tags are read: each operation has a rate of its own.
  test('by a plan, with a dry run of each', { timeout: 90_000 }, async () => {
    const { run, simulator } = await openAccount({ images: many(60), callsPerSecond: { '*': RATE } });
    const begun = performance.now();

    const { stdout } = await run('plan', '--json');

    expect(JSON.parse(stdout)[0].counts).toMatchObject({ update: 60 });
    expect((performance.now() - begun) / 1000).toBeLessThanOrEqual((1.3 * 60) / RATE + 5);
    const asked = simulator.callsOf('CreateUpdatedImage').filter(({ outcome }) => outcome === 'ok');
    expect(asked).toHaveLength(60);
    const throttled = simulator.calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;
    expect(throttled / simulator.calls.length).toBeLessThanOrEqual(0.2);
  });
});
