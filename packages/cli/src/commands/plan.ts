import { openAccount } from '../account/account.ts';
import type { CampaignFlags } from '../config/flags.ts';
import { readSettings, targetsOf } from '../config/settings.ts';
import type { Target } from '../config/target.ts';
import { type LookOptions, lookAhead } from '../planning/look-ahead.ts';
import { lookOptions } from '../planning/look-options.ts';
import { type Outlook, planExitCode } from '../planning/plan-outlook.ts';
import type { ExitCode } from '../terminal/exit-codes.ts';
import { hintsAt } from '../terminal/hints.ts';
import { paintFor, widthOf } from '../terminal/paint.ts';
import type { Surroundings } from '../terminal/surroundings.ts';
import { notices } from '../view/notices.ts';
import { planMarkdown } from '../view/plan-markdown.ts';
import { planText } from '../view/plan-view.ts';

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
