import { createServer, type IncomingHttpHeaders } from 'node:http';
import { test as base } from 'vitest';

/** A request as it came over the wire. */
interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What to answer; nothing at all breaks the connection. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

/** Answers a request that nothing goes wrong with: a reply, and what the people on the other side see of it. */
export type Channel = (received: Received) => { readonly reply: Reply; readonly seen?: string };

export interface ChannelServer {
  readonly url: string;
  readonly requests: readonly Received[];
  /** What arrived at the people's end, in order. */
  readonly seen: readonly string[];
  /** What to answer instead, one by one; `'cut'` breaks the connection, `'silence'` never answers. */
  readonly instead: (Reply | 'cut' | 'silence')[];
  /** Answers everything with this from now on; undefined works again. */
  always: Reply | undefined;
  close(): Promise<void>;
}

/** A server on this machine that behaves like a channel. */
export async function createChannelServer(channel: Channel): Promise<ChannelServer> {
  const requests: Received[] = [];
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const received = {
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(received);
    const other = state.always ?? state.instead.shift();
    if (other === 'silence') return;
    if (other === 'cut') {
      request.socket.destroy();
      return;
    }
    const answered = other === undefined ? channel(received) : { reply: other };
    if ('seen' in answered && answered.seen !== undefined) seen.push(answered.seen);
    const { status = 200, headers = {}, body = '' } = answered.reply;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, headers).end(text);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const state: ChannelServer = {
    url: `http://127.0.0.1:${port}`,
    requests,
    seen,
    instead: [],
    always: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}

/** Time that passes at once; what it was asked to wait is written down. */
export function quickTiming(): { now(): Date; pause(ms: number): Promise<void>; readonly pauses: number[] } {
  const pauses: number[] = [];
  let now = Date.parse('2026-11-23T08:00:00Z');
  return {
    pauses,
    now: () => new Date(now),
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
    },
  };
}

interface Fixtures {
  /** Opens a channel; it is closed after the test. */
  readonly open: (channel: Channel) => Promise<ChannelServer>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to know what a fixture needs.
  open: async ({}, use) => {
    const opened: ChannelServer[] = [];
    await use(async (channel) => {
      const server = await createChannelServer(channel);
      opened.push(server);
      return server;
    });
    await Promise.all(opened.map((server) => server.close()));
  },
});
