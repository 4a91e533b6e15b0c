import type { UpdateRequest } from '@appstream-campaign/core';
import type {
  AppStreamClient,
  CreateUpdatedImageCommand,
  CreateUpdatedImageCommandInput,
  CreateUpdatedImageCommandOutput,
} from '@aws-sdk/client-appstream';
import { sdkFailure } from './sdk-failure.ts';

/** The request that starts an update, or asks whether there is one. */
export function requestOf(order: UpdateRequest): CreateUpdatedImageCommandInput {
  return {
    existingImageName: order.source,
    newImageName: order.successor,
    newImageDisplayName: order.displayName,
    ...(order.description === undefined ? {} : { newImageDescription: order.description }),
    ...(Object.keys(order.tags).length === 0 ? {} : { newImageTags: { ...order.tags } }),
  };
}

/**
 * Hides a failure from the SDK's retry strategies, which look into names, codes, metadata and causes for something
 * that is worth a retry. That is why the failure is kept under a name that none of them reads.
 */
class OnlyTryFailed extends Error {
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('The call is not to be sent again.');
    this.failure = failure;
  }
}

/**
 * Sends a command at most once, whatever retries the client is configured with: on a retry CreateUpdatedImage would
 * answer "already exists" for the very image that its first try began. Only a try whose signature was refused for its
 * time is repeated, since it began nothing. All other calls keep the client's retries.
 */
export async function sendOnce(
  client: Pick<AppStreamClient, 'send'>,
  command: CreateUpdatedImageCommand,
): Promise<CreateUpdatedImageCommandOutput> {
  // The step "deserialize" lies inside the client's retry loop and is the last one before the wire. A middleware of
  // the command's own needs no knowledge of how the client's are called.
  command.middlewareStack.add(
    (next) => {
      let tried: OnlyTryFailed | undefined;
      return async (args) => {
        // Only a retry strategy that asks no questions comes here.
        if (tried !== undefined) throw tried;
        tried = new OnlyTryFailed(undefined);
        try {
          return await next(args);
        } catch (error) {
          // A signature that was refused for its time began nothing: the client corrects its clock and sends again.
          if (sdkFailure(error).outOfStep) {
            tried = undefined;
            throw error;
          }
          tried = new OnlyTryFailed(error);
          throw tried;
        }
      };
    },
    { step: 'deserialize', priority: 'high', name: 'sendOnceMiddleware' },
  );
  try {
    return await client.send(command);
  } catch (error) {
    throw error instanceof OnlyTryFailed ? error.failure : error;
  }
}
