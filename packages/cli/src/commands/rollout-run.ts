import type { Notifier } from '@appstream-campaign/core';
import {
  type RolloutParts,
  type RolloutResult,
  rollout as rolloutPass,
} from '@appstream-campaign/core/rollout';
import type { RolloutFlags } from '../config/rollout-options.ts';
import { type ChannelFlags, channelsOf } from '../notifiers/channels.ts';
import { loadedNotifiers } from '../notifiers/open-notifiers.ts';
import { isMeant, meantPart, movesOf, rolloutPhase } from '../planning/rollout-rows.ts';
import { loopRollout } from '../run/rollout-loop.ts';
import { requireTerminal } from '../terminal/ask.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { counted, instantText, printable } from '../terminal/wording.ts';
import { approvalCommands, passLines, waitingLine } from '../view/rollout-view.ts';
import {
  lookAt,
  planText,
  type RolloutLook,
  rolloutExitCode,
  rolloutPlan,
  rolloutSettings,
  standingWords,
} from './rollout.ts';
import { type Outcome, sideBySide, type Work } from './side-by-side.ts';
import type { Site } from './sites.ts';

/** Flags of `rollout run`. */
export interface RolloutRunFlags extends RolloutFlags, ChannelFlags {
  readonly once?: boolean;
  readonly every?: number;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

const DEFAULT_EVERY = 10;

/** Brings fleets the versions that are wanted for them, after showing what it would do and asking. */
export async function rolloutRun(
  patterns: readonly string[],
  flags: RolloutRunFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  if (flags.dryRun === true) return rolloutPlan(patterns, flags, runtime);
  if (flags.yes !== true) requireTerminal(runtime, '--yes');
  const settings = await rolloutSettings(flags, runtime);
  return sideBySide(flags, settings, runtime, {
    lines: true,
    look: async (site, account) => prepare(patterns, site, await lookAt(patterns, site, account, settings)),
  });
}

/** Shows the plan. */
async function prepare(
  patterns: readonly string[],
  site: Site<RolloutRunFlags>,
  look: RolloutLook,
): Promise<Outcome | Work> {
  const { flags, runtime } = site;
  const { decision } = look;
  if (flags.json !== true) runtime.stdout.write(planText(look, site));
  const standing = rolloutPhase(decision);
  const notifiers = await notifiersFor(look, flags, runtime);
  const isQuiet = decision.actions.length === 0;
  const endsHere = isQuiet && (flags.once === true || standing === 'settled');
  if (endsHere && notifiers.length === 0) {
    if (flags.json === true) runtime.stdout.write(passJson({ at: now(runtime), done: [] }));
    return { exitCode: rolloutExitCode(standing), words: standingWords(standing, 0) };
  }
  // A pass that only tells people needs no leave: they are told what is so already, and an approval is asked for.
  const onlyTells = endsHere && flags.yes !== true;
  const parts: RolloutParts = {
    ...look.parts,
    notifiers,
    only: ({ fleet, lineage }) => !onlyTells && isMeant([fleet, lineage], patterns),
  };
  const pass = flags.once === true || onlyTells ? once : onAndOn;
  return {
    ...(flags.yes === true || onlyTells ? {} : { deed: deedOf(look, flags) }),
    carryOut: async () => ({ exitCode: await pass({ parts, patterns, look }, flags, runtime) }),
  };
}

/**
 * Who is told, as flags and config file say.
 * @throws CommandError for the first secret that can't be read: before anything is changed
 */
function notifiersFor(
  { account, settings }: RolloutLook,
  flags: RolloutRunFlags,
  { env, cwd }: Runtime,
): Promise<readonly Notifier[]> {
  const channels = channelsOf(flags, settings.config, cwd);
  return loadedNotifiers(channels, { settings: account.settings, env, timeZone: settings.timeZone });
}

function deedOf({ decision }: RolloutLook, { once: single }: RolloutRunFlags): string {
  const moves = counted(movesOf(decision).length, 'change');
  return single === true
    ? `Carry out ${moves}`
    : `Carry out ${moves} now, and all others when their time has come`;
}

interface PassInput {
  readonly parts: RolloutParts;
  readonly patterns: readonly string[];
  readonly look: RolloutLook;
}

async function once(
  { parts, patterns, look }: PassInput,
  flags: RolloutFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const result = await rolloutPass(parts);
  tell(result, look, flags, runtime);
  if (result.failed.length > 0 || result.stopped !== undefined) return EXIT.error;
  return result.done.length > 0
    ? EXIT.done
    : rolloutExitCode(rolloutPhase(meantPart(result.after, patterns)));
}

async function onAndOn(
  { parts, patterns, look }: PassInput,
  flags: RolloutRunFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const { stderr, outputClosed, clock } = runtime;
  const { timeZone } = look.settings;
  // Told again only when it changes: passes go on for days.
  let told: string | undefined;
  const tellWaiting = ({ after }: RolloutResult) => {
    const line = waitingLine(meantPart(after, patterns), timeZone);
    if (flags.json === true || line === undefined || line === told) return;
    told = line;
    const commands = approvalCommands(meantPart(after, patterns).holds, hintsFor(runtime, { ...flags }));
    const time = instantText(clock.now(), timeZone);
    runtime.stdout.write([`${time}  ${line}`, ...commands, ''].join('\n'));
  };
  const interrupts = listenForInterrupts(
    () => stderr.write('Leaving after this pass; Ctrl-C once more leaves at once.\n'),
    () => {},
    runtime.interrupts,
  );
  try {
    const end = await loopRollout({
      parts,
      patterns,
      clock,
      everyMinutes: flags.every ?? DEFAULT_EVERY,
      signal: AbortSignal.any([interrupts.signal, ...(outputClosed === undefined ? [] : [outputClosed])]),
      passed: (result) => {
        if (passLines(result).length > 0) tell(result, look, flags, runtime);
        tellWaiting(result);
      },
      postponed: (error, next) => {
        stderr.write(
          `The account can't be looked at: ${printable(error.message)} Tried again ${instantText(next, timeZone)}.\n`,
        );
      },
    });
    if (end === 'settled' && flags.json !== true)
      runtime.stdout.write('Every fleet has the wanted version.\n');
    return end === 'settled' ? EXIT.done : end === 'stopped' ? EXIT.error : EXIT.interrupted;
  } finally {
    interrupts.dispose();
  }
}

function tell(result: RolloutResult, look: RolloutLook, flags: RolloutFlags, runtime: Runtime): void {
  const { stdout, clock } = runtime;
  const { done, skipped, failed, stopped, undelivered } = result;
  if (flags.json === true) {
    const more = {
      ...(stopped === undefined ? {} : { stopped }),
      ...(undelivered.length === 0 ? {} : { undelivered: undelivered.map(plainUntold) }),
    };
    stdout.write(passJson({ at: now(runtime), done, skipped, failed, ...more }));
    return;
  }
  const time = instantText(clock.now(), look.settings.timeZone);
  const lines = passLines(result);
  stdout.write(
    lines.length === 0 ? 'Nothing was to be done.\n' : lines.map((line) => `${time}  ${line}\n`).join(''),
  );
}

const plainUntold = ({ event, notifier, reason }: RolloutResult['undelivered'][number]) => ({
  event: event.type,
  notifier: notifier ?? null,
  reason,
});

const now = ({ clock }: Runtime) => clock.now().toISOString();

/** One line for each pass. */
function passJson(pass: object): string {
  return `${JSON.stringify({ skipped: [], failed: [], ...pass })}\n`;
}
