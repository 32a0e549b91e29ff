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
 * cannot mean one address at first and another then. Throws UserError `private-address`, or the system's error.
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
  const { get } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  return new Promise((resolve, reject) => {
    get(url, { headers, signal, lookup: guarded, agent: false }, resolve).on('error', reject);
  });
}

function privateAddress(url: URL): UserError {
  return new UserError(`${shownUrl(url.href)} leads to a private address, which is not asked for rows`, {
    code: 'private-address',
    hint: `if that is meant: git config --local --add mv.allowedHosts ${url.host}`,
    details: { host: url.host },
  });
}
