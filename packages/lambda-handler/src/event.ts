import { explainIssue, isInstant } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import type { CampaignResults } from './campaign-results.ts';
import { InvalidEventError } from './errors.ts';
import { listOfRecipients, recipients, sender } from './mail-schemas.ts';
import { resultsSchema } from './results-schema.ts';
import { type CampaignTarget, targetSchema } from './target.ts';

/**
 * What the handler is called with: the original's input, and what our state machine adds. All but `Results` stay
 * the same during a campaign.
 */
export interface CampaignInput {
  /** Concurrent updates, 1 to 1000. @defaultValue 5 */
  readonly BatchSize?: number | undefined;
  /** Who gets the mails: up to 50 addresses, in a list or in a text with commas. Goes together with `FromAddress`. */
  readonly ToAddress?: string | readonly string[] | undefined;
  /** A sender that SES has verified: an address, or `Name <address>`. Goes together with `ToAddress`. */
  readonly FromAddress?: string | undefined;
  /** What the previous call returned. Absent at the first call. */
  readonly Results?: CampaignResults | 0 | null | undefined;
  /** The execution that calls: gives the campaign its id, and lets a retried first call find its own work. */
  readonly Execution?:
    | {
        readonly Name?: string | undefined;
        readonly StartTime?: string | undefined;
        /** Its ARN: messages say where to see it. */
        readonly Id?: string | undefined;
      }
    | undefined;
  /** Whole days that our state machine waits before the first call, 0 to 27. The function itself waits for nothing. */
  readonly StartAfterDays?: number | undefined;
  /** Another account or Region whose images these are. @defaultValue the function's own */
  readonly Target?: CampaignTarget | undefined;
  /**
   * Requests a summary of at most so many bytes, with `Over: true`, instead of 0 when the campaign is over. The state
   * machine of a hub requests it for its report: the campaign's own messages then go to machines only.
   */
  readonly SummaryBytes?: number | undefined;
}

const MAX_BATCH_SIZE = 1000;
const size = `a whole number from 1 to ${MAX_BATCH_SIZE}`;
const days = 'a whole number from 0 to 27';
const bytes = 'a whole number from 200 to 8000';

/** Room for what a hub's report tells of one target. */
export const summaryBytes: v.GenericSchema<unknown, number> = v.pipe(
  v.number(bytes),
  v.integer(bytes),
  v.minValue(200, bytes),
  v.maxValue(8000, bytes),
);

const schema = v.looseObject(
  {
    BatchSize: v.optional(
      v.pipe(v.number(size), v.integer(size), v.minValue(1, size), v.maxValue(MAX_BATCH_SIZE, size)),
    ),
    ToAddress: v.optional(v.lazy((input) => (Array.isArray(input) ? listOfRecipients : recipients))),
    FromAddress: v.optional(sender),
    Results: v.optional(v.lazy((input) => (isOver(input) || input === null ? v.unknown() : resultsSchema()))),
    Execution: v.optional(
      v.object(
        {
          Name: v.optional(
            v.pipe(v.string('a name'), v.minLength(1, 'a name'), v.maxLength(256, 'at most 256 characters')),
          ),
          StartTime: v.optional(
            v.pipe(v.string('an instant'), v.check(isInstant, 'an instant such as 2026-11-23T08:00:00Z')),
          ),
          Id: v.optional(
            v.pipe(
              v.string('an ARN'),
              v.regex(/^arn:[\w-]+:states:[\w:/.+=@-]{1,400}$/, 'the ARN of an execution'),
            ),
          ),
        },
        'an object with Name and StartTime',
      ),
    ),
    StartAfterDays: v.optional(
      v.pipe(v.number(days), v.integer(days), v.minValue(0, days), v.maxValue(27, days)),
    ),
    Target: v.optional(v.lazy(targetSchema)),
    SummaryBytes: v.optional(summaryBytes),
  },
  'an object with BatchSize, ToAddress and FromAddress',
);

/** Whether results say that the campaign was over: 0, or the summary that the event asked for. */
export function isOver(results: unknown): results is 0 {
  return results === 0 || (typeof results === 'object' && results !== null && 'Over' in results);
}

/** Keys that the handler knows. */
const KNOWN_KEYS: readonly string[] = Object.keys(schema.entries);

/** The recipients of an event that may be invalid in other respects; none when they are invalid themselves. */
export function recipientsOf(
  event: object,
): Pick<CampaignInput, 'ToAddress' | 'FromAddress' | 'SummaryBytes'> {
  const { ToAddress, FromAddress, SummaryBytes } = schema.entries;
  const parsed = v.safeParse(v.object({ ToAddress, FromAddress, SummaryBytes }), event);
  return parsed.success ? parsed.output : {};
}

/** The target of a failed run; undefined for the function's own account, or when it is invalid. */
export function targetOf(event: object): CampaignTarget | undefined {
  const parsed = v.safeParse(v.object({ Target: targetSchema() }), event);
  return parsed.success ? parsed.output.Target : undefined;
}

/** The validated event, and its unknown keys. */
export interface ParsedEvent {
  readonly input: CampaignInput;
  readonly unknownKeys: readonly string[];
}

/**
 * Reads the event. Unknown keys are returned rather than rejected, because the original tolerated them; but an event that
 * has no other keys is not meant for this function.
 * @throws InvalidEventError naming the first field that is wrong
 */
export function parseEvent(event: unknown): ParsedEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new InvalidEventError(
      `The event is ${event === null ? 'null' : Array.isArray(event) ? 'a list' : `a ${typeof event}`}; expected an object with BatchSize, ToAddress and FromAddress.`,
    );
  }
  const unknownKeys = Object.keys(event).filter((key) => !KNOWN_KEYS.includes(key));
  // The console's test event, or one of a service: it must not start updates that no state machine would follow.
  if (unknownKeys.length > 0 && unknownKeys.length === Object.keys(event).length) {
    throw new InvalidEventError(
      `The event has none of the keys ${KNOWN_KEYS.join(', ')}, but ${unknownKeys
        .slice(0, 5)
        .map((key) => JSON.stringify(key.slice(0, 30)))
        .join(
          ', ',
        )}. Nothing was started. To start a campaign, start an execution of the state machine; a call without it, with {} or {"BatchSize": 5}, makes the first step alone.`,
    );
  }
  const parsed = v.safeParse(schema, event);
  if (!parsed.success) throw new InvalidEventError(`Event field ${explainIssue(parsed.issues[0])}`);
  const { ToAddress, FromAddress } = parsed.output;
  if ((ToAddress === undefined) !== (FromAddress === undefined)) {
    const [missing, given] =
      ToAddress === undefined ? ['ToAddress', 'FromAddress'] : ['FromAddress', 'ToAddress'];
    throw new InvalidEventError(
      `Event field ${missing} is missing, but ${given} is there. Give both to have mails sent, or neither.`,
    );
  }
  const input = Object.fromEntries(KNOWN_KEYS.map((key) => [key, parsed.output[key]]));
  return { input: input as CampaignInput, unknownKeys };
}
