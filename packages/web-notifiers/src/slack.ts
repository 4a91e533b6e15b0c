/** Announcements in a Slack channel: by incoming webhook, or by a bot that keeps one message up to date. @module */

export { SlackBotNotifier, type SlackBotNotifierOptions } from './slack-bot.ts';
export { SlackWebhookNotifier, type SlackWebhookNotifierOptions } from './slack-webhook.ts';
