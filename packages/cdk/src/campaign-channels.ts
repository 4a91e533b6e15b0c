/**
 * Channels beside mail and topic. Secrets are named, never given: `ssm:/name` (a parameter of Systems Manager),
 * `secretsmanager:name` or `secretsmanager:name#key` (a secret, or a field of one that holds JSON). The function may
 * read those and no others. What is known only when it is deployed has to be granted, which covers its key as well:
 * ``channels: { teams: { webhook: `secretsmanager:${secret.secretArn}` } }`` and `secret.grantRead(campaign)`.
 */
export interface CampaignChannels {
  /** Event bus, by name or ARN; `default` is the account's own. */
  readonly eventBus?: string;
  /** An incoming webhook; or a bot's token with the id of its channel, such as `C0123456789`. */
  readonly slack?: { readonly webhook: string } | { readonly token: string; readonly channel: string };
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
    ...(slack === undefined
      ? {}
      : 'webhook' in slack
        ? { CAMPAIGN_SLACK_WEBHOOK: slack.webhook }
        : { CAMPAIGN_SLACK_TOKEN: slack.token, CAMPAIGN_SLACK_CHANNEL: slack.channel }),
    CAMPAIGN_TEAMS_WEBHOOK: teams?.webhook,
    CAMPAIGN_WEBHOOK_URL: webhook?.url,
    CAMPAIGN_WEBHOOK_KEY: webhook?.key,
    CAMPAIGN_ROUTES: routes,
  };
}
