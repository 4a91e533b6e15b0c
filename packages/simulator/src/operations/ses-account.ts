import { text } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import type { Operation } from './operation.ts';

interface IdentitiesRequest {
  readonly Identities: readonly string[];
}

const nothing: RequestShape<object> = { type: 'structure', members: {} };
const identities: RequestShape<IdentitiesRequest> = {
  type: 'structure',
  members: { Identities: { type: 'list', of: text, max: 100 } },
  required: ['Identities'],
};

/** What the sandbox allows: https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const SANDBOX = { Max24HourSend: 200, MaxSendRate: 1 };
const PRODUCTION = { Max24HourSend: 50_000, MaxSendRate: 14 };
const DAY = 24 * 3_600_000;

/** https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendQuota.html */
export const getSendQuota: Operation<object> = {
  service: 'ses',
  name: 'GetSendQuota',
  input: nothing,
  run: (_request, { account, now, inbox }) => ({
    ...(account.settings.sesSandbox ? SANDBOX : PRODUCTION),
    SentLast24Hours: inbox.filter(({ channel, at }) => channel === 'email' && +now - +at < DAY).length,
  }),
};

/** Of identities that SES does not know, the answer says nothing. https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityVerificationAttributes.html */
export const getIdentityVerificationAttributes: Operation<IdentitiesRequest> = {
  service: 'ses',
  name: 'GetIdentityVerificationAttributes',
  input: identities,
  run: ({ Identities }, { account }) => {
    const { verifiedSenders } = account.settings;
    const known = Identities.filter((one) => isVerified(one, verifiedSenders));
    return {
      VerificationAttributes: new Map(known.map((one) => [one, { VerificationStatus: 'Success' }])),
    };
  },
};

/** Whether SES has verified an identity: an address or a domain. */
function isVerified(identity: string, verified: readonly string[] | undefined): boolean {
  return verified === undefined || verified.some((one) => one.toLowerCase() === identity.toLowerCase());
}
