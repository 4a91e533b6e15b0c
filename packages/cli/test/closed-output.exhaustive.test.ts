import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';
import { intoHead } from './into-head.ts';

const command = builtCommand();

test('plan, status and report into head leave no trace, and are no success when lines are lost', async () => {
  // More than a pipe holds.
  const images = Array.from({ length: 400 }, (_, index) => ({
    name: `Image-${index}-${'x'.repeat(80)}`,
    tags: { AutoUpdate: 'Enabled' },
    update: { current: true },
  }));
  writeFileSync(join(command.home(), 'large.json'), JSON.stringify({ images, quotas: { images: 2000 } }));
  const at = ['simulate', '--scenario', 'large.json', '--speed', '20000'];
  const lost = (...args: readonly string[]) => {
    const { code, stdout, stderr } = intoHead(command, 3, ...at, ...args);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stderr).toBe('The output was closed before all of it was written.\n');
    return code;
  };
  // There is nothing to do, which is more to say than that lines were lost.
  expect(lost('plan', '--json')).toBe(3);
  await command.run([...at, 'run', '--yes', '--only', 'Image-0-*', '--id', 'large']);
  const file = join(command.home(), 'campaigns', 'simulated', '123456789012', 'us-east-1', 'large.json');
  const run = JSON.parse(readFileSync(file, 'utf8'));
  const [skipped] = run.state.images;
  run.state.images = images.map(({ name }) => ({ ...skipped, source: name }));
  writeFileSync(file, JSON.stringify(run));
  expect(lost('status', '--json')).toBe(130);
  expect(lost('report', '--format', 'csv')).toBe(130);
});
