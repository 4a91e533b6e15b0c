/** Mail addresses as people write them, and as SES accepts them. @module */

import emailAddresses from 'email-addresses';

/** An address, and the name before it. */
export interface Mailbox {
  /** As people read it, without quotes or encoding. Absent when there is none. */
  readonly name?: string;
  /** The address alone, in ASCII. */
  readonly address: string;
}

/** A text is no valid mail address. The message says why, and how to write it. */
export class InvalidMailAddressError extends Error {
  override readonly name = 'InvalidMailAddressError';
}

/** Examples of valid addresses, for error messages. */
export const MAIL_ADDRESSES_EXAMPLE = 'admin@example.com or "Acme, Inc" <it@example.com>';

const MAX_LOCAL_PART_LENGTH = 64;
const MAX_DOMAIN_LENGTH = 255;
/** Of a formatted mailbox, including the name. */
const MAX_MAILBOX_LENGTH = 320;
const MAX_SHOWN_LENGTH = 80;
/** No list of 50 is longer; a longer text is not parsed. */
const MAX_TEXT_LENGTH = 50 * MAX_MAILBOX_LENGTH;

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
// The name holds what has to be quoted there, commas included; a semicolon or an @ belongs to another address.
const ENTRY = new RegExp(
  String.raw`\s*(?:(?<name>(?:${QUOTED}|[^"<>@;])*)<(?<inside>[^<>]*)>|(?<bare>(?:${QUOTED}|[^"<>,;])*))\s*(?<end>[,;]|$)`,
  'y',
);
// Fast path for nearly all addresses; the parser takes milliseconds for each.
const DOT_ATOM = /^[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*$/;
const DOMAIN = /^[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i;

/**
 * Reads one or several mailboxes, with commas or semicolons between them: `admin@example.com`, `Ops <ops@example.com>`,
 * `"Acme, Inc" <it@example.com>`. A name may hold any letters, and commas without quotes.
 * @throws InvalidMailAddressError for what SES would refuse
 */
export function readMailboxes(text: string): readonly Mailbox[] {
  if (text.length > MAX_TEXT_LENGTH) throw problem(text, 'it is too long');
  const mailboxes: Mailbox[] = [];
  const entry = new RegExp(ENTRY);
  for (let isLast = false; !isLast; ) {
    const start = entry.lastIndex;
    const { name, inside, bare, end } = entry.exec(text)?.groups ?? {};
    if (end === undefined) throw problem(text.slice(start).trim(), oddity(text.slice(start)));
    if (inside === undefined && bare?.trim() === '') {
      throw problem(
        text,
        text.trim() === '' ? 'it is empty' : 'a comma or semicolon has no address on each side',
      );
    }
    mailboxes.push(readMailbox(name ?? '', (inside ?? bare ?? '').trim()));
    isLast = end === '';
  }
  return mailboxes;
}

/**
 * A mailbox as SES accepts it, in ASCII: a name with special characters is quoted (RFC 5322), one with letters beyond
 * ASCII is encoded (RFC 2047).
 */
export function formatMailbox({ name, address }: Mailbox): string {
  if (name === undefined) return address;
  if (!/^[\x20-\x7E]*$/.test(name)) return `${encodedWords(name)} <${address}>`;
  const isPlain = /^[\w!#$%&'*+\-/=?^`{|}~ ]+$/.test(name);
  return `${isPlain ? name : quoted(name)} <${address}>`;
}

/** The address without its name, or the text itself where that is no mailbox, such as a placeholder. */
export function bareAddress(text: string): string {
  try {
    const [mailbox, ...others] = readMailboxes(text);
    return others.length > 0 ? text : (mailbox?.address ?? text);
  } catch {
    return text;
  }
}

const quoted = (name: string) => `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

function readMailbox(rawName: string, address: string): Mailbox {
  const written = rawName === '' ? address : `${rawName.trim()} <${address}>`;
  checkAddress(address, written);
  const trimmed = rawName.trim();
  const name = trimmed.includes('"') ? unquoted(trimmed, written) : trimmed;
  if (name === '') return { address };
  const mailbox = { name, address };
  if (formatMailbox(mailbox).length > MAX_MAILBOX_LENGTH)
    throw problem(written, `it is longer than ${MAX_MAILBOX_LENGTH} characters`);
  return mailbox;
}

/** Parses a quoted name. */
function unquoted(name: string, written: string): string {
  const read = grammatical({ input: `${name} <a@b>`, startAt: 'mailbox', rfc6532: true });
  if (read === undefined) throw problem(written, 'the quotes in its name make no sense');
  return read.name ?? '';
}

function grammatical(options: emailAddresses.Options): { readonly name: string | null } | undefined {
  try {
    return emailAddresses.parseOneAddress(options) ?? undefined;
  } catch (error) {
    // The parser recurses into nested brackets.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function checkAddress(address: string, written: string): void {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
  if (/\p{Cc}/u.test(written)) throw problem(written, 'it holds a line break or another control character');
  if (!/^[\x20-\x7E]*$/.test(address)) {
    throw problem(written, 'the address itself takes ASCII only (a domain with other letters in Punycode)');
  }
  if (at < 0) throw problem(written, 'it has no @');
  if (/\s/.test(address) && !local.startsWith('"')) {
    const words = address.split(/\s+/);
    const mailed = words.filter((word) => /.@./.test(word));
    const hint = mailed.length === 1 ? `; write "Name <${mailed[0]}>" when the rest is a name` : '';
    throw problem(written, `there is a space in the address${hint}`);
  }
  if (local.length > MAX_LOCAL_PART_LENGTH || domain.length > MAX_DOMAIN_LENGTH) {
    throw problem(
      written,
      `an address has at most ${MAX_MAILBOX_LENGTH} characters, ${MAX_LOCAL_PART_LENGTH} of them before the @`,
    );
  }
  const isOne =
    DOMAIN.test(domain) &&
    !/[()]/.test(address) &&
    (DOT_ATOM.test(local) || grammatical({ input: address, startAt: 'mailbox', strict: true }) !== undefined);
  if (!isOne) throw problem(written, 'SES would call the address illegal');
}

function oddity(rest: string): string {
  if ((rest.match(/"/g)?.length ?? 0) % 2 === 1) return 'a quote is not closed';
  if (/<[^>]*$/.test(rest)) return 'a "<" is not closed';
  return 'write each as an address, or as a name and the address in angle brackets';
}

function problem(written: string, what: string): InvalidMailAddressError {
  const shown = written.length > MAX_SHOWN_LENGTH ? `${written.slice(0, MAX_SHOWN_LENGTH)}…` : written;
  return new InvalidMailAddressError(`${JSON.stringify(shown)} is no mail address: ${what}`);
}

/** https://www.rfc-editor.org/rfc/rfc2047: words of at most 75 characters, none of which splits a character. */
function encodedWords(name: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of name) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ');
}
