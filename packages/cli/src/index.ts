/** The command line as a function, for programs that embed it. @module */

export { runCommandLine } from './command-line.ts';
export { EXIT, type ExitCode } from './terminal/exit-codes.ts';
export type { Runtime, SimulatedAws, TextStream } from './terminal/runtime.ts';
