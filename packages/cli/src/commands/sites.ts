import { type Account, openAccount } from '../account/account.ts';
import type { AccountFlags } from '../config/flags.ts';
import { type Target, targetName } from '../config/target.ts';
import { CommandError } from '../terminal/errors.ts';
import { hintsFor } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import { heldBack, jsonPrefixed, prefixed } from '../terminal/prefixed.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { type ErrorPage, explainError, renderErrorPage } from '../view/error-page.ts';
import { notices } from '../view/notices.ts';

/** One of several targets, with streams of its own: each line of them begins with its name. */
export interface Site<F extends AccountFlags> {
  readonly name: string;
  readonly target: Target;
  /** The flags for this target alone, so that advice names no other. */
  readonly flags: F;
  readonly runtime: Runtime;
  /** Whether it is the only target of the command. */
  readonly isAlone: boolean;
  /** Shows what was written so far, and from now on all at once. */
  readonly letGo: () => void;
}

/** A target where something failed; the others are not affected. */
export interface SiteFailure {
  readonly page: ErrorPage;
  readonly error: unknown;
}

/** The targets of a command with their streams. One target alone has the streams and flags of the command. */
export function sitesOf<F extends AccountFlags & { readonly json?: boolean }>(
  targets: readonly Target[],
  flags: F,
  runtime: Runtime,
): readonly Site<F>[] {
  const [only, ...more] = targets;
  if (only !== undefined && more.length === 0)
    return [{ name: targetName(only), target: only, flags, runtime, isAlone: true, letGo: () => {} }];
  const width = Math.max(...targets.map((target) => targetName(target).length));
  return targets.map((target) => {
    const name = targetName(target);
    const held = heldBack(runtime.stdout);
    const stdout = flags.json === true ? jsonPrefixed(held.stream, name) : prefixed(held.stream, name, width);
    const stderr = prefixed(runtime.stderr, name, width);
    return {
      name,
      target,
      isAlone: false,
      letGo: held.letGo,
      flags: {
        ...flags,
        ...(target.profile === undefined ? {} : { profile: [target.profile] }),
        ...(target.region === undefined ? {} : { region: [target.region] }),
      },
      runtime: { ...runtime, stdout, stderr },
    };
  });
}

/** Opens the account of a site. A code of an MFA device is asked for where the command itself was called. */
export function openSite<F extends AccountFlags>(
  { target, runtime }: Site<F>,
  caller: Runtime,
): Promise<Account> {
  return openAccount(target, caller, notices(runtime));
}

/**
 * Refuses a target that is another one of the command under a second name: both would do the same at once.
 *
 * @param known the places so far, with the name of their target
 */
export function refuseTwice(name: string, { caller, region }: Account, known: Map<string, string>): void {
  const place = `account ${caller.account}, ${region}`;
  const first = known.get(place);
  if (first !== undefined) {
    throw new CommandError(`${name} is the same as ${first}: ${place}.`, [
      `Leave one of the two away; ${first} is worked on.`,
    ]);
  }
  known.set(place, name);
}

/** Works at a target. What fails is told there, and given back; a target alone ends with its error. */
export async function attemptAt<F extends AccountFlags, T>(
  site: Site<F>,
  work: () => Promise<T>,
): Promise<T | { readonly failure: SiteFailure }> {
  try {
    return await work();
  } catch (error) {
    if (site.isAlone) throw error;
    return { failure: tellFailure(site, error) };
  }
}

/** Tells what failed at a target, on its error stream. */
function tellFailure<F extends AccountFlags>(site: Site<F>, error: unknown): SiteFailure {
  const { runtime, flags } = site;
  const { stderr, called } = runtime;
  const page = explainError(error, hintsFor(runtime, Object.fromEntries(Object.entries(flags))));
  const width = stderr.isTTY === true ? widthOf(stderr) : undefined;
  stderr.write(renderErrorPage(page, paintFor(stderr, runtime), width, called));
  return { page, error };
}

/** What failed at a target, for scripts. */
export function failureDocument({ page }: SiteFailure): object {
  const { title, detail, next, exitCode } = page;
  return { exitCode, error: { title, ...(detail === undefined ? {} : { detail }), next } };
}
