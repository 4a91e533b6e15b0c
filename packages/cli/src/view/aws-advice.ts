import {
  isFailureCategory,
  type SdkFailure,
  type SdkFailureCategory,
} from '@appstream-campaign/aws-adapters/sdk-failure';
import type { Target } from '../config/target.ts';
import type { Step } from '../terminal/hints.ts';

/** A failed call, as far as its explanation depends on it. */
export interface AwsFailure {
  readonly failure: SdkFailure;
  /** The message as it came. It is looked into, never shown: it can quote a request's headers. */
  readonly raw: string;
  /** Such as `appstream:DescribeImages`. */
  readonly call: string;
  readonly target: Target;
}

/** What a failed call means to an admin. */
export interface AwsAdvice {
  readonly title: string;
  readonly next: readonly Step[];
  /** The title says all: the words of the SDK add nothing. @defaultValue false */
  readonly plain?: boolean;
}

interface Case {
  readonly is: (failure: AwsFailure) => boolean;
  readonly says: (failure: AwsFailure) => AwsAdvice;
}

const REGIONS = 'https://docs.aws.amazon.com/general/latest/gr/appstream2.html';
const trouble = (what: SdkFailureCategory) => (one: AwsFailure) => isFailureCategory(one.failure, what);
const text = (pattern: RegExp) => (one: AwsFailure) => pattern.test(one.raw);
const network =
  (...codes: readonly string[]) =>
  (one: AwsFailure) =>
    codes.includes(one.failure.code ?? '');
const profileFlag = ({ profile }: Target) => (profile === undefined ? '' : ` --profile ${profile}`);

const noCredentials = trouble('no-credentials');

