import type { AnnouncedType, ReasonCode } from '@appstream-campaign/core';
import type { Pruning } from '@appstream-campaign/core/internal';

/** What the handler returns while the campaign is not over: the original's four keys, and additional ones. */
export interface CampaignResults {
  /** Successors in progress. */
  Pending: string[];
  /** Sources that wait for a slot. */
  Waiting: string[];
  /** Successors that are available. */
  Success: string[];
  /** Checks in a row without progress. */
  CycleCount: number;
  /** When to call again, ISO 8601 in UTC. Absent when a person has to act first (`Stopped`). */
  NextCheckAt?: string;
  /** Why nothing can be done until a person acts. */
  Stopped?: { Code: ReasonCode; Detail: string };
  /** Images whose update failed, and why. */
  Failed?: ({
    Image: string;
    Successor?: string;
    StartedAt?: string;
    EndedAt: string;
    /** Its end was observed late: it took at most until `EndedAt`. Absent for false. */
    EndSeenLate?: true;
    /** Successors of this campaign that failed, when there were several attempts. */
    FailedBefore?: string[];
  } & ReasonNote)[];
  /** Images that were skipped, and why. */
  Skipped?: ({ Image: string; EndedAt: string } & ReasonNote)[];
  /** A stop in a hub's run: the summary so far as JSON, which becomes the cause of the execution's end. */
  StoppedSummary?: string;
  /** The campaign's own notes, which complement the keys above. */
  Campaign?: CampaignNotes;
}

/** A reason code of the core, and the service's own message. */
export interface ReasonNote {
  Code: ReasonCode;
  Detail?: string;
}

/** The state of the engine in addition to the lists of images. Lists instead of objects keep it small. */
export interface CampaignNotes {
  Version: 1;
  Id: string;
  StartedAt: string;
  /** Account, Region and the page of the execution, for messages. */
  Place?: { account?: string; accountName?: string; region?: string; link?: string };
  /** The local day of the start, which names contain. Absent when it is the same as in UTC. */
  StartDate?: string;
  /** How far a search for the candidates has come that was cut short. */
  Search?: SearchNote;
  Status: 'discovering' | 'running' | 'announcing' | 'stopped';
  Checks: number;
  LastProgressAt: string;
  /** When the updates in progress were last observed. */
  ObservedAt?: string;
  TroubleSince?: string;
  EndedAt?: string;
  /**
   * Successor, source, start, whether the tags say so already, the successor that the source named before, successors
   * that failed before, minutes that it may take.
   */
  Updating: [string, string, string, boolean, string | null, string[] | null, number | null][];
  /**
   * Starts that the next call performs, of sources in `Waiting`: source, successor, when it was decided, and when it was
   * requested with an unknown result. Absent for none.
   */
  Starting?: [string, string, string, string | null][];
  /** What the next call deletes: a failed successor with its source before it, or an image that is pruned. Absent for none. */
  Deletions?: ([string, string] | [string])[];
  /** Stage of pruning, deleted images, kept images and why, what could not be read, number of images, quota. */
  Pruning?: [Pruning['stage'], string[], [string, string][], string | null, number | null, number | null];
  /** A quota that was too small before the first start: needed, room, quota, images that could go and why, unseen. */
  Shortage?: [number, number, number, [string, string][], string | null];
  /** Source, start, end, successors that failed before; in the order of `Success`. */
  Updated: [string, string | null, string | null, string[] | null][];
  /** Sources in `Waiting` with the successors of them that failed. Absent when none did. */
  FailedBefore?: [string, string[]][];
  /** Sources, and from when to when their failed updates ran, in minutes after `StartedAt`. Absent when none did. */
  FailedTimes?: [string, [number, number][]][];
  /** Those of `Success` whose end was observed late. Absent for none. */
  SeenLate?: string[];
  /** Those of `Success` that are not shared as their sources are, and why. Absent for none. */
  Unshared?: [string, string][];
  /** Minutes that the updates of the images in `Waiting` may take, in its order; 0 where nobody knows. */
  Expected?: number[];
  /** How often the start of a waiting image was postponed for a reason of its own, by source. Absent for none. */
  Postponed?: [string, number][];
  /** Why, and since when, no update is started any more. */
  Halted?: { Code: ReasonCode; Detail?: string; At: string };
  /** Why, and since when, nothing is started although slots are free; and whether it was announced. */
  Delayed?: { Code: ReasonCode; Detail?: string; Since: string; Told?: true };
  /** Failed images that were acknowledged by resuming. */
  Pardoned?: number;
  /** Why there was no candidate. */
  NothingFound?: string;
  /**
   * Type, image, time, notifiers that still wait for it, attempts. An image that has its outcome is named by its position
   * in `Failed`, `Skipped` or `Success`, the one that the type is about; any other by its source.
   */
  Outbox: [AnnouncedType, string | number | null, string, string[], number][];
  /** Name, until when events are batched, until when the channel asked to wait, the notifier's memory. */
  Notifiers?: [string, string | null, string | null, string | null][];
}

/** A search for the candidates, as far as it came. */
export interface SearchNote {
  /** When it began. */
  Since: string;
  /** The tags of all images are read whose names come up to this one. */
  Through: string;
  /** Names after that one that are read as well. */
  Beyond: string[];
  /** What the enrolment depends on: name, tags, whether they come from an index that may lag. */
  Found: [string, { [key: string]: string }, boolean][];
  /** Tags that come close to the wanted one, and how many images have each. Absent for none. */
  NearMisses?: [string, number][];
}
