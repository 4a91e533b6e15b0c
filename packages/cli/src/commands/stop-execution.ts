import type { ImageRecord } from '@appstream-campaign/core';
import { isYetToBegin } from '@appstream-campaign/core/internal';
import { openAccount } from '../account/account.ts';
import type { StopFlags } from '../config/flags.ts';
import { readSettings } from '../config/settings.ts';
import { campaignExecutions, regionOfStateMachine } from '../run/step-functions.ts';
import { confirmOrLeave, requireTerminal } from '../terminal/ask.ts';
import { CommandError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { counted, listText } from '../terminal/wording.ts';
import { notices } from '../view/notices.ts';

/** Executions among which the one that runs is looked for. */
const LOOKED_AT = 20;

/**
 * Lets a campaign in Step Functions start nothing more, as anybody can who may tag images: with a tag on an image that
 * waits. The execution itself goes on, so that what is in progress is watched to its end.
 */
export async function stopExecution(machine: string, flags: StopFlags, runtime: Runtime): Promise<ExitCode> {
  const { stdout } = runtime;
  const hint = hintsFor(runtime, { ...flags });
  const { config } = await readSettings(flags, runtime);
  const key = config.tags?.stop ?? 'StopCampaign';
  const profile = flags.profile?.[0];
  const target = { region: regionOfStateMachine(machine), ...(profile === undefined ? {} : { profile }) };
  if (flags.yes !== true) requireTerminal(runtime, '--yes');
  const { store } = await openAccount(target, runtime, notices(runtime));

  if (flags.undo === true) {
    const asking = await store.find({ key });
    if (asking.length === 0) {
      stdout.write(`No image has the tag ${key}: nothing is stopped.\n`);
      return EXIT.nothing;
    }
    const names = listText(asking.map(({ name }) => name));
    if (flags.yes !== true) await confirmOrLeave(`Take the tag ${key} away from ${names}?`, runtime);
    for (const image of asking) await store.retag(image, { put: {}, remove: [key] });
    stdout.write(
      `The tag ${key} is gone from ${counted(asking.length, 'image')}. The next execution starts images again.\n`,
    );
    return EXIT.done;
  }

  const executions = await campaignExecutions(machine, profile, LOOKED_AT, runtime);
  const running = executions.find(({ standing, state }) => standing === 'running' && state !== undefined);
  if (running === undefined) {
    stdout.write('No execution of this state machine is running, or none has made its first check.\n');
    return EXIT.nothing;
  }
  const waiting = (running.state?.images ?? []).filter(isYetToBegin).map(({ source }) => source);
  if (waiting.length === 0) {
    stdout.write(`The campaign ${running.campaign} has nothing left to start.\n`);
    return EXIT.nothing;
  }
  const image = await lastOf(waiting, (names) => store.describe(names, { tags: true }));
  const what = `Stop ${running.campaign}, with the tag ${key} on ${image.name}?`;
  if (flags.yes !== true) await confirmOrLeave(what, runtime);
  await store.retag(image, { put: { [key]: 'appstream-campaign stop' }, remove: [] });
  stdout.write(
    `${image.name} has the tag ${key}: with its next check the campaign ${running.campaign} starts nothing more.\n` +
      `Take it back before the next campaign: ${hint('stop', '--state-machine', machine, '--undo')}\n`,
  );
  return EXIT.done;
}

/** The one that is started last is the likeliest to wait still when the tag is looked for. */
async function lastOf(
  names: readonly string[],
  describe: (names: readonly string[]) => Promise<readonly ImageRecord[]>,
): Promise<ImageRecord> {
  const images = await describe(names);
  const image = names
    .toReversed()
    .map((name) => images.find((one) => one.name === name))
    .find((one) => one !== undefined);
  if (image === undefined) {
    throw new CommandError('None of the images that wait exists any more.', [
      'Nothing is needed: none can be started.',
    ]);
  }
  return image;
}
