// A CSV from a URL into a file: conditional, with retries and limits, through redirects that lead nowhere private.

import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, Failure, UserError } from '../errors.ts';
import { request } from './request.ts';
import { shownUrl } from './source.ts';

/** What a server said of a file, to be sent back with the next request for it. */
export type Validators = { etag: string | null; lastModified: string | null };

export type DownloadInput = {
  url: string;
  /** What the source is called in messages. */
  shown: string;
  headers: Record<string, string>;
  validators: Validators | null;
  seconds: number;
  bytes: number;
  /** Whether this host (`example.org:8080`, or without its port) may be of a private network. */
  mayBePrivate(url: URL): boolean;
  /** New file to write. */
  to: string;
  /** Milliseconds before the second try; doubled before each further one. */
  pause?: number;
};

export type Downloaded = { status: 'unchanged' } | { status: 'new'; validators: Validators };

const MOST_TRIES = 4;
const MOST_REDIRECTS = 5;

/**
 * Throws UserError `unsupported-url`, `refused-redirect`, `private-address`, `not-csv`, `too-large`; Failure
 * `download-failed` where the server does not answer or says no, `timed-out` where it takes too long in all.
 */
export async function download(input: DownloadInput): Promise<Downloaded> {
  const { shown, seconds, pause = 250 } = input;
  const limit = AbortSignal.timeout(seconds * 1000);
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(input, limit);
    } catch (error) {
      if (limit.aborted) throw timedOut(shown, seconds);
      const { failure, again } = judged(error, shown);
      if (!again || tries === MOST_TRIES) throw failure;
    }
    await sleep(pause * 2 ** (tries - 1), undefined, { signal: limit }).catch(() => {
      throw timedOut(shown, seconds);
    });
  }
}

/** The answer of a server that said no; of some a second try may have another. */
class Refused extends Error {
  readonly again: boolean;
  constructor(status: number) {
    super(`the server answers ${status}`);
    this.again = status >= 500 || status === 429 || status === 408;
  }
}

function judged(error: unknown, shown: string): { failure: CommandError; again: boolean } {
  if (error instanceof CommandError) return { failure: error, again: false };
  const { code, message } = error as NodeJS.ErrnoException;
  // Our own disk is no reason to ask the server again.
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EACCES' || code === 'EROFS') throw error;
  const failure = new Failure(`${shown} cannot be fetched: ${message}`, {
    code: 'download-failed',
    hint: 'see that the address is right and that there is a network, then run this again',
    details: { source: shown, reason: code ?? message },
    cause: error,
  });
  return { failure, again: error instanceof Refused ? error.again : true };
}

async function attempt(input: DownloadInput, limit: AbortSignal): Promise<Downloaded> {
  const { answer, url } = await follow(input, limit);
  try {
    const status = answer.statusCode ?? 0;
    if (status === 304 && input.validators !== null) return { status: 'unchanged' };
    if (status !== 200) throw new Refused(status);
    const type = answer.headers['content-type'] ?? '';
    if (/^(text\/html|application\/(xhtml\+xml|json|pdf|zip))\b/i.test(type)) {
      throw new UserError(`${input.shown} answers ${type.split(';', 1)[0]}, not CSV`, {
        code: 'not-csv',
        hint: `look at what it says: ${shownUrl(url.href)}`,
        details: { source: input.shown, type },
      });
    }
    await save(answer, input, limit);
    const { etag = null, 'last-modified': lastModified = null } = answer.headers;
    return { status: 'new', validators: { etag, lastModified } };
  } finally {
    answer.destroy();
  }
}

async function follow(
  { url: first, headers, validators, mayBePrivate, shown }: DownloadInput,
  limit: AbortSignal,
): Promise<{ answer: IncomingMessage; url: URL }> {
  let url = parsed(first, shown);
  const origin = url.origin;
  const conditions: Record<string, string> = {};
  if (validators?.etag) conditions['if-none-match'] = validators.etag;
  if (validators?.lastModified) conditions['if-modified-since'] = validators.lastModified;
  for (let redirects = 0; ; redirects++) {
    // What was meant for one server is not told to another.
    const own = url.origin === origin ? { ...headers, ...authorization(parsed(first, shown)) } : {};
    const answer = await request({
      url,
      headers: {
        'user-agent': 'git-model',
        accept: 'text/csv, text/*;q=0.9, */*;q=0.5',
        'accept-encoding': 'gzip',
        ...conditions,
        ...own,
      },
      mayBePrivate: mayBePrivate(url),
      signal: limit,
    });
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || location === undefined) {
      return { answer, url };
    }
    answer.destroy();
    if (redirects === MOST_REDIRECTS)
      throw refusedRedirect(shown, 'leads from one address to the next without end');
    url = redirected(location, url, shown);
  }
}

function parsed(text: string, shown: string): URL {
  let url: URL | null = null;
  try {
    url = new URL(text);
  } catch {
    // Told below; the text itself may hold a secret.
  }
  if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '') return url;
  throw new UserError(`${shown} is no address that rows can be fetched from`, {
    code: 'unsupported-url',
    hint: 'http:// and https:// are; a file is named by its path',
    details: { source: shown },
  });
}

/** Node takes user and password of a URL for a header of its own; here it goes to that one server only. */
function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function redirected(location: string, from: URL, shown: string): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw refusedRedirect(shown, `leads to ${url === null ? 'no address' : `a ${url.protocol} address`}`);
  }
  if (from.protocol === 'https:' && url.protocol === 'http:') {
    throw refusedRedirect(shown, 'leads from an encrypted connection to one that is not');
  }
  url.username = '';
  url.password = '';
  return url;
}

function refusedRedirect(shown: string, why: string): UserError {
  return new UserError(`${shown} ${why}, which is not followed`, {
    code: 'refused-redirect',
    hint: 'name the address where the rows are',
    details: { source: shown },
  });
}

/** Bytes are counted unpacked, so that a small answer cannot become a large file. */
async function save(
  answer: IncomingMessage,
  { to, bytes, shown }: DownloadInput,
  limit: AbortSignal,
): Promise<void> {
  const encoding = answer.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') throw new Error(`the answer is packed as ${encoding}`);
  const { createGunzip } = await import('node:zlib');
  const unpack = encoding === 'gzip' ? [createGunzip()] : [];
  await pipeline([answer, ...unpack, atMost(bytes, shown), createWriteStream(to)], { signal: limit });
}

/** Passes bytes on, up to a limit. Throws UserError `too-large`. */
export function atMost(bytes: number, shown: string): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, next) {
      seen += chunk.length;
      if (seen <= bytes) return next(null, chunk);
      const megabytes = bytes / 2 ** 20;
      next(
        new UserError(`${shown} sends more than ${megabytes} MiB`, {
          code: 'too-large',
          hint: 'where that is meant, raise max_megabytes of the source in mv.yaml, or fetch a file and ingest that',
          details: { source: shown, bytes },
        }),
      );
    },
  });
}

export function timedOut(shown: string, seconds: number): Failure {
  return new Failure(`${shown} took longer than ${seconds} s`, {
    code: 'timed-out',
    hint: 'try again later; "timeout" of the source in mv.yaml says how many seconds it may take',
    details: { source: shown, seconds },
  });
}
