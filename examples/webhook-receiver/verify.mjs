import { createHmac, timingSafeEqual } from 'node:crypto';

const FIVE_MINUTES = 5 * 60;

/**
 * Whether a request comes from the campaign, was not changed on its way, and is no old one played again.
 *
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {string} body as it came, before any parsing
 * @param {string} key the same text as the notifier's signingKey
 */
export function isGenuine(headers, body, key, now = Date.now() / 1000) {
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  if (!(Math.abs(now - Number(timestamp)) <= FIVE_MINUTES)) return false;
  const secret = key.startsWith('whsec_') ? Buffer.from(key.slice('whsec_'.length), 'base64') : key;
  const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .map((one) => Buffer.from(one.replace(/^v1,/, ''), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
}
