import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

/** What Windows PowerShell 5.1, Notepad and their like write. */
const ENCODINGS = [
  ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16 with a mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without one', (text: string) => Buffer.from(text, 'utf16le')],
  ['UTF-16, big end first', (text: string) => bigEndian(`\ufeff${text}`)],
] as const;

test.each(ENCODINGS)('%s: config, scenario, account and campaign are read', async (_, encoded) => {
  const file = (name: string) => join(command.home(), name);
  const tags = { AutoUpdate: 'Enabled', Abteilung: 'Größe' };
  const images = [{ name: 'CAD', tags }];
  writeFileSync(file('appstream-campaign.json'), encoded(JSON.stringify({ batchSize: 3 })));
  writeFileSync(file('scenario.json'), encoded(JSON.stringify({ images })));
  const simulate = (...args: readonly string[]) =>
    command.run(['simulate', '--speed', '20000', '--scenario', 'scenario.json', ...args]);
  expect((await command.run(['config'])).stdout).toMatch(/batchSize +file +3/);
  expect(await simulate('run', '--yes', '--id', 'night')).toMatchObject({ code: 0, stderr: '' });

  const folder = join(command.home(), 'campaigns', 'simulated');
  const saved = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(account\.json|night\.(json|start|end))$/.test(name),
  );
  expect(saved).toHaveLength(4);
  for (const name of saved) {
    const path = join(folder, name);
    writeFileSync(path, encoded(readFileSync(path, 'utf8')));
  }
  expect((await simulate('status')).stdout).toMatch(/night +us-east-1 +over/);
  const report = await simulate('report', '--format', 'markdown');
  expect(report).toMatchObject({ code: 0, stderr: '' });
  expect(report.stdout).toContain('Größe');
});

test('a file in no such encoding is refused by name', async () => {
  const latin = Buffer.from('{"topicArn": "Größe"}', 'latin1');
  writeFileSync(join(command.home(), 'appstream-campaign.json'), latin);
  const { code, stderr } = await command.run(['config']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/can't be read: it is neither UTF-8 nor UTF-16/);
});

test('a CSV file begins with the mark by which Excel knows UTF-8; the output does not', async () => {
  await command.run(['simulate', '--speed', '20000', 'run', '--yes', '--only', 'HR-*']);
  const { stdout } = await command.run(['simulate', 'report', '--format', 'csv']);
  expect(stdout).toMatch(/^campaign/);
  await command.run(['simulate', 'report', '--format', 'csv', '--output', 'night.csv']);
  const written = readFileSync(join(command.home(), 'night.csv'));
  expect(written.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  expect(written.subarray(3).toString()).toMatch(/^campaign/);
  await command.run(['simulate', 'report', '--format', 'markdown', '--output', 'night.md']);
  expect(readFileSync(join(command.home(), 'night.md'), 'utf8')).toMatch(/^#/);
});
