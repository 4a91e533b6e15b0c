import { rawMessage, sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import {
  CampaignTooLargeError,
  ImageStoreError,
  InvalidOptionsError,
  InvalidStateError,
} from '@appstream-campaign/core';
import { AwsCallError } from '../account/aws-call-error.ts';
import { ELSEWHERE } from '../config/state-folder.ts';
import type { Target } from '../config/target.ts';
import { CommandError } from '../terminal/errors.ts';
import { EXIT, type ExitCode } from '../terminal/exit-codes.ts';
import { type Hint, stepTexts } from '../terminal/hints.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable, wrapped } from '../terminal/wording.ts';
import { explainAwsFailure } from './aws-advice.ts';

/** What an error looks like to people. */
export interface ErrorPage {
  /** What is wrong, in a sentence. */
  readonly title: string;
  /** The words of AWS or of the machine; absent when the title says it all. */
  readonly detail?: string;
  /** What to do next, the likeliest first. */
  readonly next: readonly string[];
  readonly exitCode: ExitCode;
}

/** Makes a page of anything that a command throws. */
export function explainError(error: unknown, hint: Hint): ErrorPage {
  if (error instanceof CommandError) {
    return { title: error.message, next: stepTexts(error.next, hint), exitCode: error.exitCode };
  }
  if (error instanceof AwsCallError) return awsPage(error.cause, error.call, error.target, hint);
  if (error instanceof ImageStoreError) {
    const { cause, operation } = error;
    // Without a cause the adapter itself has refused, and its message says all.
    if (cause === undefined || operation === undefined)
      return { title: error.message, next: [], exitCode: EXIT.error };
    return awsPage(cause, operation, {}, hint);
  }
  if (error instanceof InvalidOptionsError) {
    const next = [`Correct the flag or the config file. Which value came from where: ${hint('config')}`];
    return { title: error.message, next, exitCode: EXIT.usage };
  }
  if (error instanceof InvalidStateError || error instanceof CampaignTooLargeError) {
    return { title: error.message, next: [], exitCode: EXIT.error };
  }
  return isFileError(error) ? filePage(error) : bugPage(error);
}

interface FileError extends Error {
  readonly code: string;
  readonly path: string;
}

function isFileError(error: unknown): error is FileError {
  return (
    error instanceof Error &&
    'syscall' in error &&
    'path' in error &&
    typeof error.path === 'string' &&
    'code' in error &&
    typeof error.code === 'string'
  );
}

/** Whatever else is read and written tells itself what is wrong with it; what is left is in the folder of campaigns. */
function filePage({ path, code, message }: FileError): ErrorPage {
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return {
    title: `${path} can't be used, so campaigns can't be saved there or read from there.`,
    detail: message,
    next: [...(full ? ['Make room on the disk.'] : []), ...ELSEWHERE],
    exitCode: EXIT.error,
  };
}

function awsPage(error: unknown, call: string, target: Target, hint: Hint): ErrorPage {
  // Nothing was called: the credentials for it could not be had.
  if (error instanceof CommandError) return explainError(error, hint);
  const failure = sdkFailure(error);
  const raw = rawMessage(error);
  const { title, next, plain = false } = explainAwsFailure({ failure, raw, call, target });
  const detail = plain ? {} : { detail: `${call}: ${failure.name}: ${failure.text}` };
  return { title, ...detail, next: stepTexts(next, hint), exitCode: EXIT.error };
}

function bugPage(error: unknown): ErrorPage {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    title: 'Unexpected error.',
    detail: text,
    next: [
      'Run it again with --debug, which shows where it happened.',
      'If it looks like a fault of this program, report it: https://github.com/appstream-campaign/appstream-campaign/issues',
    ],
    exitCode: EXIT.error,
  };
}

/**
 * The page as text.
 *
 * @param width of the terminal; undefined where lines are not to be broken, such as in a log
 * @param called where a command line begins, which stays whole
 */
export function renderErrorPage(
  page: ErrorPage,
  paint: Paint,
  width: number | undefined,
  called: string,
): string {
  const broken = (text: string, indent: number, whole?: string) => {
    const line = printable(text);
    return width === undefined ? [line] : wrapped(line, width - indent, whole);
  };
  const [title = '', ...more] = broken(page.title, 7);
  const lines = [`${paint.red(paint.bold('error'))}  ${title}`, ...more.map((line) => `       ${line}`)];
  if (page.detail !== undefined)
    lines.push(...broken(page.detail, 7).map((line) => `       ${paint.dim(line)}`));
  if (page.next.length > 0) {
    const steps = page.next.flatMap((step) =>
      broken(step, 4, called).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`),
    );
    lines.push('', 'What to do next:', ...steps);
  }
  return `${lines.join('\n')}\n`;
}
