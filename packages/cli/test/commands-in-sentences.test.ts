import { blocksOf, marked, pages, read } from '@appstream-campaign/test-support/pages';
import { Command, CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { addCommands } from '../src/commands/all-commands.ts';

// Each command that a page tells, in blocks and in its sentences, is read here by the definitions of the command line:
// a command or a flag that is not there, or lacks its value, fails. Nothing is carried out.

/** What is wrong with a command line; undefined when nothing is. */
function complaintAbout(args: readonly string[]): string | undefined {
  const program = new Command('appstream-campaign').version('1').enablePositionalOptions();
  let rest: readonly string[] = [];
  addCommands(program, {
    runtime: { called: 'appstream-campaign', env: {}, stdout: {}, stderr: {} } as never,
    exit: () => {},
    runCommandLine: async () => 0,
  });
  const disarm = (command: Command): void => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
    if (command.commands.length === 0)
      command.action(() => {
        if (command.name() === 'simulate') rest = command.args;
      });
    for (const one of command.commands) disarm(one);
  };
  disarm(program);
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 || error.code === 'commander.help' ? undefined : error.message;
  }
  return rest.length === 0 ? undefined : complaintAbout(rest);
}

/** Words of a command line as a shell has them, without what follows a comment, a pipe or a redirection. */
const wordsOf = (line: string): readonly string[] =>
  [...(line.split(/\s+[#|>&]|\s+>>/)[0] ?? '').matchAll(/'[^']*'|"[^"]*"|\S+/g)].map(([word]) =>
    word.replaceAll(/^['"]|['"]$/g, ''),
  );

const CALL = /^(?:npx )?appstream-campaign (.+)$/;
const inBlocks = pages
  .flatMap(blocksOf)
  .filter((block) => block.language === 'sh' && marked(block, 'file') === undefined)
  .flatMap(({ page, code }) =>
    code
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => ({ page, line: line.trim() })),
  );
const inSentences = pages.flatMap((page) =>
  [
    ...read(page)
      .replaceAll(/```[\s\S]*?```/g, '')
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, line = '']) => ({ page, line })),
);
const NAMES =
  'completion config doctor freshness lineage permissions plan prune report resume rollout run simulate status stop tag';
/** In sentences the program's name is left out where a flag shows that a command is meant: `run --prune`. */
const SHORT = new RegExp(`^((?:${NAMES.replaceAll(' ', '|')}) .*--.+)$`);
const told = [...inBlocks, ...inSentences].flatMap(({ page, line }) => {
  const [, call] = CALL.exec(line) ?? SHORT.exec(line) ?? [];
  return call === undefined || call.includes('…') ? [] : [{ page, call }];
});

test('there are commands in blocks and in sentences', () => expect(told.length).toBeGreaterThan(40));

test.each(told.map(({ page, call }) => [page, call] as const))('%s: %s', (_, call) => {
  expect(complaintAbout(wordsOf(call))).toBeUndefined();
});

test('what is not there is found', () => {
  expect(complaintAbout(['plan', '--nonsense'])).toContain('--nonsense');
  expect(complaintAbout(['simulate', 'plan', '--nonsense'])).toContain('--nonsense');
  expect(complaintAbout(['nonsense'])).toContain('nonsense');
});
