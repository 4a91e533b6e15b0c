import type { ClientSettings } from '@appstream-campaign/aws-adapters/client-settings';
import type { Runtime } from '../../terminal/runtime.ts';
import { NetworkAgent } from './network-agent.ts';
import { namesProxy } from './proxy-rules.ts';
import { trustedRoots } from './trusted-roots.ts';

type Variables = Runtime['env'];

/** Time limits of SDK clients and, where variables ask for it, how they connect. */
export type RequestHandler = ClientSettings['requestHandler'] & {
  readonly httpAgent?: NetworkAgent;
  readonly httpsAgent?: NetworkAgent;
};

const agents = new WeakMap<Variables, NetworkAgent>();

function isPlain(env: Variables): boolean {
  return !namesProxy(env) && !env.AWS_CA_BUNDLE;
}

/**
 * The way out of this machine for SDK clients: HTTPS_PROXY, HTTP_PROXY, NO_PROXY and AWS_CA_BUNDLE, as the AWS CLI has
 * them.
 * @throws CommandError when one of them can't be followed
 */
export function throughNetwork(limits: ClientSettings['requestHandler'], env: Variables): RequestHandler {
  if (isPlain(env)) return limits;
  const agent = agents.get(env) ?? new NetworkAgent(env, trustedRoots(env));
  agents.set(env, agent);
  return { ...limits, httpAgent: agent, httpsAgent: agent };
}

/** The same for whatever uses `fetch`: chats, webhooks, and what a module of the user's own calls. */
export function fetchThroughNetwork(env: Variables): typeof globalThis.fetch | undefined {
  if (isPlain(env)) return undefined;
  let proxied: Promise<typeof globalThis.fetch> | undefined;
  return async (...request) => {
    proxied ??= import('./proxied-fetch.ts').then(({ proxiedFetch }) => proxiedFetch(env, trustedRoots(env)));
    return (await proxied)(...request);
  };
}
