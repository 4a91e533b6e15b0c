import {
  formatMailbox,
  InvalidMailAddressError,
  MAIL_ADDRESSES_EXAMPLE,
  readMailboxes,
} from '@appstream-campaign/aws-adapters/mail-addresses';
import * as v from 'valibot';

const MAX_RECIPIENTS = 50;
const EXAMPLE = `a mail address such as ${MAIL_ADDRESSES_EXAMPLE}`;

const written = v.pipe(
  v.string(EXAMPLE),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? problemOf(dataset.value) : undefined;
    if (problem !== undefined) addIssue({ message: `${EXAMPLE}. ${problem}` });
  }),
);
const limited = (texts: readonly string[]) =>
  texts.reduce((sum, text) => sum + count(text), 0) <= MAX_RECIPIENTS;
const TOO_MANY = `at most ${MAX_RECIPIENTS} mail addresses`;

type Schema<T, O = T> = v.GenericSchema<T, O>;

/** One address. */
export const sender: Schema<string> = v.pipe(
  written,
  v.check((text) => count(text) <= 1, 'one mail address'),
);

/** Up to 50, in one text. */
export const recipients: Schema<string> = v.pipe(
  written,
  v.check((text) => limited([text]), TOO_MANY),
);

/** Up to 50, in a list of texts. */
export const listOfRecipients: Schema<string[]> = v.pipe(
  v.array(written, EXAMPLE),
  v.minLength(1, 'at least one mail address'),
  v.check((texts) => limited(texts), TOO_MANY),
);

/** Up to 50 in one text, as SES accepts them. */
export const replyAddresses: Schema<string, string[]> = v.pipe(
  recipients,
  v.transform((text) => readMailboxes(text).map(formatMailbox)),
);

function problemOf(text: string): string | undefined {
  try {
    readMailboxes(text);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidMailAddressError) return error.message;
    throw error;
  }
}

/** Zero for an invalid text, which is reported already. */
function count(text: string): number {
  return problemOf(text) === undefined ? readMailboxes(text).length : 0;
}
