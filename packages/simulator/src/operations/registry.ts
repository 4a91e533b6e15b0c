import type { Shape } from '../validation/shapes.ts';
import { validate } from '../validation/validate.ts';
import { assumeRole } from './assume-role.ts';
import { copyImage } from './copy-image.ts';
import { createUpdatedImage } from './create-updated-image.ts';
import { deleteImage } from './delete-image.ts';
import { describeAlarms } from './describe-alarms.ts';
import { describeImageBuilders } from './describe-image-builders.ts';
import { describeImages } from './describe-images.ts';
import { describeFleets } from './fleets/describe-fleets.ts';
import { describeSessions } from './fleets/describe-sessions.ts';
import { drainSessionInstance, expireSession } from './fleets/end-sessions.ts';
import { describeStacks, listAssociatedFleets, listAssociatedStacks } from './fleets/stacks.ts';
import { startFleet, stopFleet } from './fleets/start-stop-fleet.ts';
import { updateFleet } from './fleets/update-fleet.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import { getProducts } from './get-products.ts';
import { getResources } from './get-resources.ts';
import { getSecretValue } from './get-secret-value.ts';
import { getTopicAttributes } from './get-topic-attributes.ts';
import {
  deleteImagePermissions,
  describeImagePermissions,
  updateImagePermissions,
} from './image-permissions.ts';
import type { Operation, OperationContext, ServiceName } from './operation.ts';
import { deleteParameter, getParameter, getParameters, putParameter } from './parameters.ts';
import { publish } from './publish.ts';
import { putEvents } from './put-events.ts';
import { listTagsForResource, tagResource, untagResource } from './resource-tags.ts';
import { sendEmail } from './send-email.ts';
import { getAwsDefaultServiceQuota, getServiceQuota, listServiceQuotas } from './service-quotas.ts';
import { getIdentityVerificationAttributes, getSendQuota } from './ses-account.ts';

/** An operation whose request type is known to nobody outside. */
export interface RegisteredOperation {
  readonly service: ServiceName;
  readonly name: string;
  readonly input: Shape;
  /** Checks a request and carries it out. Throws `AwsError` and `ConstraintError`. */
  readonly perform: (request: object, context: OperationContext) => object;
}

/** All operations that the simulator plays. */
export const OPERATIONS: readonly RegisteredOperation[] = [
  registered(assumeRole),
  registered(copyImage),
  registered(createUpdatedImage),
  registered(deleteImage),
  registered(deleteImagePermissions),
  registered(deleteParameter),
  registered(describeAlarms),
  registered(describeFleets),
  registered(describeImageBuilders),
  registered(describeImagePermissions),
  registered(describeImages),
  registered(describeSessions),
  registered(describeStacks),
  registered(drainSessionInstance),
  registered(expireSession),
  registered(getAwsDefaultServiceQuota),
  registered(getIdentityVerificationAttributes),
  registered(getParameter),
  registered(getParameters),
  registered(getSendQuota),
  registered(getTopicAttributes),
  registered(getCallerIdentity),
  registered(getProducts),
  registered(getResources),
  registered(getSecretValue),
  registered(getServiceQuota),
  registered(listAssociatedFleets),
  registered(listAssociatedStacks),
  registered(listServiceQuotas),
  registered(listTagsForResource),
  registered(publish),
  registered(putEvents),
  registered(putParameter),
  registered(sendEmail),
  registered(startFleet),
  registered(stopFleet),
  registered(tagResource),
  registered(untagResource),
  registered(updateFleet),
  registered(updateImagePermissions),
];

/** The operation of a service by name; undefined when the simulator does not play it. */
export function findOperation(service: ServiceName, name: string): RegisteredOperation | undefined {
  return OPERATIONS.find((operation) => operation.service === service && operation.name === name);
}

function registered<Request>(operation: Operation<Request>): RegisteredOperation {
  const { service, name, input, run } = operation;
  return { service, name, input, perform: (request, context) => run(validate(input, request), context) };
}
