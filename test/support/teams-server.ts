import type { Channel } from './channel-server.ts';

interface Run {
  readonly type: string;
  readonly text: string;
}
interface Card {
  readonly type: string;
  readonly body: readonly { readonly type: string; readonly inlines: readonly Run[] }[];
}

/**
 * A Workflows webhook: takes a card with 202. Teams keeps it as a text in a text, so that each quote has a backslash, and
 * what is over 28 KiB then is lost without a word: https://github.com/MicrosoftDocs/msteams-docs/issues/11274
 */
export const teamsWorkflow: Channel = ({ path, body }) => {
  if (!path.startsWith('/workflows/abc/triggers/manual/paths/invoke?') || !path.includes('sig=right')) {
    return { reply: { status: 401, body: { error: { code: 'DirectApiAuthorizationRequired' } } } };
  }
  if (Buffer.byteLength(body) > 28 * 1024) return { reply: { status: 413, body: 'too large' } };
  const { type, attachments } = JSON.parse(body) as {
    readonly type: string;
    readonly attachments: readonly { readonly contentType: string; readonly content: Card }[];
  };
  const card = attachments[0];
  const isCard =
    type === 'message' &&
    attachments.length === 1 &&
    card?.contentType === 'application/vnd.microsoft.card.adaptive' &&
    card.content.type === 'AdaptiveCard';
  if (!isCard) return { reply: { status: 400, body: 'TriggerInputSchemaMismatch' } };
  const seen = card.content.body.map(({ inlines }) => inlines.map(({ text }) => text).join('')).join('\n');
  const isLost = Buffer.byteLength(JSON.stringify(body)) > 28 * 1024;
  return { reply: { status: 202 }, ...(isLost ? {} : { seen }) };
};

/** The address that goes with it. */
export const workflowPath =
  '/workflows/abc/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=right-and-secret';
