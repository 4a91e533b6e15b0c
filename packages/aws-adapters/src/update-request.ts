import type { UpdateRequest } from '@appstream-campaign/core';
import type { CreateUpdatedImageCommandInput } from '@aws-sdk/client-appstream';

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
