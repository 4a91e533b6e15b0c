import { explainIssue } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { InvalidEventError } from './errors.ts';
import { summaryBytes } from './event.ts';
import { listOfRecipients, recipients, sender } from './mail-schemas.ts';
import { type CampaignTarget, targetSchema } from './target.ts';

/** What a function that makes passes is called with. `{}` is enough. */
export interface PassInput {
  /** Who gets the mails: up to 50 addresses, in a list or in a text with commas. Goes together with `FromAddress`. */
  readonly ToAddress?: string | readonly string[] | undefined;
  /** A sender that SES has verified: an address, or `Name <address>`. Goes together with `ToAddress`. */
  readonly FromAddress?: string | undefined;
  /**
   * Only look: log and summary say what a pass would do. Nothing is changed.
   * @defaultValue false; of pruning, true unless CAMPAIGN_PRUNE_DELETE switches deletion on
   */
  readonly DryRun?: boolean | undefined;
  /** Another account or Region to work in. @defaultValue the function's own */
  readonly Target?: CampaignTarget | undefined;
  /**
   * Asks for a report of at most so many bytes. The state machine of a hub asks for it, and tells people with one report
   * of all targets: the pass itself then tells machines only.
   */
  readonly SummaryBytes?: number | undefined;
}

const schema = v.strictObject(
  {
    ToAddress: v.optional(v.lazy((input) => (Array.isArray(input) ? listOfRecipients : recipients))),
    FromAddress: v.optional(sender),
    DryRun: v.optional(v.boolean('true or false')),
    Target: v.optional(v.lazy(targetSchema)),
    SummaryBytes: v.optional(summaryBytes),
  },
  'an object with ToAddress and FromAddress, or {}',
);

/**
 * Reads the event. Unlike the campaign's, it needs no compatibility with the original, so unknown keys are rejected.
 * @throws InvalidEventError naming the first field that is wrong or unknown
 */
export function parsePassEvent(event: unknown): PassInput {
  // A list is an object to the schema.
  const parsed = v.safeParse(schema, Array.isArray(event) ? 'a list' : (event ?? {}));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const about = issue.path === undefined ? 'The event is wrong: ' : 'Event field ';
    throw new InvalidEventError(`${about}${explainIssue(issue, Object.keys(schema.entries))}`);
  }
  const { ToAddress, FromAddress, DryRun, Target, SummaryBytes } = parsed.output;
  if ((ToAddress === undefined) !== (FromAddress === undefined)) {
    const [missing, given] =
      ToAddress === undefined ? ['ToAddress', 'FromAddress'] : ['FromAddress', 'ToAddress'];
    throw new InvalidEventError(
      `Event field ${missing} is missing, but ${given} is there. Give both to have mails sent, or neither.`,
    );
  }
  return { ToAddress, FromAddress, DryRun, Target, SummaryBytes };
}

/**
 * Refuses the target of a call to a handler that was given stores.
 * @throws InvalidEventError when there are stores: they have one place
 */
export function refuseTargetOfOwnStores(stores: object | undefined): void {
  if (stores === undefined) return;
  throw new InvalidEventError(
    'Event field Target names another account or Region, but this handler was given stores of its own, which have one place. Leave out one of them.',
  );
}
