import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toPolicy } from '../../core/src/policy/options.ts';
import { builtCommand } from './command.ts';
import { noTerminal, terminalFor } from './pseudo-terminal.ts';

const command = builtCommand();
const inTerminal = terminalFor(command);
const configFile = () => join(command.home(), 'appstream-campaign.json');

/** What `config` shows: value and origin of each key. */
async function shown(args: readonly string[] = []): Promise<Readonly<Record<string, string>>> {
  const { code, stdout, stderr } = await command.run(['config', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const rows = stdout.matchAll(/^ {2}(\S+) +(flag|file|default) +(.*)$/gm);
  return Object.fromEntries([...rows].map(([, key, from, value]) => [key, `${from}: ${value}`]));
}

test('without a file, every setting is shown with its default, which is the one that a campaign takes', async () => {
  const rows = await shown();
  const { batchSize, pacing, naming, tags, attempts, failureThreshold, ...more } = toPolicy({});
  expect(rows).toMatchObject({
    ...{ batchSize: `default: ${batchSize}`, pacing: `default: ${pacing}`, naming: `default: ${naming}` },
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`tags.${key}`, `default: ${value}`])),
    attempts: `default: ${attempts}`,
    'failureThreshold.count': `default: ${failureThreshold.count}`,
    'failureThreshold.percent': `default: ${failureThreshold.percent}`,
    updateTimeLimitMinutes: `default: ${more.updateTimeLimitMinutes}`,
    messagePatienceMinutes: `default: ${more.messagePatienceMinutes}`,
    skipCurrent: `default: ${more.skipCurrent ? 'yes' : 'no'}`,
    rememberDurations: `default: ${more.rememberDurations ? 'yes' : 'no'}`,
    deleteFailed: `default: ${more.deleteFailed ? 'yes' : 'no'}`,
    only: 'default: (all that are enrolled)',
  });
});

test('every key of the schema is shown', async () => {
  const { stdout } = await command.run(['config', 'schema']);
  const keys = Object.entries<{ properties?: object }>(JSON.parse(stdout).properties).flatMap(
    ([key, { properties }]) =>
      properties === undefined ? [key] : Object.keys(properties).map((inner) => `${key}.${inner}`),
  );
  const rows = await shown();
  const elsewhere = ['$schema', 'stateDir'];
  expect(Object.keys(rows).toSorted()).toEqual(keys.filter((key) => !elsewhere.includes(key)).toSorted());
});

test('flags win over the file, and each says where it comes from', async () => {
  const mail = { from: 'it@example.com', to: ['a@example.com', 'b@example.com'] };
  writeFileSync(configFile(), JSON.stringify({ batchSize: 3, pacing: 'batch', exclude: ['*-Test'], mail }));
  expect(await shown(['--batch-size', '4', '--rebuild-current', '--tag-key', 'Mine'])).toMatchObject({
    batchSize: 'flag: 4',
    pacing: 'file: batch',
    exclude: 'file: *-Test',
    'mail.to': 'file: a@example.com, b@example.com',
    skipCurrent: 'flag: no',
    'tags.autoUpdate': 'flag: Mine',
    attempts: 'default: 2',
  });
});

test('what no command would take, config does not show as if it held', async () => {
  for (const [content, says] of [
    [{ until: 'noon' }, /--until is "noon"/],
    [{ hourlyPrice: -1 }, /hourly price is -1/],
    [{ platforms: ['WINDOWS_XP'] }, /"WINDOWS_XP"; expected one of AMAZON_LINUX2, .*WINDOWS_SERVER_2025/],
  ] as const) {
    writeFileSync(configFile(), JSON.stringify(content));
    const { code, stderr } = await command.run(['config']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(says) });
  }
});

test.each([
  [['plan', '--platform', 'WINDOWS_XP'], /no platform "WINDOWS_XP".*AMAZON_LINUX2, .*WINDOWS_SERVER_2022/],
  [['plan', '--platform', 'WINDOWS_SERVER_2022,windows'], /no platform "windows"/],
  [['status', '--limit', '-3'], /'-3' is invalid\. A whole number from 1/],
  [['status', '--limit', '1.5'], /'1\.5' is invalid\. A whole number from 1/],
])('%j is refused by name', async (args, says) => {
  const { code, stderr } = await command.run(['simulate', ...args]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(says) });
});

test('the schema that a new file points to is there, and fits', async () => {
  expect((await command.run(['config', 'init'])).code).toBe(0);
  const { $schema } = JSON.parse(readFileSync(configFile(), 'utf8'));
  expect($schema).toMatch(/^\.\//);
  const { stdout } = await command.run(['config', 'schema']);
  expect(readFileSync(join(command.home(), $schema), 'utf8')).toBe(stdout);
  expect(await shown()).toMatchObject({ exclude: 'file: *-Test' });
});

test.skipIf(noTerminal)(
  'lines break at words, and command lines not at all (needs @lydell/node-pty for this platform)',
  async () => {
    const exclude = Array.from({ length: 12 }, (_, index) => `Department-${index}-*`);
    writeFileSync(configFile(), JSON.stringify({ exclude }));
    const size = { cols: 64, rows: 30 };
    const shows = inTerminal(['config'], {}, size);
    expect(await shows.ended).toBe(0);
    expect(shows.text().replace(/\s+/g, ' ')).toContain(exclude.join(', '));
    const fails = inTerminal(['plan', '--region', 'eu-west-1'], { npm_command: 'exec' }, size);
    expect(await fails.ended).toBe(1);
    expect(fails.text()).toMatch(/npx @appstream-campaign\/cli simulate plan\r/);
    const nothing = inTerminal(['simulate', 'plan', '--tag-key', 'Nobody'], {}, size);
    expect(await nothing.ended).toBe(3);
    expect(nothing.text()).toContain("appstream-campaign simulate tag 'Finance-*' --tag-key Nobody\r");
    for (const { text } of [shows, fails, nothing]) {
      // A path or a command line is one word.
      const prose = text()
        .split('\r\n')
        .filter((line) => !/appstream-campaign/.test(line));
      expect(prose.filter((line) => line.length >= size.cols)).toEqual([]);
    }
  },
);
