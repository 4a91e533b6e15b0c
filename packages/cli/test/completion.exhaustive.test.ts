import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { builtCommand } from './command.ts';

const command = builtCommand();
const hasBash = spawnSync('bash', ['--version']).status === 0;

/** Runs a script in a real bash that has no bash-completion, with the program on its path. */
function inBash(script: string) {
  const home = command.home();
  const program = join(home, 'appstream-campaign');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${command.file}' "$@"\n`);
  chmodSync(program, 0o755);
  const { PATH, ...env } = command.env();
  const ended = spawnSync('bash', ['--norc', '--noprofile', '-c', script], {
    cwd: home,
    env: { ...env, PATH: `${home}${delimiter}${PATH}` },
    encoding: 'utf8',
  });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

const SOURCED_TWICE = 'appstream-campaign completion bash > c.sh; . ./c.sh; . ./c.sh\n';

let script = '';

/** The script for bash, written once for all tests. */
function scriptForBash(): string {
  if (script === '') script = inBash('appstream-campaign completion bash').stdout;
  return script;
}

/** What the tabulator key offers after these words, as bash splits them; `files` when it is left to bash to list them. */
function offered(...words: readonly string[]): readonly string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  writeFileSync(join(command.home(), 'c.sh'), scriptForBash());
  const { stdout, stderr, code } = inBash(`. ./c.sh
compopt() { files=; }; files=files
COMP_WORDS=(appstream-campaign ${quoted}); COMP_CWORD=${words.length}
"$(complete -p appstream-campaign | sed -E 's/.*-F ([^ ]+).*/\\1/')"
printf '%s\\n' "\${COMPREPLY[@]}" $files`);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return stdout.split('\n').filter((line) => line !== '');
}

test.skipIf(!hasBash)('the script for bash can be sourced again and again, and under strict settings', () => {
  expect(inBash(SOURCED_TWICE)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(inBash(`set -euo pipefail; ${SOURCED_TWICE}`)).toEqual({ code: 0, stdout: '', stderr: '' });
});

test.skipIf(!hasBash)('commands, and what each of them takes', () => {
  expect(offered('')).toEqual(expect.arrayContaining(['plan', 'run', 'simulate', 'completion']));
  expect(offered('')).not.toContain('complete');
  expect(offered('re')).toEqual(['resume', 'report']);
  expect(offered('plan', '--ba')).toEqual(['--batch-size']);
  expect(offered('plan', '--pacing', '')).toEqual(['window', 'batch']);
  expect(offered('plan', '--pacing', '=', 'w')).toEqual(['window']);
  expect(offered('plan', '--pacing', '=')).toEqual(['window', 'batch']);
  expect(offered('plan', '--platform', 'WINDOWS_SERVER_2022', '--js')).toEqual(['--json']);
  expect(offered('rollout', '')).toEqual(expect.arrayContaining(['plan', 'approve', 'revoke', 'resume']));
  expect(offered('simulate', 'rollout', 'run', '--on')).toEqual(['--once', '--on-unhealthy']);
  expect(offered('config', '')).toEqual(['show', 'init', 'schema']);
  expect(offered('completion', 'b')).toEqual(['bash']);
  expect(offered('report', '--format', '')).toEqual(['html', 'markdown', 'csv']);
});

test.skipIf(!hasBash)('after simulate, the commands again with their own flags', () => {
  expect(offered('simulate', '')).toEqual(expect.arrayContaining(['plan', 'run', 'status', 'report']));
  expect(offered('simulate', '')).not.toContain('simulate');
  expect(offered('simulate', '--')).toEqual(
    expect.arrayContaining(['--speed', '--scenario', '--world', '--fresh', '--at']),
  );
  expect(offered('simulate', '--')).not.toContain('--batch-size');
  expect(offered('simulate', 'plan', '--')).toEqual(expect.arrayContaining(['--batch-size', '--markdown']));
  expect(offered('simulate', 'plan', '--')).not.toContain('--speed');
  // The address, in the pieces that bash makes of it.
  const at = ['--at', 'http', ':', '//localhost', ':', '4577'];
  expect(offered('simulate', ...at, 'run', '--until', '06', ':', '00', '--ye')).toEqual(['--yes']);
  expect(offered('simulate', '--speed', '60', 're')).toEqual(['resume', 'report']);
});

test.skipIf(!hasBash)('files where a file is expected', () => {
  expect(offered('plan', '--config', 'two')).toEqual(['files']);
  expect(offered('plan', '--config', '=')).toEqual(['files']);
  expect(offered('simulate', '--scenario', 'tw')).toEqual(['files']);
  expect(offered('plan', '--batch-size', 'tw')).toEqual([]);
});

test.skipIf(!hasBash)('what stands in the line is not run', () => {
  expect(offered('plan', '--only', '$(touch ran)', '--js')).toEqual(['--json']);
  expect(inBash('test ! -e ran').code).toBe(0);
});

test.each(['zsh', 'fish', 'powershell'])('there is a script for %s', async (shell) => {
  // Written past the streams that the command is given.
  const { code, stdout, stderr } = await command.start(['completion', shell]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('appstream-campaign complete ');
});

test('another shell is refused by name', async () => {
  const { code, stderr } = await command.run(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/tcsh.*zsh, bash, fish, powershell/);
});
