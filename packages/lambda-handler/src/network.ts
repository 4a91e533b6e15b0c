import { clientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import type { AppStreamClientConfig } from '@aws-sdk/client-appstream';

/** How the handler gets out of its network, where that takes more than a route: a proxy, or a CA of one's own. */
export interface HandlerNetwork {
  /**
   * Of every SDK client that the handler makes. What is given replaces its time limits, too.
   * @defaultValue the SDK's, with the time limits of `clientSettings`
   * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-proxies.html
   */
  readonly requestHandler?: NonNullable<AppStreamClientConfig['requestHandler']>;
  /** What Slack, Teams and webhooks are called with. @defaultValue `globalThis.fetch` */
  readonly fetch?: typeof globalThis.fetch;
}

/** Settings of every SDK client. */
export function clientsIn({ requestHandler = clientSettings.requestHandler }: HandlerNetwork): {
  readonly requestHandler: NonNullable<AppStreamClientConfig['requestHandler']>;
} {
  return { requestHandler };
}
