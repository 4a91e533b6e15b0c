import type { EventBase } from './event-base.ts';

/** Accounts that may use the source may use the successor, too. */
export interface SharingCarried extends EventBase {
  readonly type: 'sharingCarried';
  readonly source: string;
  readonly successor: string;
  readonly accounts: readonly string[];
}

/** Accounts that may use the source may not use the successor. The update has succeeded all the same. */
export interface SharingFailed extends EventBase {
  readonly type: 'sharingFailed';
  readonly source: string;
  readonly successor: string;
  readonly detail: string;
}

/** A campaign that prunes has decided what goes; nothing is deleted that no such event has named. */
export interface PruneDecided extends EventBase {
  readonly type: 'pruneDecided';
  /** Before the first start, because there was too little room; or after the last outcome. */
  readonly stage: 'before' | 'after';
  readonly images: readonly { readonly image: string; readonly reason: string }[];
  /** What could not be looked at: what it could concern stays. Absent when everything was seen. */
  readonly unseen?: string;
  /** New images that the campaign needs, and places that are free for them; before the first start. */
  readonly needed?: number;
  readonly room?: number;
}

/** A version that nobody needs was deleted. */
export interface ImagePruned extends EventBase {
  readonly type: 'imagePruned';
  readonly image: string;
}

/** A version that was to be deleted stays. */
export interface PruneRefused extends EventBase {
  readonly type: 'pruneRefused';
  readonly image: string;
  readonly detail: string;
}
