import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** One call as it came over the wire. */
interface OddCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What to answer; a text goes over the wire as it is. `cut` breaks the connection without an answer. */
export type OddAnswer =
  | { readonly status?: number; readonly body: unknown; readonly delay?: number }
  | { readonly cut: true };

export type AnswerTo = (call: OddCall, number: number) => OddAnswer;

export interface OddServer {
  readonly url: string;
  readonly calls: readonly OddCall[];
  /** Most calls that were in flight at the same time. */
  maxAtOnce(): number;
  close(): Promise<void>;
}

/** AWS JSON names the operation in a header, the query protocol in its form; that one is answered in XML. */
function callIn(target: string | string[] | undefined, body: string): OddCall & { readonly xml: boolean } {
  if (target === undefined) {
    const input = Object.fromEntries(new URLSearchParams(body));
    return { operation: input.Action ?? '', input, xml: true };
  }
  return { operation: String(target).split('.').at(-1) ?? '', input: JSON.parse(body || '{}'), xml: false };
}

/** A server that speaks AWS JSON, and the query protocol, and answers what no well-behaved service would. */
export async function createOddServer(answer: AnswerTo): Promise<OddServer> {
  const calls: OddCall[] = [];
  let atOnce = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = callIn(request.headers['x-amz-target'], Buffer.concat(chunks).toString());
    calls.push(call);
    const reply = answer(call, calls.length);
    if (!('cut' in reply) && reply.delay !== undefined) await pause(reply.delay);
    atOnce -= 1;
    if ('cut' in reply) {
      request.socket.destroy();
      return;
    }
    const type = call.xml ? 'text/xml' : 'application/x-amz-json-1.1';
    response.writeHead(reply.status ?? 200, { 'content-type': type });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    maxAtOnce: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
