import type { CampaignPlace } from '@appstream-campaign/core';

/** The part of Lambda's context that is used. */
export interface CallContext {
  /** Milliseconds until the function is stopped. */
  readonly getRemainingTimeInMillis?: () => number;
  /** Names the account and the Region, for messages. */
  readonly invokedFunctionArn?: string;
}

/** Milliseconds of a call that are reserved for the time after a search, or a quarter of the call if that is less. */
const RESERVED_MS = 15_000;

/** The deadline for the search of the current call. */
export interface Deadline {
  set(context: CallContext | undefined): void;
  /** Milliseconds. */
  readonly left: () => number;
}

/** A deadline that every call sets. */
export function createDeadline(): Deadline {
  let left = () => Number.POSITIVE_INFINITY;
  return {
    set: (context) => {
      const remaining = () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
      const reserved = Math.min(RESERVED_MS, remaining() / 4);
      left = () => remaining() - reserved;
    },
    left: () => left(),
  };
}

/** Whose images these are, as the function's own ARN says; empty when it is called without one. */
export function placeOf(
  context: CallContext | undefined,
  accountName: string | undefined,
  execution?: string,
): { readonly place?: CampaignPlace } {
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
  const [, , , region, account] = context?.invokedFunctionArn?.split(':') ?? [];
  const link = execution === undefined ? undefined : executionPage(execution);
  const place = {
    ...(account ? { account } : {}),
    ...(accountName === undefined ? {} : { accountName }),
    ...(region ? { region } : {}),
    ...(link === undefined ? {} : { link }),
  };
  return Object.keys(place).length === 0 ? {} : { place };
}

/** The page of an execution in the console of its partition. */
export function executionPage(arn: string): string | undefined {
  const [, partition = '', , region] = arn.split(':');
  const domain = CONSOLES[partition];
  if (domain === undefined || !region) return undefined;
  return `https://${region}.${domain}/states/home?region=${region}#/v2/executions/details/${arn}`;
}

const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};
