import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Simulated seconds for each real one: ten minutes a second shows four to five hours in under half a minute. */
const DEFAULT_SPEED = 600;
const LEAST_SPEED = 60;
// A check takes tens of real milliseconds. Far above this, minutes of simulated time pass in each of its calls.
const MOST_SPEED = 20_000;

const HELP = `Runs a whole update campaign against a simulated AppStream account, with time sped up.

  node examples/demo/demo.mjs [--speed <factor>] [--output <folder>]

  --speed <factor>   simulated seconds for each real one, ${LEAST_SPEED} to ${MOST_SPEED}; default ${DEFAULT_SPEED}
  --output <folder>  where the demo makes its folder "campaign"; default: demo-output in the repository
  --help             this text`;

/**
 * @typedef {object} DemoOptions
 * @property {number} speed simulated seconds for each real one
 * @property {string} output folder in which the demo makes its own
 *
 * @param {string[]} args what follows the script's name
 * @returns {{ options: DemoOptions, answer?: undefined } | { answer: string, exitCode: 0 | 2 }}
 */
export function readCommandLine(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        speed: { type: 'string' },
        output: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return { answer: `${error.message}\n\n${HELP}`, exitCode: 2 };
  }
  if (values.help) return { answer: HELP, exitCode: 0 };
  const speed = Number(values.speed ?? DEFAULT_SPEED);
  if (!(speed >= LEAST_SPEED && speed <= MOST_SPEED)) {
    const bounds = `a number from ${LEAST_SPEED} to ${MOST_SPEED}`;
    return { answer: `--speed is "${values.speed}"; expected ${bounds}.`, exitCode: 2 };
  }
  const output = values.output ?? fileURLToPath(new URL('../../demo-output', import.meta.url));
  return { options: { speed, output } };
}
