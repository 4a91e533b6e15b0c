import { CommandError } from '../terminal/errors.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import type { Runtime } from '../terminal/runtime.ts';

let before: Promise<unknown> = Promise.resolve();

/**
 * Asks for the code of an MFA device, on the error stream: the output may be read by a program. One after the other, when
 * several profiles need one.
 *
 * @param profile the profile that needs it
 * @param serial the device, as the profile's mfa_serial has it
 * @throws CommandError when nobody is there to be asked, or does not answer
 */
export function askMfaCode(profile: string, serial: string, runtime: Runtime): Promise<string> {
  const answer = before.then(() => ask(profile, serial, runtime));
  before = answer.catch(() => {});
  return answer;
}

async function ask(profile: string, serial: string, { stdin, stderr }: Runtime): Promise<string> {
  if (stdin.isTTY !== true || stderr.isTTY !== true) {
    throw new CommandError(
      `The profile "${profile}" needs a code of the MFA device ${serial}, and there is no terminal to ask at.`,
      [
        'Run it in a terminal: it asks for the code.',
        `In a job, use temporary credentials: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, as this prints them: aws configure export-credentials --format env --profile ${profile}`,
        'Or use a profile whose role asks for no MFA.',
      ],
    );
  }
  const { default: input } = await import('@inquirer/input');
  return input(
    {
      message: `MFA code of ${serial}:`,
      validate: (text) => /^\d{6}$/.test(text.trim()) || 'The code has six digits.',
    },
    { input: stdin, output: stderr },
  ).then(
    (text) => text.trim(),
    (error: unknown) => {
      if (!(error instanceof Error && /^(ExitPrompt|AbortPrompt|CancelPrompt)Error$/.test(error.name)))
        throw error;
      throw new CommandError('Nothing was done: there was no MFA code.', [], { exitCode: EXIT.interrupted });
    },
  );
}
