import { Secret } from '@appstream-campaign/core/internal';

/** What an option for an address takes: the address, or a secret that holds it. */
export type Address = string | Secret;

/** What is wrong with an address to post to; undefined when nothing is. The address is never part of the answer. */
export function addressProblem(address: unknown): string | undefined {
  const text = address instanceof Secret ? address.reveal() : address;
  if (typeof text !== 'string' || !URL.canParse(text)) return 'is no URL';
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '')
    return 'has a user name or a password in it; use headers or a signature';
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:' && isLoopback(hostname)) return undefined;
  return 'does not begin with https:// (http:// is for this machine only)';
}

/** An address as a secret: most addresses of chats let everybody post who knows them. */
export function secretAddress(address: Address): Secret {
  return address instanceof Secret ? address : new Secret(address);
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
