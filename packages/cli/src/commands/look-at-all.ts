import type { Account } from '../account/account.ts';
import type { AccountFlags } from '../config/flags.ts';
import { type Settings, targetsOf } from '../config/settings.ts';
import type { ExitCode } from '../terminal/exit-codes.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { attemptAt, failureDocument, openSite, type Site, sitesOf } from './sites.ts';

/** What was seen at all targets. */
export interface Seen<T> {
  /** In the order in which the targets were named. */
  readonly values: readonly T[];
  /** The same for scripts, where something failed: what it was, in the place of what was not seen. */
  readonly documents: (plain: (value: T) => object) => readonly object[];
  /** Of targets that could not be looked at. */
  readonly exitCodes: readonly ExitCode[];
}

/** Looks at every profile and Region that is named. What fails at one of several is told, and the others are seen. */
export async function lookAtAll<F extends AccountFlags, T>(
  flags: F,
  { config }: Pick<Settings, 'config'>,
  runtime: Runtime,
  look: (account: Account, site: Site<F>) => Promise<T>,
): Promise<Seen<T>> {
  const parts = await Promise.all(
    sitesOf(targetsOf(flags, config), flags, runtime).map((site) => seenAt(site, runtime, look)),
  );
  return {
    values: parts.flatMap((part) => ('value' in part ? [part.value] : [])),
    documents: (plain) => parts.map((part) => ('value' in part ? plain(part.value) : part.document)),
    exitCodes: parts.flatMap((part) => ('value' in part ? [] : [part.exitCode])),
  };
}

async function seenAt<F extends AccountFlags, T>(
  site: Site<F>,
  caller: Runtime,
  look: (account: Account, site: Site<F>) => Promise<T>,
) {
  const seen = await attemptAt(site, async () => ({ value: await look(await openSite(site, caller), site) }));
  if ('value' in seen) return seen;
  const { failure } = seen;
  const document = { target: site.name, ...site.target, ...failureDocument(failure) };
  return { document, exitCode: failure.page.exitCode };
}
