import { NotifierError } from '@appstream-campaign/core';
import { renderMessage } from '@appstream-campaign/core/messages';
import { createCampaignHandler } from '@appstream-campaign/lambda-handler';

/**
 * Posts each message as text to a chat's webhook.
 * @type {import('@appstream-campaign/core').Notifier}
 */
const chat = {
  name: 'chat',
  async notify(event) {
    const { subject, text } = renderMessage(event);
    const response = await fetch(process.env.CHAT_WEBHOOK_URL ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: `*${subject}*\n${text}`, id: event.id }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new NotifierError(`The chat answered ${response.status}. Check its webhook.`);
  },
};

export const handler = createCampaignHandler({
  notifiers: [chat],
  campaign: { selector: { exclude: ['*-Test'] } },
});
