import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const simulate = (...args: readonly string[]) => command.run(['simulate', '--speed', '20000', ...args]);
const only = ['--only', 'Legacy-*,Marketing-*'];

describe('an image that can never be updated', () => {
  test('is acknowledged with a tag, and then alarms nobody', async () => {
    const before = await simulate('run', '--yes', ...only, '--id', 'before');
    expect(before).toMatchObject({ code: 5 });
    expect(before.stdout).toMatch(/Legacy-Claims-2016: AppStream cannot apply/);
    expect(before.stdout).toContain(
      'appstream-campaign simulate --speed 20000 tag --ignore Legacy-Claims-2016',
    );

    const tagged = await simulate('tag', '--ignore', 'Legacy-*', 'Call-Center-Agent', '--yes');
    expect(tagged).toMatchObject({ code: 0 });
    expect(tagged.stdout).toMatch(/Legacy-Claims-2016 +AutoUpdate=Enabled → AutoUpdate=Ignored/);
    expect(tagged.stdout).toMatch(/Call-Center-Agent +left alone: it was updated to/);
    expect((await simulate('tag', '--ignore', 'Legacy-*', '--yes')).stdout).toContain('ignored already');

    const plan = await simulate('--months', '1', 'plan', '--only', 'Legacy-*,Marketing-*');
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toMatch(/Legacy-Claims-2016 +ignored +a person has said so, with its tag/);
    expect(plan.stdout).toContain('1 to update, 1 at once, 1 ignored.');
    const run = await simulate('run', '--yes', ...only, '--id', 'after');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('is over: 1 image updated, 0 failed, 0 skipped.');
    expect(run.stdout).toContain('Ignored, as a person has said: Legacy-Claims-2016.');
    const report = await simulate('report', 'after', '--format', 'markdown');
    expect(report.stdout).toMatch(/`Legacy-Claims-2016` \| Ignored \|/);
    expect(report.stdout).toMatch(/Updated: 1.*Ignored: 1|Ignored: 1.*Updated: 1/);

    expect((await simulate('tag', 'Legacy-*', '--yes')).stdout).toMatch(
      /AutoUpdate=Ignored → AutoUpdate=Enabled/,
    );
    await simulate('tag', '--ignore', 'Legacy-*', '--yes');
    expect((await simulate('untag', 'Legacy-*', '--yes')).stdout).toMatch(/AutoUpdate=Ignored → no tag/);
  });

  test('is acknowledged by name in the config file, and is no near miss', async () => {
    const file = join(command.home(), 'appstream-campaign.json');
    writeFileSync(file, JSON.stringify({ ignore: ['Legacy-*'], only: ['Legacy-*'] }));
    const plan = await simulate('plan');
    expect(plan).toMatchObject({ code: 3 });
    expect(plan.stdout).toMatch(/Legacy-Claims-2016 +ignored/);
    const json = JSON.parse((await simulate('plan', '--json')).stdout);
    expect(json).toMatchObject([{ counts: { ignored: 1, blocked: 0 } }]);
    writeFileSync(file, JSON.stringify({ ignore: ['Legacy-*'] }));
    const run = await simulate('run', '--yes', '--exclude', 'Data-*');
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toContain('Ignored, as a person has said: Legacy-Claims-2016.');
    writeFileSync(file, JSON.stringify({ ignore: ['(x)'] }));
    expect((await simulate('plan')).stderr).toContain('selector.ignore.0 is "(x)"; expected a name pattern');
  });
});
