// The way to a server through the proxy that the environment names: http_proxy, https_proxy, all_proxy, no_proxy.

import type { Agent } from 'node:http';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * What carries a request for `url` to its proxy, with the user and password of the proxy's address; null where none is
 * set for it. An encrypted connection stays so from end to end: the proxy is asked for a tunnel.
 */
export async function proxyAgent(url: URL): Promise<Agent | null> {
  const proxy = getProxyForUrl(url.href);
  if (proxy === '') return null;
  if (url.protocol === 'https:') {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    return new HttpsProxyAgent(proxy);
  }
  const { HttpProxyAgent } = await import('http-proxy-agent');
  return new HttpProxyAgent(proxy);
}
