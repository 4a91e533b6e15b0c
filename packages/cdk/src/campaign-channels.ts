/**
 * Channels beside mail and topic. Secrets are named, never given: `ssm:/name` (a parameter of Systems Manager),
 * `secretsmanager:name` or `secretsmanager:name#key` (a secret, or a field of one that holds JSON). The function may
 * read those and no others. What is known only when it is deployed has to be granted, which covers its key as well:
 * ``channels: { teams: { webhook: `secretsmanager:${secret.secretArn}` } }`` and `secret.grantRead(campaign)`.
 */
export interface CampaignChannels {
  /**
   * Event bus, by name or ARN; `default` is the account's own. One of the same app is granted, as secrets are:
   * `bus.grantPutEventsTo(campaign)`.
   */
  readonly eventBus?: string;
  /** An incoming webhook; or a bot's token with the id of its channel, such as `C0123456789`. */
  readonly slack?:
    | { readonly webhook: string; readonly token?: never; readonly channel?: never }
    | { readonly token: string; readonly channel: string; readonly webhook?: never };
  readonly teams?: { readonly webhook: string };
  /** Any address, and the key that signs what is posted there. */
  readonly webhook?: { readonly url: string; readonly key?: string };
  /**
   * Who hears of what, such as `slack: updateFailed, campaignStopped; ses: campaignEnded; teams: error, 30 min`.
   * @defaultValue every channel hears of all that matters
   */
  readonly routes?: string;
}

/** The variables that say so to the handler. */
export function channelVariables({
  eventBus,
  slack,
  teams,
  webhook,
  routes,
}: CampaignChannels): Readonly<Record<string, string | undefined>> {
  return {
    CAMPAIGN_EVENT_BUS: eventBus,
    // All that is given: what does not go together is the handler's to say.
    CAMPAIGN_SLACK_WEBHOOK: given('slack.webhook', slack?.webhook),
    CAMPAIGN_SLACK_TOKEN: given('slack.token', slack?.token),
    CAMPAIGN_SLACK_CHANNEL: given('slack.channel', slack?.channel),
    CAMPAIGN_TEAMS_WEBHOOK: given('teams.webhook', teams?.webhook),
    CAMPAIGN_WEBHOOK_URL: given('webhook.url', webhook?.url),
    CAMPAIGN_WEBHOOK_KEY: given('webhook.key', webhook?.key),
    CAMPAIGN_ROUTES: routes,
  };
}

/** An empty text comes from a variable that is not set, where somebody wants to be told. */
function given(option: string, text: string | undefined): string | undefined {
  if (text !== '') return text;
  throw new RangeError(`channels.${option} is empty; expected a reference such as ssm:/campaign/slack.`);
}
