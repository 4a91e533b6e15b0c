import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { blocksOf, marked, pages, root } from '@appstream-campaign/test-support/pages';
import { expect, onTestFinished, test } from 'vitest';

// Each command that a page tells is run here as it stands, or a comment above it says why not: what it needs that a test
// has not, such as an account, or which file runs it. What simulates, or asks for help, needs nothing.

const blocks = pages.flatMap(blocksOf).filter(({ language }) => language === 'sh');
const SIMULATED = /^npx appstream-campaign (simulate .*|--help)$/;
const commands = blocks.flatMap((block) =>
  block.code.split('\n').flatMap((line) => {
    const [command = ''] = line.split(/\s+#\s/);
    return command === ''
      ? []
      : [{ block, command, run: SIMULATED.test(command) || marked(block, 'run') === '' }];
  }),
);

test('a command that is not run has a reason', () => {
  const silent = commands.filter(
    ({ block, run }) => !run && marked(block, 'needs') === undefined && marked(block, 'run by') === undefined,
  );
  expect(silent.map(({ block, command }) => `${block.page}:${block.line} ${command}`)).toEqual([]);
  const absent = blocks
    .flatMap((block) => marked(block, 'run by') ?? [])
    .filter((file) => !existsSync(join(root, file)));
  expect(absent).toEqual([]);
});

/** What runs a command has its words in it, in this order, whatever stands between them in its language. */
const WORDS = /[\w@/.:=-]+/g;
/** Words of the shell and of runners, which a test does without: it calls the program itself. */
const RUNNERS = /^(npm|npx|pnpm.*|run|--silent|install|node|sh|cd|&&|appstream-campaign)$/;

test.each(
  commands.flatMap(({ block, command }) => {
    const file = marked(block, 'run by');
    return file === undefined ? [] : [[block.page, command, file] as const];
  }),
)('%s: %s is run by %s', (_, command, file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const words = (command.match(WORDS) ?? []).filter((word) => !RUNNERS.test(word) && !word.startsWith('../'));
  // Its program and its subcommand; flags and values differ in a test that makes its own account.
  const flag = words.findIndex((word) => word.startsWith('-'));
  const said = (flag < 0 ? words : words.slice(0, flag)).filter((word) => !word.includes('='));
  const missing = said.filter((word) => !text.includes(word.split('/').at(-1) ?? word));
  expect(missing, `${file} has nothing of ${command}`).toEqual([]);
});

test.each(commands.filter(({ run }) => run).map(({ block, command }) => [block.page, command] as const))(
  '%s: %s',
  (page, command) => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'commands-')));
    onTestFinished(() => rmSync(home, { recursive: true }));
    // As install-into leaves it, for npx to find.
    const bin = join(home, 'node_modules', '.bin', 'appstream-campaign');
    mkdirSync(dirname(bin), { recursive: true });
    writeFileSync(bin, `#!/bin/sh\nexec node ${join(root, 'packages/cli/dist/main.js')} "$@"\n`);
    chmodSync(bin, 0o755);
    writeFileSync(join(home, 'package.json'), '{ "private": true }');
    const env = { ...process.env, HOME: home, APPSTREAM_CAMPAIGN_HOME: join(home, 'campaigns') };
    const cwd = command.startsWith('npx') ? home : join(root, dirname(page));
    const { status, output } = ended(command, cwd, env);
    // A plan in which something is in the way ends with 4.
    expect([0, 4], output).toContain(status);
  },
);

function ended(command: string, cwd: string, env: NodeJS.ProcessEnv) {
  try {
    return {
      status: 0,
      output: execFileSync('sh', ['-c', command], { cwd, env, encoding: 'utf8', stdio: 'pipe' }),
    };
  } catch (error) {
    const { status, stderr } = error as { status: number | null; stderr: string };
    return { status, output: stderr };
  }
}
