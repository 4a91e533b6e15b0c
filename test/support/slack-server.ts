import type { Channel, Reply } from './channel-server.ts';

interface Text {
  readonly type: string;
  readonly text: string;
}
interface SlackPayload {
  readonly text?: string;
  readonly blocks?: readonly {
    readonly type: string;
    readonly text?: Text;
    readonly elements?: readonly Text[];
  }[];
  readonly channel?: string;
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly reply_broadcast?: boolean;
}

/** Why Slack would refuse a message: https://docs.slack.dev/reference/block-kit/blocks */
function refusal({ text, blocks = [] }: SlackPayload): string | undefined {
  if ((text ?? '') === '' && blocks.length === 0) return 'no_text';
  if (blocks.length > 50) return 'invalid_blocks';
  let all = 0;
  for (const { type, text: own, elements = [] } of blocks) {
    const texts = own === undefined ? elements : [own];
    const most = type === 'header' ? 150 : 3000;
    if (!['header', 'section', 'context'].includes(type) || texts.length === 0 || texts.length > 10) {
      return 'invalid_blocks';
    }
    for (const { type: kind, text: content } of texts) {
      if (kind !== (type === 'header' ? 'plain_text' : 'mrkdwn')) return 'invalid_blocks';
      if (content.length === 0 || content.length > most) return 'invalid_blocks';
      all += content.length;
    }
  }
  return all > 13_200 ? 'msg_blocks_too_long' : undefined;
}

/** What people read of it: markup resolved as Slack does. */
function seenOf({ blocks = [] }: SlackPayload): string {
  return blocks
    .flatMap(({ text, elements = [] }) => (text === undefined ? elements : [text]))
    .map(({ text }) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
    .join('\n');
}

function parsed(body: string): SlackPayload | undefined {
  try {
    return JSON.parse(body) as SlackPayload;
  } catch {
    // Slack words the error.
    return undefined;
  }
}

/** An incoming webhook: plain-text answers, with HTTP statuses. */
export const slackWebhook: Channel = ({ path, body }) => {
  const plain = (status: number, text: string) => ({ reply: { status, body: text } });
  if (path !== '/services/T000/B000/right') return plain(404, 'no_service');
  const payload = parsed(body);
  if (payload === undefined) return plain(400, 'invalid_payload');
  const problem = refusal(payload);
  return problem === undefined ? { ...plain(200, 'ok'), seen: seenOf(payload) } : plain(400, problem);
};

/** A message in the channel of {@link createSlackApi}. */
export interface SlackPost {
  readonly ts: string;
  readonly thread: string | undefined;
  readonly broadcast: boolean;
  text: string;
  edits: number;
}

/** The Web API with one channel: JSON answers, always 200 but for rate limits. */
export function createSlackApi(token: string): { readonly channel: Channel; readonly posts: SlackPost[] } {
  const posts: SlackPost[] = [];
  const channel: Channel = ({ path, headers, body }) => {
    const refuse = (error: string): { reply: Reply } => ({ reply: { body: { ok: false, error } } });
    if (headers.authorization !== `Bearer ${token}`) return refuse('invalid_auth');
    const payload = parsed(body);
    if (payload === undefined) return refuse('invalid_json');
    if (payload.channel !== 'C0123456789') return refuse('channel_not_found');
    const problem = refusal(payload);
    if (problem !== undefined) return refuse(problem);
    const text = seenOf(payload);
    if (path === '/api/chat.update') {
      const post = posts.find(({ ts }) => ts === payload.ts);
      if (post === undefined) return refuse('message_not_found');
      post.text = text;
      post.edits++;
      return { reply: { body: { ok: true, channel: payload.channel, ts: post.ts, text } } };
    }
    if (path !== '/api/chat.postMessage') return refuse('unknown_method');
    if (payload.thread_ts !== undefined && !posts.some(({ ts }) => ts === payload.thread_ts)) {
      return refuse('thread_not_found');
    }
    const ts = `17000000${posts.length}.000100`;
    const broadcast = payload.reply_broadcast === true;
    posts.push({ ts, thread: payload.thread_ts, broadcast, text, edits: 0 });
    return { reply: { body: { ok: true, channel: payload.channel, ts } }, seen: text };
  };
  return { channel, posts };
}
