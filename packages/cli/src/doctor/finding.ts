import type { Hint } from '../terminal/hints.ts';
import { explainError } from '../view/error-page.ts';

/**
 * `wrong`: a campaign does not work like this. `blocked`: a part of it does not. `warning`: it works, and something is
 * worth knowing. `untried`: it can't be tried without changing something.
 */
export type Standing = 'ok' | 'warning' | 'blocked' | 'wrong' | 'untried';

/** One line of what was looked at. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly what: string;
  readonly standing: Standing;
  /** What was found, in a sentence. */
  readonly text: string;
  /** What to do, the likeliest first. */
  readonly next: readonly string[];
}

/** Makes the findings of one thing. */
export interface Look {
  readonly ok: (text: string) => Finding;
  readonly untried: (text: string) => Finding;
  readonly not: (
    standing: 'warning' | 'blocked' | 'wrong',
    text: string,
    ...next: readonly string[]
  ) => Finding;
  /** What an error says, as its page would. */
  readonly failed: (error: unknown, standing?: 'warning' | 'blocked' | 'wrong') => Finding;
}

export function lookAt(what: string, hint: Hint): Look {
  return {
    ok: (text) => ({ what, standing: 'ok', text, next: [] }),
    untried: (text) => ({ what, standing: 'untried', text, next: [] }),
    not: (standing, text, ...next) => ({ what, standing, text, next }),
    failed: (error, standing = 'wrong') => {
      const { title, detail, next } = explainError(error, hint);
      return { what, standing, text: [title, ...(detail === undefined ? [] : [detail])].join(' '), next };
    },
  };
}
