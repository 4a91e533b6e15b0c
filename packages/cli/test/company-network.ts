import { createServer as createHttpServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';

/** A network with one way out: a proxy, behind which every name is served with certificates of a CA of its own. */
export interface CompanyNetwork {
  /** The proxy's address. */
  readonly proxy: string;
  /** The CA's certificate in PEM. */
  readonly ca: string;
  /** What went through the proxy, as `CONNECT host:443`. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * Opens the network.
 *
 * @param hosts servers on this machine, by the name that they have in the network
 * @param login the `user:password` that the proxy wants
 */
export async function openCompanyNetwork(
  hosts: Readonly<Record<string, string>>,
  login?: string,
): Promise<CompanyNetwork> {
  const { ca, cert, key } = await certificates(Object.keys(hosts));
  const front = createHttpsServer({ cert, key }, (incoming, response) => {
    const target = new URL(hosts[incoming.headers.host ?? ''] ?? 'http://127.0.0.1:9');
    // The simulator answers to names of this machine only.
    const headers = { ...incoming.headers, host: target.host };
    const { method = 'GET', url = '/' } = incoming;
    const onward = httpRequest(new URL(url, target), { method, headers }, (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  const behind = await listen(front);
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const proxy = createHttpServer((_, response) => response.writeHead(501).end());
  proxy.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(`CONNECT ${request.url}`);
    const { 'proxy-authorization': given } = request.headers;
    if (login !== undefined && given !== `Basic ${Buffer.from(login).toString('base64')}`) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nlogin');
      return;
    }
    const onward = connect(behind, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const one of [socket, onward]) {
      sockets.add(one);
      one.on('error', () => one.destroy());
    }
  });
  const port = await listen(proxy);
  return {
    proxy: `http://${login === undefined ? '' : `${login}@`}127.0.0.1:${port}`,
    ca,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      front.closeAllConnections();
      proxy.closeAllConnections();
      await Promise.all([front, proxy].map((server) => new Promise((done) => server.close(done))));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function certificates(names: readonly string[]) {
  const { generate } = await import('selfsigned');
  const ca = await generate([{ name: 'commonName', value: 'Company CA' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const altNames = names.map((value) => ({ type: 2 as const, value }));
  const server = await generate([{ name: 'commonName', value: 'company' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { ca: ca.cert, cert: server.cert, key: server.private };
}
