import type { SimulatorOptions } from '@appstream-campaign/simulator';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { many, openAccount as openLimited } from './limited-account.ts';

const command = builtCommand();

const openAccount = (options: SimulatorOptions) => openLimited(command, options);

describe('what an index of tags does not know is found all the same', () => {
  test('an image that was tagged a moment ago is in the next plan', async () => {
    const { run } = await openAccount({
      images: [...many(2), { name: 'Cad' }],
      taggingLagMinutes: 60,
      taggingKnowsImages: 'none',
    });

    const tagged = await run('tag', 'Cad', '--yes');
    const plan = await run('plan', '--json', '--only', 'Cad');

    expect(tagged.stdout).toContain('1 image changed');
    expect(JSON.parse(plan.stdout)[0].counts).toMatchObject({ update: 1 });
    expect((await run('tag', 'Cad', '--yes')).code).toBe(3);
  });

  test('an image that lost its tag is in it no more', async () => {
    const { run, simulator } = await openAccount({ images: many(3), taggingLagMinutes: 60 });

    await run('untag', 'Image-1', '--yes');
    const plan = await run('plan', '--json');

    expect(JSON.parse(plan.stdout)[0].counts).toMatchObject({ update: 2, excluded: 1 });
    expect(simulator.callsOf('GetResources')).toEqual([]);
  });
});

test('a plan without candidates says how many images were looked at, and which came close', async () => {
  const near = many(3).map(({ name }) => ({ name, tags: { AutoUpdate: 'enabled' } }));
  const { run } = await openAccount({ images: near });

  const { stdout, code } = await run('plan');

  expect(code).toBe(3);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '3 images looked at for the tag AutoUpdate=Enabled: 3 have AutoUpdate=enabled.',
  );
});
