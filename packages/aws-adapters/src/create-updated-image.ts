import type { UpdateRequest } from '@appstream-campaign/core';
import type {
  AppStreamClient,
  CreateUpdatedImageCommand,
  CreateUpdatedImageCommandInput,
  CreateUpdatedImageCommandOutput,
} from '@aws-sdk/client-appstream';
import { sdkFailure } from './sdk-failure.ts';

/** The request that starts an update, or checks whether there is one. */
export function requestOf(request: UpdateRequest): CreateUpdatedImageCommandInput {
  return {
    existingImageName: request.source,
    newImageName: request.successor,
    newImageDisplayName: request.displayName,
    ...(request.description === undefined ? {} : { newImageDescription: request.description }),
    ...(Object.keys(request.tags).length === 0 ? {} : { newImageTags: { ...request.tags } }),
  };
}

/**
 * Hides a failure from the SDK's retry strategies, which check names, codes, metadata and causes for retryable errors. So
 * the failure is kept in a member that none of them reads.
 */
class SingleAttemptError extends Error {
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('The call is not to be sent again.');
    this.failure = failure;
  }
}

/**
 * Sends a command at most once, whatever retries the client is configured with: on a retry CreateUpdatedImage would
 * answer "already exists" for the very image that its first attempt started. Only an attempt whose signature was rejected
 * for clock skew is repeated, since it started nothing. All other calls keep the client's retries.
 */
export async function sendOnce(
  client: Pick<AppStreamClient, 'send'>,
  command: CreateUpdatedImageCommand,
): Promise<CreateUpdatedImageCommandOutput> {
  // The step "deserialize" lies inside the client's retry loop and is the last one before the wire. A middleware of
  // the command's own needs no knowledge of how the client's are called.
  command.middlewareStack.add(
    (next) => {
      let tried: SingleAttemptError | undefined;
      return async (args) => {
        // Only a retry strategy that retries every error gets here.
        if (tried !== undefined) throw tried;
        tried = new SingleAttemptError(undefined);
        try {
          return await next(args);
        } catch (error) {
          // A signature that was rejected for clock skew started nothing: the client corrects its clock and sends again.
          if (sdkFailure(error).clockSkewed) {
            tried = undefined;
            throw error;
          }
          tried = new SingleAttemptError(error);
          throw tried;
        }
      };
    },
    { step: 'deserialize', priority: 'high', name: 'sendOnceMiddleware' },
  );
  try {
    return await client.send(command);
  } catch (error) {
    throw error instanceof SingleAttemptError ? error.failure : error;
  }
}
