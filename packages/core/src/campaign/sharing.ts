import { errorHandling, isRetryable } from '../policy/error-handling.ts';
import type { SharingStore } from '../ports/fleet-store.ts';
import { minutesBetween } from '../ports/instant.ts';
import type { ImageShare } from '../ports/inventory.ts';
import type { UpdatingImage } from '../state/campaign-image.ts';
import { errorDetail, toDetail } from '../state/detail.ts';
import type { CampaignState } from '../state/state.ts';
import { emit, type StepContext, storeError } from './step.ts';

/** Accounts that an image can be shared with (AppStream Administration Guide, "Share an image with another account"). */
const MAX_ACCOUNTS = 100;
/** Minutes for which an outcome waits while the store refuses to share an image for now. */
const TIMEOUT_MINUTES = 30;

/** How it went to share a successor. */
export interface CarriedShares {
  /** `done` when the accounts may use it, or when trying again would not help; else what the store said. */
  readonly answer: string;
  /** Why accounts may not use it in the end. Absent when all may. */
  readonly unshared?: string;
}

/**
 * Shares a successor with the accounts that its source is shared with. `done` when it is shared, or when a retry would not
 * help, which an event reports; else the store's message, and the next step retries. It never fails an update.
 */
export async function carryShares(
  image: UpdatingImage,
  state: CampaignState,
  context: StepContext,
): Promise<CarriedShares> {
  const { source, successor } = image;
  const { shares: store, now } = context;
  if (store === undefined || source === successor) return { answer: 'done' };
  const told = (detail: string) =>
    emit(context, state, { type: 'sharingFailed', source, successor, detail }, source);
  try {
    const accounts = await carry(store, source, successor);
    if (accounts.length > 0)
      emit(context, state, { type: 'sharingCarried', source, successor, accounts }, source);
    return { answer: 'done' };
  } catch (error) {
    if (error instanceof IncompleteSharing) {
      const unshared = toDetail(error.message);
      told(unshared);
      return { answer: 'done', unshared };
    }
    const failure = storeError(error);
    const detail = errorDetail(failure);
    told(detail);
    const isWithinTimeout = minutesBetween(state.troubleSince ?? now(), now()) < TIMEOUT_MINUTES;
    return isRetryable(failure) && isWithinTimeout
      ? { answer: detail }
      : { answer: 'done', unshared: detail };
  }
}

/** Some accounts may not use the successor as they may use its source, and a retry would not change that. */
class IncompleteSharing extends Error {}

/**
 * Writes the missing shares, reads them back, and returns the accounts that were written. It revokes nothing: other
 * permissions that an account has been given are kept.
 * @throws IncompleteSharing naming the accounts that still lack permissions
 */
async function carry(store: SharingStore, source: string, successor: string): Promise<readonly string[]> {
  const before = await store.sharesOf([source, successor]);
  const missing = missingShares(before, source, successor);
  if (missing.length === 0) return [];
  const there = new Set(accountsOf(before, successor));
  const added = missing.filter(({ account }) => !there.has(account));
  const room = MAX_ACCOUNTS - there.size;
  const beyond = added.slice(Math.max(0, room));
  const refused: string[] = [];
  for (const share of missing) {
    if (beyond.includes(share)) continue;
    try {
      await store.share(share);
    } catch (error) {
      if (errorHandling(storeError(error)).kind !== 'fail') throw error;
      refused.push(`${share.account} (${storeError(error).message})`);
    }
  }
  const left = missingShares(await store.sharesOf([source, successor]), source, successor);
  if (left.length === 0) return missing.map(({ account }) => account);
  const full = beyond.length === 0 ? '' : ` An image can be shared with ${MAX_ACCOUNTS} accounts.`;
  const why = refused.length === 0 ? '' : ` Refused: ${refused.join(', ')}.`;
  const names = left.map(({ account }) => account).join(', ');
  throw new IncompleteSharing(`${left.length} of ${missing.length} accounts lack it: ${names}.${full}${why}`);
}

const accountsOf = (shares: readonly ImageShare[], image: string) =>
  shares.filter((share) => share.image === image).map(({ account }) => account);

/** Shares of the successor that would give accounts what they may do with its source. */
function missingShares(
  shares: readonly ImageShare[],
  source: string,
  successor: string,
): readonly ImageShare[] {
  return shares.flatMap((share): readonly ImageShare[] => {
    if (share.image !== source) return [];
    const has = shares.find(({ image, account }) => image === successor && account === share.account);
    const fleets = share.fleets || has?.fleets === true;
    const imageBuilders = share.imageBuilders || has?.imageBuilders === true;
    const isThere = has?.fleets === fleets && has.imageBuilders === imageBuilders;
    return isThere ? [] : [{ image: successor, account: share.account, fleets, imageBuilders }];
  });
}
