import { type Account, awsSettings, openAccount } from '../account/account.ts';
import type { CampaignFlags } from '../config/flags.ts';
import { readSettings, soleTarget } from '../config/settings.ts';
import { checkChats, checkMade, checkTopic, sendTest } from '../doctor/check-channels.ts';
import { checkClock } from '../doctor/check-clock.ts';
import { checkImages } from '../doctor/check-images.ts';
import { checkMail } from '../doctor/check-mail.ts';
import { checkPermissions } from '../doctor/check-permissions.ts';
import { checkStateMachine } from '../doctor/check-state-machine.ts';
import { doctorText } from '../doctor/doctor-view.ts';
import { type Finding, lookAt } from '../doctor/finding.ts';
import { type ChannelFlags, channelsOf } from '../notifiers/channels.ts';
import { lookOptions } from '../planning/look-options.ts';
import { CommandError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { type Hint, hintsAt, hintsFor } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { enrolLine } from '../view/plan-view.ts';

/** Flags of `doctor`. */
export interface DoctorFlags extends CampaignFlags, ChannelFlags {
  readonly stateMachine?: string;
  readonly sendTest?: boolean;
  readonly json?: boolean;
}

/** One look at everything that a first campaign stumbles over. Changes nothing. */
export async function doctor(flags: DoctorFlags, runtime: Runtime): Promise<ExitCode> {
  const { stdout } = runtime;
  const settings = await readSettings(flags, runtime);
  const look = lookOptions(flags, settings, runtime.clock);
  const channels = channelsOf(flags, settings.config, runtime.cwd);
  const target = soleTarget(flags, settings.config);
  const hint = hintsFor(runtime, { ...flags });
  const machine = flags.stateMachine ?? settings.config.stateMachine;
  const findings: Finding[] = [];
  const account = await opened(() => openAccount(target, runtime, () => {}), hint, findings);
  if (account !== undefined) {
    const { mail, topicArn, eventBus } = channels;
    const enrol = enrolLine(hintsAt({ region: account.region }, { ...flags }, runtime));
    const groups: readonly Promise<readonly Finding[]>[] = [
      guarded('clock', hint, async () => [await checkClock(awsSettings(target, runtime), hint, runtime)]),
      guarded('permissions', hint, () => checkPermissions(account, hint)),
      guarded('images', hint, () => checkImages(account, look, enrol, hint)),
      ...(mail === undefined ? [] : [guarded('mail', hint, () => checkMail(mail, account, hint))]),
      ...(topicArn === undefined
        ? []
        : [guarded('topic', hint, async () => [await checkTopic(topicArn, account, hint)])]),
      ...(eventBus === undefined || flags.sendTest === true
        ? []
        : [
            Promise.resolve([
              lookAt('event bus', hint).untried(`${eventBus}: --send-test sends it an event.`),
            ]),
          ]),
      guarded('channels', hint, () =>
        checkMade(channels, account, { ...runtime, timeZone: settings.timeZone }),
      ),
      guarded('chats', hint, () => checkChats(channels, account, hint, runtime.env)),
      ...(machine === undefined
        ? []
        : [guarded('state machine', hint, () => checkStateMachine(machine, account, hint, runtime))]),
      ...(flags.sendTest === true
        ? [
            guarded('test message', hint, () =>
              sendTest(channels, account, hint, { ...runtime, timeZone: settings.timeZone }),
            ),
          ]
        : []),
    ];
    findings.push(...(await Promise.all(groups)).flat());
  }
  const exitCode = exitCodeOf(findings);
  if (flags.json === true) {
    const where =
      account === undefined
        ? {}
        : { account: account.caller.account, region: account.region, caller: account.caller.arn };
    stdout.write(`${JSON.stringify({ ...where, exitCode, findings }, null, 2)}\n`);
  } else {
    stdout.write(doctorText(findings, paintFor(stdout, runtime), widthOf(stdout)));
  }
  return exitCode;
}

/** Who calls, and where; undefined when nobody can, and then there is nothing more to look at. */
async function opened(
  open: () => Promise<Account>,
  hint: Hint,
  findings: Finding[],
): Promise<Account | undefined> {
  const look = lookAt('credentials', hint);
  try {
    const account = await open();
    const { caller, region, target } = account;
    const via = target.profile === undefined ? '' : `, by the profile ${target.profile}`;
    findings.push(
      look.ok(`They are of ${caller.arn}${via}.`),
      lookAt('Region', hint).ok(`${region}, in account ${caller.account}.`),
    );
    return account;
  } catch (error) {
    // An answer of the person, such as Ctrl-C at the question for a code, is no finding.
    if (error instanceof CommandError && error.exitCode !== EXIT.error) throw error;
    findings.push(look.failed(error), look.untried('All else needs them, and was not looked at.'));
    return undefined;
  }
}

/** One look that fails must not take the others with it. */
async function guarded(
  what: string,
  hint: Hint,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === EXIT.usage) throw error;
    return [lookAt(what, hint).failed(error)];
  }
}

function exitCodeOf(findings: readonly Finding[]): ExitCode {
  if (findings.some(({ standing }) => standing === 'wrong')) return EXIT.error;
  return findings.some(({ standing }) => standing === 'blocked') ? EXIT.blocked : EXIT.done;
}
