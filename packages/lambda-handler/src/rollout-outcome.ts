import type { PassItem } from '@appstream-campaign/core/internal';
import type { RolloutAction, RolloutHold, RolloutResult } from '@appstream-campaign/core/rollout';
import type { TargetlessOutcome } from './pass-report.ts';
import { optional } from './results.ts';

/** What a pass of a rollout came to, for a report. */
export function rolloutOutcome(result: RolloutResult, isDryRun: boolean): TargetlessOutcome {
  const { decision, done: carriedOut, failed, after, stopped } = result;
  const acts = isDryRun ? decision.actions : carriedOut;
  const done = acts.flatMap((action) => doneItem(action) ?? []);
  const held = [
    // A version that is held from now on may have no fleet that waits for it.
    ...acts.flatMap((action): PassItem[] =>
      action.type === 'hold' ? [{ name: action.image, code: 'version-held', detail: action.because }] : [],
    ),
    ...after.holds.map(heldItem),
  ];
  return {
    counts: {
      done: done.length,
      held: held.length,
      approvals: held.filter(({ code }) => code === 'approval').length,
      failed: failed.length,
    },
    done,
    held,
    failed: failed.map(({ action, reason }) => ({ name: nameOf(action), code: 'failed', detail: reason })),
    // Only a missing permission or a suspended account stops a pass in the middle; the text says which.
    ...optional(
      'stopped',
      stopped === undefined ? undefined : { code: 'run-failed' as const, detail: stopped },
    ),
  };
}

function doneItem(action: RolloutAction): PassItem | undefined {
  switch (action.type) {
    case 'switch':
    case 'rollback': {
      const { type, fleet: name, from, to, because } = action;
      const detail = `${from} to ${to}${because === undefined ? '' : ` because ${because}`}`;
      return { name, code: type === 'switch' ? 'switched' : 'rolled-back', detail };
    }
    case 'publish':
      return { name: action.parameter, code: 'published', detail: action.image };
    case 'share':
      return {
        name: action.image,
        code: 'shared',
        detail: `with ${action.shares.map(({ account }) => account).join(', ')}`,
      };
    default:
      return undefined;
  }
}

function heldItem({ fleet, reason, wanted, detail }: RolloutHold): PassItem {
  const parts = [
    ...(wanted === undefined ? [] : [`for ${wanted}`]),
    ...(detail === undefined ? [] : [detail]),
  ];
  return { name: fleet, code: reason, ...(parts.length === 0 ? {} : { detail: parts.join(': ') }) };
}

function nameOf(action: RolloutAction): string {
  if ('fleet' in action) return action.fleet;
  return action.type === 'publish' ? action.parameter : action.image;
}
