import { tooManyFailures } from '../policy/failure-threshold.ts';
import { toDetail } from '../state/detail.ts';
import { foldHalted } from '../state/fold-campaign.ts';
import type { Reason } from '../state/reason.ts';
import type { Check } from './check.ts';

/** Halts the campaign when too many updates have failed, or when somebody asks for it by a tag. */
export async function halt(check: Check): Promise<void> {
  if (check.state.halted !== undefined) return;
  const reason = tooManyFailures(check.state, check.context.policy) ?? (await stopTag(check));
  if (reason !== undefined) check.apply(foldHalted(check.state, reason, check.fold));
}

/** Looks for the tag only before something would be started, and once in a check. */
async function stopTag(check: Check): Promise<Reason | undefined> {
  const { store, policy } = check.context;
  const { waiting, updating } = check;
  if (check.lookedForStop || waiting.length === 0 || updating.length >= policy.batchSize) return undefined;
  check.lookedForStop = true;
  const key = policy.tags.stop;
  const asked = new Set(waiting);
  // What was read a moment ago to find the candidates need not be read again.
  const [asking] =
    check.discovered?.filter(({ name, tags }) => asked.has(name) && Object.hasOwn(tags ?? {}, key)) ??
    (await store.find({ key, among: waiting }));
  if (asking === undefined) return undefined;
  const words = asking.tags?.[key] ? `: ${asking.tags[key]}` : '';
  return { code: 'stop-tagged', detail: toDetail(`${asking.name} has the tag ${key}${words}`) };
}
