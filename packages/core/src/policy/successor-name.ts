import { toDetail } from '../state/detail.ts';
import type { Reason } from '../state/reason.ts';
import { isImageName, type NamingInput, successorName } from './naming.ts';
import type { Policy } from './options.ts';

/** The name that the policy gives to a successor at an attempt, or why there is none: a naming function may return anything. */
export function successorNameFor(policy: Policy, input: NamingInput, attempt: number): string | Reason {
  let name: unknown;
  try {
    name = successorName(policy.naming, input, attempt);
  } catch (error) {
    return { code: 'invalid', detail: toDetail(`the naming function threw: ${String(error)}`) };
  }
  if (isImageName(name)) return name;
  const rule = '1 to 101 letters, digits, and _ . -, the first a letter or digit';
  return {
    code: 'invalid',
    detail: toDetail(`the naming function returned ${JSON.stringify(name)}; an image name is ${rule}`),
  };
}
