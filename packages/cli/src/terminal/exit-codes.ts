/** What the exit code of every command means. Scripts may rely on it. */
export const EXIT = {
  /** Done. `plan`: there is work, and all of it can begin. */
  done: 0,
  /** It could not be done; the error says why, and what to do next. */
  error: 1,
  /** The command line or the config file is wrong. Nothing was touched. */
  usage: 2,
  /** There is nothing to do: no image is enrolled, or none has updates. */
  nothing: 3,
  /**
   * `plan`, `doctor`: there is work, but a quota, a name or a denied action is in the way of a part of it. `run`: a quota is, and
   * nothing was started. `rollout`: something waits for a person. `freshness`: something is older than it may be.
   */
  blocked: 4,
  /** `run`, `resume`: the campaign is over, and some images failed. */
  failures: 5,
  /** `run`, `resume`: the campaign is not over; `resume` goes on. */
  unfinished: 6,
  /** Interrupted with Ctrl-C, as shells have it, or by a reader of the output that left before its end. */
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit codes for the foot of a help page. */
export const EXIT_HELP: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done; plan: there is work, and all of it can begin',
  error: 'it could not be done; the error says why and what to do next',
  usage: 'the command line or the config file is wrong',
  nothing: 'nothing to do',
  blocked:
    'plan, doctor, run: something is in the way of a part of the work; run has started nothing; ' +
    'rollout: something waits for a person; freshness: something is too old',
  failures: 'run, resume: over, and some images failed',
  unfinished: 'run, resume: not over; resume goes on',
  interrupted: 'interrupted, or the output was closed before its end',
};

/** Of several targets, the one that somebody has to look at first decides. */
const MOST_SEVERE_FIRST: readonly ExitCode[] = [
  EXIT.error,
  EXIT.usage,
  EXIT.interrupted,
  EXIT.blocked,
  EXIT.unfinished,
  EXIT.failures,
  EXIT.done,
  EXIT.nothing,
];

/** The exit code of a command that has worked on several targets. */
export function mostSevere(codes: readonly ExitCode[]): ExitCode {
  return MOST_SEVERE_FIRST.find((code) => codes.includes(code)) ?? EXIT.nothing;
}