/** The first case that fits is told; the special ones come before the general. */
const CASES: readonly Case[] = [
  {
    is: text(/Region is missing/),
    says: () => ({
      title: 'No Region is set.',
      plain: true,
      next: [
        'Name it: --region eu-west-1.',
        'Or set AWS_REGION, or a region for the profile in ~/.aws/config, or "region" in the config file.',
      ],
    }),
  },
  {
    is: text(/Region not accepted|Invalid Configuration.*[Rr]egion/),
    says: ({ target }) => ({
      title: `"${target.region ?? 'The Region'}" is not the name of a Region.`,
      plain: true,
      next: [`A Region is named like eu-west-1. AppStream is in these: ${REGIONS}`],
    }),
  },
  {
    is: text(/SSO session|aws sso login|SSO token|[Tt]oken is expired|sso-session/),
    says: ({ target }) => ({
      title: 'The SSO session has expired, or was never begun.',
      next: [`Sign in: aws sso login${profileFlag(target)}`, 'Then run this again.'],
    }),
  },
  {
    is: trouble('expired-credentials'),
    says: ({ target }) => ({
      title: 'The credentials have expired.',
      next: [
        'Get new ones the way you got these: assume the role again, copy new keys, or sign in.',
        `With SSO: aws sso login${profileFlag(target)}`,
      ],
    }),
  },
  {
    is: (one) => trouble('wrong-clock')(one) || text(/Signature (expired|not yet)/)(one),
    says: () => ({
      title: 'The clock of this machine is wrong, so AWS refuses its signatures.',
      next: [
        'Set the clock, best by NTP: timedatectl set-ntp true (Linux), w32tm /resync (Windows).',
        'It may differ from AWS by no more than five minutes.',
      ],
    }),
  },
  {
    is: trouble('unknown-credentials'),
    says: ({ target }) => ({
      title: 'AWS does not know these credentials.',
      next: [
        `See which ones are used: aws configure list${profileFlag(target)}`,
        'Were the keys deleted or deactivated? Are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the same pair, and AWS_SESSION_TOKEN with them?',
        'A Region that the account has not enabled answers the same: is the Region right?',
      ],
    }),
  },
  {
    is: (one) => noCredentials(one) && one.target.profile !== undefined,
    says: ({ target }) => ({
      title: `The profile "${target.profile}" does not exist, or gives no credentials.`,
      next: [
        'See which profiles there are: aws configure list-profiles',
        'A profile needs keys, a role or SSO settings in ~/.aws/config or ~/.aws/credentials. Make one: aws configure sso',
        `If it is an SSO profile, sign in: aws sso login${profileFlag(target)}`,
      ],
    }),
  },
  {
    is: noCredentials,
    says: ({ target }) => ({
      title: 'There are no AWS credentials.',
      next: [
        'Name a profile: --profile my-profile. See which there are: aws configure list-profiles',
        `Or sign in: aws sso login${profileFlag(target)}. Or make a profile: aws configure sso`,
        (hint) => `No account at hand? Try it on a simulated one: ${hint('simulate', 'plan')}`,
      ],
    }),
  },
  {
    is: trouble('denied'),
    says: denied,
  },
  {
    is: ({ failure }) => failure.name === 'ProxyError',
    says: ({ raw }) => ({
      title: 'The proxy does not let calls through.',
      next: [
        ...(/answered 407/.test(raw)
          ? [
              'It wants a user and a password: HTTPS_PROXY=http://user:password@proxy.example.com:3128, special characters with % signs.',
            ]
          : ['Let it allow CONNECT to port 443 of *.amazonaws.com.']),
        'What must not go through it is named by NO_PROXY, such as VPC endpoints: NO_PROXY=.vpce.amazonaws.com',
      ],
    }),
  },
  {
    is: network('ENOTFOUND', 'EAI_AGAIN'),
    says: ({ target }) => ({
      title: `There is no AWS endpoint of that name${target.region === undefined ? '' : ` in the Region "${target.region}"`}.`,
      next: [
        `Is the Region right, and does AppStream exist there? ${REGIONS}`,
        'Does this machine resolve names? Try: nslookup aws.amazon.com',
        'If calls go through a proxy: is the name in HTTPS_PROXY right? A network without a way out needs one.',
      ],
    }),
  },
  {
    is: (one) => /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(one.failure.code ?? ''),
    says: () => ({
      title: 'The certificate of the endpoint is not trusted; a proxy may be in between.',
      next: ["Point AWS_CA_BUNDLE to the file with your organisation's root certificate."],
    }),
  },
  {
    is: (one) =>
      network('ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE')(one) ||
      trouble('no-answer')(one),
    says: () => ({
      title: "The AWS endpoint can't be reached.",
      next: [
        'Is there a way to it? Check VPN, firewall, proxy; in a VPC: an endpoint or NAT for AppStream, tagging and STS.',
        'Is AWS_ENDPOINT_URL, or AWS_ENDPOINT_URL_APPSTREAM, set by mistake?',
        'The health of AWS: https://health.aws.amazon.com/health/status',
      ],
    }),
  },
  {
    is: trouble('throttled'),
    says: () => ({
      title: 'AWS throttles the calls of this account.',
      next: ['Wait a minute, and run this again. Other tools that look at AppStream share the same limit.'],
    }),
  },
  {
    is: trouble('account'),
    says: () => ({
      title: 'The AWS account is suspended, or not subscribed to AppStream.',
      next: ['Open the AppStream console once in this Region, or contact AWS Support.'],
    }),
  },
];

/** Finds out what a failed call means. */
export function explainAwsFailure(failure: AwsFailure): AwsAdvice {
  const fitting = CASES.find(({ is }) => is(failure));
  if (fitting !== undefined) return fitting.says(failure);
  return {
    title: `AWS refused ${failure.call}.`,
    next: ['Run it again with --debug, which shows all that the SDK tells.'],
  };
}

function denied({ raw, call }: AwsFailure): AwsAdvice {
  const action = /not authorized to perform:? ([\w-]+:\w+)/.exec(raw)?.[1] ?? call;
  const also = action === 'appstream:CreateUpdatedImage' ? ' It needs appstream:TagResource, too.' : '';
  const boundary = /explicit deny in (?:an?|the) ([\w -]+? policy|permissions boundary)/.exec(raw)?.[1];
  return {
    title: `AWS denies ${action}.`,
    next: [
      boundary === undefined
        ? `Allow the action ${action} in the IAM policy of the user or role.${also}`
        : `It is denied explicitly, by: ${boundary}. Ask whoever owns that.`,
      'See who you are: aws sts get-caller-identity. Is it the right --profile?',
    ],
  };
}
