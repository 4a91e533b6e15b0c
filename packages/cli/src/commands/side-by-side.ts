import type { Account } from '../account/account.ts';
import type { AccountFlags } from '../config/flags.ts';
import { type Settings, targetsOf } from '../config/settings.ts';
import { confirmOrLeave } from '../terminal/ask.ts';
import { type ExitCode, mostSevere } from '../terminal/exit-codes.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { paintFor } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { columns } from '../terminal/table.ts';
import { counted, printable } from '../terminal/wording.ts';
import { outcomeWords } from '../view/outcome-words.ts';
import {
  attemptAt,
  failureDocument,
  openSite,
  refuseTwice,
  type Site,
  type SiteFailure,
  sitesOf,
} from './sites.ts';

/** How a command ended at one target. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** What came of it in a few words, for the table. @defaultValue what the exit code means */
  readonly words?: string;
  /** What came of it for scripts; absent where it was told line by line. */
  readonly document?: unknown;
}

/** What a command would do at one target. */
export interface Work {
  /** Such as `Delete 2 images for good`; absent when nobody is asked. */
  readonly deed?: string;
  carryOut(): Promise<Outcome>;
  /** Called in the end, whether it was carried out or not. */
  leave?(): Promise<void>;
}

/** A command that works on one target or on several. */
export interface TargetCommand<F> {
  /** Looks, and shows what would be done; or does it all, when there is nothing to ask. */
  look(site: Site<F & AccountFlags>, account: Account): Promise<Outcome | Work>;
  /** Whether --json means one value a line. @defaultValue one document */
  readonly lines?: boolean;
}

type JsonFlags = AccountFlags & { readonly json?: boolean };
type Part<F extends JsonFlags> = { readonly site: Site<F>; readonly account?: Account } & (
  | { readonly outcome: Outcome }
  | { readonly work: Work }
  | { readonly failure: SiteFailure }
);

/**
 * Runs a command at every profile and Region that is named, side by side: what would be done is shown for each, asked once
 * for all, and carried out. What fails at one target does not stop the others.
 *
 * @returns the most severe exit code of all
 */
export async function sideBySide<F extends JsonFlags>(
  flags: F,
  { config }: Pick<Settings, 'config'>,
  runtime: Runtime,
  command: TargetCommand<F>,
): Promise<ExitCode> {
  const sites = sitesOf(targetsOf(flags, config), flags, runtime);
  const listening = sites.length === 1 ? undefined : listenForAll();
  const known = new Map<string, string>();
  const parts = await Promise.all(
    sites.map((site) => {
      const { name } = site;
      const { interrupts } = listening ?? {};
      const own = { ...site, runtime: { ...site.runtime, ...(interrupts && { interrupts }) } };
      return attempt<F>(own, async () => {
        const account = await openSite(own, runtime);
        refuseTwice(name, account, known);
        const seen = await command.look(own, account);
        return { site: own, account, ...('exitCode' in seen ? { outcome: seen } : { work: seen }) };
      });
    }),
  ).finally(() => {
    for (const { letGo } of sites) letGo();
  });
  try {
    await ask(parts, runtime);
    listening?.begin();
    const ended = await Promise.all(
      parts.map((part) =>
        'work' in part
          ? attempt<F>(part.site, async () => {
              const { work, ...rest } = part;
              return { ...rest, outcome: await work.carryOut() };
            })
          : part,
      ),
    );
    return tellAll(ended, { ...command, json: flags.json === true }, runtime);
  } finally {
    listening?.dispose();
    await Promise.all(parts.map((part) => ('work' in part ? part.work.leave?.() : undefined)));
  }
}

async function attempt<F extends JsonFlags>(site: Site<F>, work: () => Promise<Part<F>>): Promise<Part<F>> {
  return { site, ...(await attemptAt(site, work)) };
}

/** Once for all targets. */
async function ask<F extends JsonFlags>(parts: readonly Part<F>[], runtime: Runtime): Promise<void> {
  const deeds = parts.flatMap((part) =>
    'work' in part && part.work.deed !== undefined ? [[part.site.name, part.work.deed]] : [],
  );
  const [first] = deeds;
  if (first === undefined) return;
  if (parts.length === 1) return confirmOrLeave(`${first[1]}?`, runtime);
  runtime.stdout.write(`\n${columns(deeds)}\n`);
  const others = parts.length - deeds.length;
  const rest = others === 0 ? '' : ` Nothing is done at the other ${others === 1 ? 'one' : others}.`;
  await confirmOrLeave(`Do this at ${counted(deeds.length, 'target')}?${rest}`, runtime);
}

function tellAll<F extends JsonFlags>(
  parts: readonly Part<F>[],
  { json, lines = false }: { readonly json: boolean; readonly lines?: boolean | undefined },
  runtime: Runtime,
): ExitCode {
  const { stdout } = runtime;
  const ends = parts.map((part) => ({ ...part, exitCode: exitCodeOf(part) }));
  const exitCode = mostSevere(ends.map((end) => end.exitCode));
  const [only] = parts;
  if (parts.length === 1) {
    const document = only !== undefined && 'outcome' in only ? only.outcome.document : undefined;
    if (json && document !== undefined) stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else if (json) {
    const targets = ends.map(documentOf);
    stdout.write(`${JSON.stringify({ exitCode, targets }, null, lines ? undefined : 2)}\n`);
  } else {
    const rows = ends.map((end) => [
      end.site.name,
      end.account === undefined ? '' : `account ${end.account.caller.account}, ${end.account.region}`,
      outcomeWords(wordsOf(end), end.exitCode, paintFor(stdout, runtime)),
    ]);
    stdout.write(`\n${columns(rows)}\n`);
  }
  return exitCode;
}

function exitCodeOf<F extends JsonFlags>(part: Part<F>): ExitCode {
  if ('failure' in part) return part.failure.page.exitCode;
  return 'outcome' in part ? part.outcome.exitCode : 0;
}

function wordsOf<F extends JsonFlags>(part: Part<F>): string | undefined {
  if ('failure' in part) return printable(part.failure.page.title);
  return 'outcome' in part ? part.outcome.words : undefined;
}

function documentOf<F extends JsonFlags>(end: Part<F> & { readonly exitCode: ExitCode }): object {
  const { site, account, exitCode } = end;
  return {
    target: site.name,
    ...site.target,
    ...(account === undefined ? {} : { account: account.caller.account, region: account.region }),
    ...('failure' in end ? failureDocument(end.failure) : { exitCode }),
    ...('outcome' in end && end.outcome.document !== undefined ? { result: end.outcome.document } : {}),
  };
}

/**
 * One pair of ears for all targets: one that has not begun when the others leave must not begin. Until there is something
 * to carry out, Ctrl-C ends the command at once: nothing was changed.
 */
function listenForAll() {
  const heard = new AbortController();
  let own: ReturnType<typeof listenForInterrupts> | undefined;
  return {
    interrupts: { signal: heard.signal, dispose: () => {} },
    begin() {
      own = listenForInterrupts(
        () => heard.abort(own?.signal.reason),
        () => {},
      );
    },
    dispose: () => own?.dispose(),
  };
}
