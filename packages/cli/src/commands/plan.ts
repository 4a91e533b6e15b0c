import { openAccount, type Target } from '../account.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CampaignFlags } from '../flags.ts';
import { hintsAt } from '../hints.ts';
import { type LookOptions, lookAhead } from '../look-ahead.ts';
import { notices } from '../notices.ts';
import { paintFor, widthOf } from '../paint.ts';
import { planMarkdown } from '../plan-markdown.ts';
import { type Outlook, planExitCode } from '../plan-outlook.ts';
import { planText } from '../plan-view.ts';
import { lookOptions, readSettings, targetsOf } from '../settings.ts';
import type { Surroundings } from '../surroundings.ts';

/** Flags of `plan`. */
export interface PlanFlags extends CampaignFlags {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly all?: boolean;
}

/** Shows what a campaign would do, in every profile and Region that is named. Changes nothing. */
export async function plan(flags: PlanFlags, surroundings: Surroundings): Promise<ExitCode> {
  const settings = await readSettings(flags, surroundings);
  const look = lookOptions(flags, settings, surroundings.clock);
  const targets = targetsOf(flags, settings.config);
  const outlooks = await Promise.all(targets.map((target) => outlook(target, look, surroundings)));
  const { stdout } = surroundings;
  const { timeZone } = settings;
  const hintOf = (outlook: Outlook) => hintsAt(outlook, { ...flags }, surroundings);
  if (flags.json === true) {
    stdout.write(`${JSON.stringify(outlooks, null, 2)}\n`);
  } else if (flags.markdown === true) {
    stdout.write(planMarkdown(outlooks, hintOf, timeZone));
  } else {
    const paint = paintFor(stdout, surroundings);
    const view = { paint, width: widthOf(stdout), all: flags.all === true, timeZone };
    stdout.write(`${outlooks.map((one) => planText(one, { ...view, hint: hintOf(one) })).join('\n\n')}\n`);
  }
  return planExitCode(outlooks);
}

async function outlook(target: Target, look: LookOptions, surroundings: Surroundings): Promise<Outlook> {
  const notice = notices(surroundings);
  const account = await openAccount(target, surroundings, notice);
  return (await lookAhead(account, look, notice)).outlook;
}
