import { explainIssue } from '@appstream-campaign/core/internal';
import * as v from 'valibot';
import { InvalidEventError } from './errors.ts';
import { listOfRecipients, recipients, sender } from './mail-schemas.ts';

/** What the rollout function is called with. `{}` is enough. */
export interface RolloutInput {
  /** Who gets the mails: up to 50 addresses, in a list or in a text with commas. Goes together with `FromAddress`. */
  readonly ToAddress?: string | readonly string[] | undefined;
  /** A sender that SES has verified: an address, or `Name <address>`. Goes together with `ToAddress`. */
  readonly FromAddress?: string | undefined;
  /** Only look: log and summary say what a pass would do. Nothing is changed, and nobody is told. @defaultValue false */
  readonly DryRun?: boolean | undefined;
}

const schema = v.strictObject(
  {
    ToAddress: v.optional(v.lazy((input) => (Array.isArray(input) ? listOfRecipients : recipients))),
    FromAddress: v.optional(sender),
    DryRun: v.optional(v.boolean('true or false')),
  },
  'an object with ToAddress and FromAddress, or {}',
);

/**
 * Reads the event. Unlike the campaign's, it has no past, so that a key that nobody knows is refused.
 * @throws InvalidEventError naming the first field that is wrong or unknown
 */
export function parseRolloutEvent(event: unknown): RolloutInput {
  // A list is an object to the schema.
  const parsed = v.safeParse(schema, Array.isArray(event) ? 'a list' : (event ?? {}));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const about = issue.path === undefined ? 'The event is wrong: ' : 'Event field ';
    throw new InvalidEventError(`${about}${explainIssue(issue, Object.keys(schema.entries))}`);
  }
  const { ToAddress, FromAddress, DryRun } = parsed.output;
  if ((ToAddress === undefined) !== (FromAddress === undefined)) {
    const [missing, given] =
      ToAddress === undefined ? ['ToAddress', 'FromAddress'] : ['FromAddress', 'ToAddress'];
    throw new InvalidEventError(
      `Event field ${missing} is missing, but ${given} is there. Give both to have mails sent, or neither.`,
    );
  }
  return { ToAddress, FromAddress, DryRun };
}
