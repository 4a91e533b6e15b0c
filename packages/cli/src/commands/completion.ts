import type { Command, Option } from 'commander';

/** One thing that can stand at the cursor. */
interface Offer {
  readonly value: string;
  readonly description: string;
}

/** What can stand at the cursor; with `files`, the name of a file as well. */
interface Offers {
  readonly offers: readonly Offer[];
  readonly files: boolean;
}

/** Directives of the scripts: whether the shell shall offer files. */
const FILES = 0;
const NO_FILES = 4;

/** The answer to a shell that asks what can stand in the place of the last word; in the form that all scripts read. */
export function completionAnswer(program: Command, words: readonly string[]): string {
  const { offers, files } = offersFor(program, words);
  const lines = offers.map(({ value, description }) => `${value}\t${description}`);
  return `${[...lines, `:${files ? FILES : NO_FILES}`].join('\n')}\n`;
}

function offersFor(program: Command, words: readonly string[]): Offers {
  const before = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const { command, simulated, open, position } = standing(program, before);
  const [, flag, start] = /^(--[^=]+)=(.*)$/.exec(last) ?? [];
  const option = open ?? command.options.find(({ long }) => long === flag);
  if (option !== undefined) return values(option, start ?? last);
  const starting = (offers: readonly Offer[]): Offers => ({
    offers: offers.filter(({ value }) => value.startsWith(last)),
    files: false,
  });
  const help = program.createHelp();
  if (last.startsWith('-')) {
    return starting(
      help.visibleOptions(command).flatMap(({ long, description }) => {
        return long ? [{ value: long, description }] : [];
      }),
    );
  }
  if (position === 0 && command !== program && command.commands.length > 0) {
    const own = help.visibleCommands(command);
    return starting(own.map((one) => ({ value: one.name(), description: one.summary() })));
  }
  if (position === 0 && (command === program || command.name() === 'simulate')) {
    const commands = help.visibleCommands(program).filter((one) => !simulated || one.name() !== 'simulate');
    return starting(commands.map((one) => ({ value: one.name(), description: one.summary() })));
  }
  const argument = command.registeredArguments[position] ?? command.registeredArguments.at(-1);
  const choices = argument?.variadic === true || argument === command.registeredArguments[position];
  return starting(
    ((choices ? argument?.argChoices : undefined) ?? []).map((value) => ({ value, description: '' })),
  );
}

/** Where the cursor stands. */
interface Standing {
  readonly command: Command;
  /** Whether `simulate` stands before the command. */
  readonly simulated: boolean;
  /** The option whose value is at the cursor. */
  readonly open: Option | undefined;
  /** Arguments of the command that stand before it. */
  readonly position: number;
}

function standing(program: Command, before: readonly string[]): Standing {
  let command = program;
  let simulated = false;
  let open: Option | undefined;
  let position = 0;
  for (const word of before) {
    if (open !== undefined) {
      open = undefined;
    } else if (word.startsWith('-')) {
      const option = command.options.find(({ short, long }) => word === short || word === long);
      open = option?.required === true ? option : undefined;
    } else {
      const place = command === program || command.name() === 'simulate' ? program : command;
      const named = place.commands.find((one) => one.name() === word || one.aliases().includes(word));
      if (named === undefined) position += 1;
      else command = named;
      simulated ||= named?.name() === 'simulate';
    }
  }
  return { command, simulated, open, position };
}

function values({ argChoices = [], flags }: Option, start: string): Offers {
  const offers = argChoices.filter((value) => value.startsWith(start));
  return {
    offers: offers.map((value) => ({ value, description: '' })),
    files: /<(file|folder)>/.test(flags),
  };
}

/**
 * The script for bash. It needs nothing but bash, may be read several times, and hands over what stands in the line
 * without having it run.
 */
export const bashCompletion = (name: string) => {
  const fn = `_${name.replaceAll('-', '_')}_complete`;
  return `# bash completion for ${name}
${fn}() {
  local i word line out glue=''
  local -a words=()
  # bash takes addresses and --flag=value apart; a piece that is = or : belongs to its neighbours.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]-}
    if [[ (-n $glue || $word == [=:]*) && \${#words[@]} -gt 0 ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    if [[ $word == *[=:] ]]; then glue=1; else glue=''; fi
  done
  COMPREPLY=()
  out=$(${name} complete -- "\${words[@]}" 2>/dev/null) || return 0
  if [[ \${out##*:} != ${FILES} ]]; then
    compopt +o default 2>/dev/null || true
  fi
  while IFS= read -r line; do
    if [[ $line != :* ]]; then COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done <<< "$out"
}
complete -o default -F ${fn} ${name}
`;
};
