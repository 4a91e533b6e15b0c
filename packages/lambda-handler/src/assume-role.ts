import { isFailureCategory, type SdkFailure, sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import { type Clock, ImageStoreError } from '@appstream-campaign/core';
import { clientsIn, type HandlerNetwork } from './network.ts';
import type { CampaignTarget } from './target.ts';

/** The minimum of STS, which is as long as the longest call of a function. */
const SESSION_SECONDS = 900;
/** A session that ends sooner is replaced before it is used again. */
const RENEW_MS = 120_000;
const SESSION_NAME = 'appstream-campaign';

/** Temporary credentials, as the clients of the SDK take them. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/**
 * Credentials of a target's role: one session for all clients, renewed shortly before it expires. Rejects with the error
 * of a store, so that a role that cannot be assumed stops only the campaign of this target.
 */
export function sessionOf(
  target: CampaignTarget,
  clock: Pick<Clock, 'now'>,
  network: HandlerNetwork,
): () => Promise<SessionCredentials> {
  let session: Promise<SessionCredentials> | undefined;
  let renewAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (session === undefined || clock.now().getTime() >= renewAt) {
      // Concurrent callers share one request.
      renewAt = Number.POSITIVE_INFINITY;
      session = assume(target, network);
      session.then(
        ({ expiration }) => {
          renewAt = expiration.getTime() - RENEW_MS;
        },
        () => {
          renewAt = Number.NEGATIVE_INFINITY;
        },
      );
    }
    return session;
  };
}

async function assume(target: CampaignTarget, network: HandlerNetwork): Promise<SessionCredentials> {
  const { AssumeRoleCommand, STSClient } = await import('./clients/sts.ts');
  const client = new STSClient(clientsIn(network));
  try {
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: target.RoleArn,
        RoleSessionName: SESSION_NAME,
        DurationSeconds: SESSION_SECONDS,
        ...(target.ExternalId === undefined ? {} : { ExternalId: target.ExternalId }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
    if (
      AccessKeyId === undefined ||
      SecretAccessKey === undefined ||
      SessionToken === undefined ||
      Expiration === undefined
    ) {
      throw new Error('The answer holds no credentials.');
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  } catch (error) {
    throw cannotAssume(target, error);
  } finally {
    client.destroy();
  }
}

function cannotAssume({ RoleArn }: CampaignTarget, error: unknown): ImageStoreError {
  const failure = sdkFailure(error);
  const advice = isFailureCategory(failure, 'denied')
    ? `Check three things: the role exists and trusts this function's role, its external id is the target's ExternalId, and this function may call sts:AssumeRole on it.`
    : undefined;
  return new ImageStoreError(
    isRetryable(failure) ? 'busy' : 'access-denied',
    `AssumeRole ${RoleArn}: ${failure.name}: ${failure.text}`,
    { cause: error, operation: 'sts:AssumeRole', ...(advice === undefined ? {} : { advice }) },
  );
}

/** Whether the same call may succeed later without any action by a person. */
function isRetryable(failure: SdkFailure): boolean {
  const { status, code, unreadable } = failure;
  return (
    unreadable ||
    (status !== undefined && status >= 500) ||
    // A connection that failed has a code, such as ECONNRESET.
    (status === undefined && code !== undefined) ||
    (['throttled', 'no-answer', 'wrong-clock', 'expired-credentials'] as const).some((trouble) =>
      isFailureCategory(failure, trouble),
    )
  );
}
