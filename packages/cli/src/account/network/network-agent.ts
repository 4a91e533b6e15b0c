import type { ClientRequest, Agent as HttpAgent, IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { SecureContext } from 'node:tls';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { ProxyError } from './proxy-error.ts';
import { proxyFor } from './proxy-rules.ts';

type Variables = Readonly<Record<string, string | undefined>>;
interface ConnectAnswer {
  readonly statusCode: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
}

/** Connects straight or through a proxy, as the variables say for each host, and trusts whom they name. */
export class NetworkAgent extends Agent {
  readonly #env: Variables;
  readonly #tls: { readonly keepAlive: true; readonly secureContext?: SecureContext };
  readonly #agents = new Map<string, Promise<HttpAgent>>();

  constructor(env: Variables, roots: SecureContext | undefined) {
    super();
    this.#env = env;
    this.#tls = { keepAlive: true, ...(roots === undefined ? {} : { secureContext: roots }) };
  }

  override connect(request: ClientRequest, options: AgentConnectOpts): Promise<HttpAgent> {
    const { secureEndpoint } = options;
    const protocol = secureEndpoint ? 'https:' : 'http:';
    const host = ('host' in options ? options.host : undefined) ?? request.host;
    const proxy = proxyFor(
      new URL(`${protocol}//${host.includes(':') ? `[${host}]` : host}:${options.port}`),
      this.#env,
    );
    const key = `${protocol} ${proxy?.href ?? ''}`;
    const agent = this.#agents.get(key) ?? this.#open(secureEndpoint, proxy);
    this.#agents.set(key, agent);
    if (proxy !== undefined) watch(request, proxy);
    // The agents for proxies take it from the request's options only.
    if (secureEndpoint) Object.assign(options, this.#tls);
    return agent;
  }

  /** A client that is done must not cut the connections of the others. */
  override destroy(): void {}

  async #open(secure: boolean, proxy: URL | undefined): Promise<HttpAgent> {
    if (proxy !== undefined && secure) {
      const { HttpsProxyAgent } = await import('https-proxy-agent');
      return new HttpsProxyAgent(proxy, this.#tls);
    }
    if (proxy !== undefined) {
      const { HttpProxyAgent } = await import('http-proxy-agent');
      return new HttpProxyAgent(proxy, this.#tls);
    }
    if (secure) return new HttpsAgent(this.#tls);
    const { Agent: Plain } = await import('node:http');
    return new Plain({ keepAlive: true });
  }
}

/** What the proxy answers is not the answer of AWS, and must not be read as one. */
function watch(request: ClientRequest, proxy: URL): void {
  request.once('proxyConnect', ({ statusCode, statusText }: ConnectAnswer) => {
    if (statusCode !== 200) request.destroy(new ProxyError(proxy, `${statusCode} ${statusText}`.trim()));
  });
}
