import type { HandlerLogger } from '@appstream-campaign/lambda-handler';

/** For tests that look at outcomes, not at the log. */
export const silentLogger: HandlerLogger = { info: () => {}, warn: () => {}, error: () => {} };
