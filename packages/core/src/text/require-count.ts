import { InvalidOptionsError } from '../ports/errors.ts';

/**
 * Refuses what is no whole number from `least` on.
 * @throws InvalidOptionsError naming the option and the value
 */
export function requireCount(owner: string, option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new InvalidOptionsError(
    `${owner} option ${option} is ${value}; expected a whole number from ${least}.`,
  );
}
