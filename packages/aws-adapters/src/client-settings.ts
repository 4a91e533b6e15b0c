/** Settings of a campaign's SDK clients, for composition roots. @module */

/** Time limits of one call over HTTP. */
export interface CallTimeouts {
  /** Milliseconds to wait for a connection. */
  readonly connectionTimeout: number;
  /** Milliseconds to wait for an answer. */
  readonly requestTimeout: number;
  /** Without it the SDK only warns. */
  readonly throwOnRequestTimeout: true;
}

/** Settings that every client takes, to be spread into its options. */
export interface ClientSettings {
  readonly requestHandler: CallTimeouts;
}

/** Settings of an AppStream client, to be spread into its options. */
export interface AppStreamClientSettings extends ClientSettings {
  readonly retryMode: 'adaptive';
  readonly maxAttempts: number;
}

/**
 * Time limits for any client: a connection that hangs costs seconds and is retried. The SDK's own defaults wait forever.
 */
export const clientSettings: ClientSettings = {
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
};

/**
 * Settings for a client of `@aws-sdk/client-appstream`. AppStream's rates are not documented, and other tools of the
 * account share the quota: in the SDK's adaptive retry mode the client finds the rate by itself and applies it to all its
 * callers, so share one client. With ten attempts a throttled call is late and not lost.
 *
 * @example
 * ```ts
 * const client = new AppStreamClient({ ...appStreamClientSettings, region: 'eu-west-1' });
 * ```
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const appStreamClientSettings: AppStreamClientSettings = {
  ...clientSettings,
  retryMode: 'adaptive',
  maxAttempts: 10,
};
