/** A proxy has refused to connect. Its message names the proxy without its password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';

  constructor(proxy: URL, answer: string) {
    super(`The proxy ${proxy.host} answered ${answer}.`);
  }
}
