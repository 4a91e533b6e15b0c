import type { StopFlags } from '../config/flags.ts';
import { readSettings } from '../config/settings.ts';
import { noCampaign } from '../run/no-campaign.ts';
import { allRuns, isUnfinished } from '../run/run-folder.ts';
import { lockHolder } from '../run/run-lock.ts';
import { requestStop } from '../run/stop-request.ts';
import { CommandError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { hintsFor } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';

/** Lets a campaign that is being run, from this machine or by Step Functions, start nothing more. */
export async function stop(id: string | undefined, flags: StopFlags, runtime: Runtime): Promise<ExitCode> {
  const { stdout } = runtime;
  const hint = hintsFor(runtime, { ...flags });
  if (flags.stateMachine !== undefined) {
    const { stopExecution } = await import('./stop-execution.ts');
    return stopExecution(flags.stateMachine, flags, runtime);
  }
  const { stateDir } = await readSettings(flags, runtime);
  const runs = await allRuns(stateDir);
  const holders = await Promise.all(runs.map(({ folder }) => lockHolder(folder)));
  const running = runs.filter((file, index) => holders[index]?.campaign === file.id);
  const chosen = id === undefined ? running : runs.filter((file) => file.id === id);
  const [file, ...more] = chosen;
  if (file === undefined) {
    if (id !== undefined) {
      const missing = { id, command: 'stop', stateDir, flags: { ...flags } };
      throw await noCampaign(`There is no campaign ${id}`, missing, runtime, EXIT.error);
    }
    stdout.write('No campaign is being run from this machine: nothing is started.\n');
    return EXIT.nothing;
  }
  if (more.length > 0) {
    const names = chosen.map((one) => `One of them: ${hint('stop', one.id)}`);
    throw new CommandError('Several campaigns are being run.', names);
  }
  if (file.run !== undefined && !isUnfinished(file.run)) {
    stdout.write(`The campaign ${file.id} is over: nothing is started.\n`);
    return EXIT.nothing;
  }
  if (!running.includes(file)) {
    stdout.write(
      `The campaign ${file.id} is not being run: nothing is started until you go on with it: ${hint('resume', file.id)}\n`,
    );
    return EXIT.nothing;
  }
  await requestStop(file.folder, file.id);
  stdout.write(
    `The campaign ${file.id} starts nothing more. Updates in progress are watched to their end; then it is stopped.\n` +
      `Go on with the rest: ${hint('resume', file.id)}\n`,
  );
  return EXIT.done;
}
