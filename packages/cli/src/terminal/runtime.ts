import type { Clock } from '@appstream-campaign/core';
import type { Interrupts } from './interrupts.ts';

/** A stream of text for people, as far as a command cares. */
export interface TextStream {
  /** Writes a text. */
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** The simulator that a command plays against instead of AWS. */
export interface SimulatedAws {
  /** Endpoint of all its services. */
  readonly endpoint: string;
  /** Region of everything that names none. */
  readonly region: string;
  /** Where simulated campaigns are saved, apart from real ones. */
  readonly stateDir: string;
}

/** Everything outside of the program that commands see: streams, environment, time. */
export interface Runtime {
  readonly stdin: TextStream & NodeJS.ReadableStream;
  readonly stdout: TextStream & NodeJS.WritableStream;
  readonly stderr: TextStream & NodeJS.WritableStream;
  /** Aborted, with an `Interruption`, when nobody takes the output any more. @defaultValue the output stays open */
  readonly outputClosed?: AbortSignal;
  /** Variables, such as `process.env`. The AWS SDK reads its own from the process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a config file is looked for, from here upwards. */
  readonly cwd: string;
  readonly clock: Clock;
  /** The machine's time zone, for those who name none: `Europe/Berlin`. */
  readonly timeZone: string;
  /** Real milliseconds between two frames of a live view, or two looks at a request to stop. */
  readonly tick: number;
  /** Present in `simulate`. */
  readonly simulated?: SimulatedAws;
  /** What hears Ctrl-C for several targets side by side. @defaultValue a command listens itself */
  readonly interrupts?: Interrupts;
  /** Words that start this program as it was started, such as `npx @appstream-campaign/cli`: hints begin with them. */
  readonly called: string;
}
