import { clientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import type { AppStreamClientConfig } from '@aws-sdk/client-appstream';

/** Network settings of the handler, for example for a proxy or a private CA. */
export interface HandlerNetwork {
  /**
   * Of every SDK client that the handler makes. What is given replaces its time limits, too.
   * @defaultValue the SDK's, with the time limits of `clientSettings`
   * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-proxies.html
   */
  readonly requestHandler?: NonNullable<AppStreamClientConfig['requestHandler']>;
  /** The `fetch` for Slack, Teams and webhooks. @defaultValue `globalThis.fetch` */
  readonly fetch?: typeof globalThis.fetch;
}

/** Settings of every SDK client. */
export function clientsIn({ requestHandler = clientSettings.requestHandler }: HandlerNetwork): {
  readonly requestHandler: NonNullable<AppStreamClientConfig['requestHandler']>;
} {
  return { requestHandler };
}
