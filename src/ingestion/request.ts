// One HTTP request for a CSV, which never reaches an address it may not.

import { lookup as lookUp } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { UserError } from '../errors.ts';
import { isPrivateAddress } from './private-address.ts';
import { shownUrl } from './source.ts';

export type RequestInput = {
  url: URL;
  headers: Record<string, string>;
  /** Whether this host may be of a private network. */
  mayBePrivate: boolean;
  signal: AbortSignal;
};

/**
 * Resolves once the head of the answer is there. The address is looked at when it is connected to, so that a name
 * cannot mean one address at first and another then. Through a proxy, which connects by itself, it is looked at before:
 * a name that means nothing here is not handed on. Throws UserError `private-address`, or the system's error.
 */
export async function request({
  url,
  headers,
  mayBePrivate,
  signal,
}: RequestInput): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!mayBePrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw privateAddress(url);
  const guarded: LookupFunction = (name, options, callback) =>
    lookUp(name, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const open = mayBePrivate ? addresses : addresses.filter(({ address }) => !isPrivateAddress(address));
      if (open.length === 0) return callback(privateAddress(url) as NodeJS.ErrnoException, []);
      if (options.all) return callback(null, open);
      callback(null, open[0].address, open[0].family);
    });
  // Loaded where there is something to fetch.
  const { proxyAgent } = await import('./proxy.ts');
  const { get } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const proxy = await proxyAgent(url);
  if (proxy !== null && isIP(host) === 0 && !mayBePrivate) await requirePublic(url, host);
  const way = proxy === null ? { lookup: guarded, agent: false as const } : { agent: proxy };
  return new Promise((resolve, reject) => {
    get(url, { headers, signal, ...way }, resolve).on('error', reject);
  });
}

async function requirePublic(url: URL, host: string): Promise<void> {
  const { promises } = await import('node:dns');
  const found = await promises.lookup(host, { all: true }).catch(() => null);
  if (found === null) {
    throw new UserError(
      `${shownUrl(url.href)} may lead to a private address: this machine knows none of that name, and a proxy might`,
      { code: 'private-address', hint: allowing(url), details: { host: url.host } },
    );
  }
  if (found.every(({ address }) => isPrivateAddress(address))) throw privateAddress(url);
}

function privateAddress(url: URL): UserError {
  return new UserError(`${shownUrl(url.href)} leads to a private address, which is not asked for rows`, {
    code: 'private-address',
    hint: allowing(url),
    details: { host: url.host },
  });
}

function allowing(url: URL): string {
  return `if that is meant: git config --local --add mv.allowedHosts ${url.host}`;
}
