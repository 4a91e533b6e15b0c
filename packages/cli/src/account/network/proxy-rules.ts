import { BlockList, isIP } from 'node:net';
import { usageError } from '../../terminal/errors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether any variable says that calls do not go out as they are. */
export function namesProxy(env: Variables): boolean {
  return ['http:', 'https:'].some((protocol) => variableOf(protocol, env) !== undefined);
}

/**
 * The proxy for an address, as the AWS CLI finds it: a variable in small letters wins over the one in capitals, a name in
 * NO_PROXY takes its subdomains along, and ALL_PROXY is no part of it. This machine itself needs no proxy.
 *
 * @throws CommandError when the variable holds no address; its value may hold a password, and is not shown
 */
export function proxyFor(address: URL, env: Variables): URL | undefined {
  const found = variableOf(address.protocol, env);
  if (found === undefined || isExempt(address, env.no_proxy || env.NO_PROXY || '')) return undefined;
  const text = /^https?:/.test(found.text)
    ? found.text
    : `http:${found.text.startsWith('//') ? '' : '//'}${found.text}`;
  if (URL.canParse(text)) return new URL(text);
  throw usageError(
    `${found.name} holds no address of a proxy. Its value is not shown: it may hold a password.`,
    [
      `Write it like ${found.name}=http://proxy.example.com:3128, special characters of a password with % signs.`,
    ],
  );
}

function variableOf(
  protocol: string,
  env: Variables,
): { readonly name: string; readonly text: string } | undefined {
  const small = `${protocol.slice(0, -1)}_proxy`;
  for (const name of [small, small.toUpperCase()]) {
    const text = env[name]?.trim();
    if (text) return { name, text };
  }
  return undefined;
}

function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || isIn(host, '127.0.0.0/8') || host === '::1')
    return true;
  const withPort = `${host}:${port || (protocol === 'https:' ? '443' : '80')}`;
  return noProxy.split(',').some((entry) => {
    const rule = entry
      .trim()
      .toLowerCase()
      .replace(/^\*?\.+/, '');
    if (rule === '') return false;
    if (rule === '*' || isIn(host, rule)) return true;
    return [host, withPort].some((text) => text === rule || text.endsWith(`.${rule}`));
  });
}

/** Whether an address of IP lies in a network such as 10.0.0.0/8. */
function isIn(host: string, rule: string): boolean {
  const [, network = '', bits] = /^([\da-f.:]+)\/(\d{1,3})$/.exec(rule) ?? [];
  const kind = isIP(host);
  if (kind === 0 || isIP(network) !== kind || Number(bits) > (kind === 4 ? 32 : 128)) return false;
  const family = kind === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, family);
}
