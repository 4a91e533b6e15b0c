const NEW_WEBHOOK = 'Make a new incoming webhook in the settings of the Slack app, and store its address.';
const NEW_TOKEN = 'Install the Slack app again and store its bot token (xoxb-…).';
const CHANNEL =
  "Correct the option channel: the id at the foot of the channel's details, such as C0123456789.";
const BUG = 'This should not happen; please report it with this text.';

// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
// https://docs.slack.dev/reference/methods/chat.postMessage#errors
const ADVICE: Readonly<Record<string, string>> = {
  // incoming webhooks
  no_service: NEW_WEBHOOK,
  no_service_id: NEW_WEBHOOK,
  no_active_hooks: NEW_WEBHOOK,
  no_team: NEW_WEBHOOK,
  invalid_token: NEW_WEBHOOK,
  user_not_found: 'The webhook posts to a person who is gone. Make a new one for a channel.',
  action_prohibited: 'An admin of the workspace has restricted posting. Ask them to allow the app.',
  posting_to_general_channel_denied: 'Only admins post to that channel. Choose another one.',
  channel_is_archived: 'Unarchive the channel, or choose another one.',
  too_many_attachments: BUG,
  invalid_payload: BUG,
  // chat.postMessage and chat.update
  invalid_auth: NEW_TOKEN,
  not_authed: NEW_TOKEN,
  account_inactive: NEW_TOKEN,
  token_revoked: NEW_TOKEN,
  token_expired: NEW_TOKEN,
  not_allowed_token_type: 'Use a bot token (xoxb-…).',
  missing_scope: 'Give the Slack app the scope chat:write, and install it again.',
  no_permission: 'Give the Slack app the scope chat:write, and install it again.',
  not_in_channel: 'Invite the app to the channel: /invite @name-of-the-app.',
  channel_not_found: `${CHANNEL} A private channel has to have the app as a member.`,
  is_archived: 'Unarchive the channel, or choose another one.',
  restricted_action: 'An admin of the workspace has restricted posting. Ask them to allow the app.',
  restricted_action_thread_only_channel: 'Choose a channel in which messages are allowed.',
  team_disabled: 'The Slack workspace is disabled. Ask its owner.',
  team_access_not_granted: 'Install the Slack app in the workspace of the channel.',
  org_login_required: 'The workspace is being moved; the message is tried again.',
  ratelimited: 'It asked to be left alone for a while; the message is tried again.',
  rate_limited: 'It asked to be left alone for a while; the message is tried again.',
  message_limit_exceeded: "The workspace's plan takes no more messages.",
  no_text: BUG,
  msg_too_long: BUG,
  msg_blocks_too_long: BUG,
  invalid_blocks: BUG,
  invalid_blocks_format: BUG,
};

/** What to do about one of Slack's error codes. */
export function slackAdvice(code: string): string {
  return (
    (Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined) ?? 'It may pass; the message is tried again.'
  );
}
