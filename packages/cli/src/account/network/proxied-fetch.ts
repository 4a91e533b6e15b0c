import type { SecureContext } from 'node:tls';
import {
  Agent,
  type Dispatcher,
  fetch,
  ProxyAgent,
  type RequestInit,
  Request as UndiciRequest,
} from 'undici';
import { proxyFor } from './proxy-rules.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** `fetch` that connects as the variables say. Both halves are of one package, so that any version of Node.js fits. */
export function proxiedFetch(env: Variables, roots: SecureContext | undefined): typeof globalThis.fetch {
  const dispatchers = new Map<string, Dispatcher>();
  const connect = roots === undefined ? {} : { secureContext: roots };
  const dispatcherFor = (address: URL) => {
    const proxy = proxyFor(address, env);
    const key = proxy?.href ?? '';
    const dispatcher = dispatchers.get(key) ?? open(proxy, connect);
    dispatchers.set(key, dispatcher);
    return dispatcher;
  };
  const proxied = (input: string | URL | Request, init: RequestInit = {}) => {
    const address = new URL(input instanceof Request ? input.url : input);
    // A request of the class that Node.js has is none of this package's.
    const known = input instanceof Request ? new UndiciRequest(input.url, input as RequestInit) : address;
    return fetch(known, { ...init, dispatcher: dispatcherFor(address) });
  };
  return proxied as unknown as typeof globalThis.fetch;
}

function open(proxy: URL | undefined, connect: { readonly secureContext?: SecureContext }): Dispatcher {
  if (proxy === undefined) return new Agent({ connect });
  return new ProxyAgent({ uri: proxy.href, requestTls: connect, proxyTls: connect });
}
