import type { Failure } from '../image-record.ts';
import type { Tags } from '../tag-history.ts';

/** A user's session, to put on a fleet. */
export interface SessionSpec {
  /** Whose it is: 2 to 128 characters. */
  readonly user: string;
  /** The stack it came through. Default: the first stack of the fleet. */
  readonly stack?: string;
  /** How long ago it began, in minutes. Default 0. */
  readonly minutesAgo?: number;
  /** Its whole length in minutes. Default: as long as the fleet allows. */
  readonly minutes?: number;
  /** Default `API`: by a streaming URL. */
  readonly authentication?: 'API' | 'SAML' | 'USERPOOL' | 'AWS_AD';
  /** False: the user has disconnected. Default true. */
  readonly connected?: boolean;
}

/** A fleet to put into the world. AWS gives no figure for any of its durations. */
export interface FleetSpec {
  readonly name: string;
  /** The image it uses; must be in the world, in the same Region. Only Elastic fleets may have none. */
  readonly imageName?: string;
  /** Default `RUNNING`. `STARTING` and `STOPPING` end after `startMinutes` and `stopMinutes`. */
  readonly state?: 'STARTING' | 'RUNNING' | 'STOPPING' | 'STOPPED';
  /** Default `ON_DEMAND`. */
  readonly fleetType?: 'ALWAYS_ON' | 'ON_DEMAND' | 'ELASTIC';
  /** Default `stream.standard.medium`. */
  readonly instanceType?: string;
  /** The platform of an Elastic fleet without an image. Default `WINDOWS_SERVER_2019`. */
  readonly platform?: string;
  readonly displayName?: string;
  readonly description?: string;
  /** How many instances it wants. Default 1. */
  readonly instances?: number;
  /** Sessions that share an instance, which makes it a multi-session fleet. Default: each has one of its own. */
  readonly sessionsPerInstance?: number;
  /** Names of the stacks that it serves. Default none. */
  readonly stacks?: readonly string[];
  /** Sessions that are on it. Default none. */
  readonly sessions?: readonly SessionSpec[];
  /** Minutes until a fleet that was started runs, and until a new instance is ready. Default 10. */
  readonly startMinutes?: number;
  /** Minutes until a fleet that was stopped stands. Default 5. */
  readonly stopMinutes?: number;
  /** Minutes after which unused instances with an older image are replaced. Default 60. */
  readonly replaceMinutes?: number;
  /** The longest session in minutes. Default 960. */
  readonly maxSessionMinutes?: number;
  /** Errors that it shows. Default none. */
  readonly errors?: readonly Failure[];
  /** Default none. */
  readonly tags?: Tags;
  /** Default: the simulator's default Region. */
  readonly region?: string;
}
