// Where new rows come from: what a person named, or what mv.yaml lists.

import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Configuration } from '../project/schema.ts';

/** How long a source may take in all, and how much it may send. */
type Limits = { seconds: number; bytes: number };

export type UrlSource = {
  kind: 'url';
  shown: string;
  /** With its `${VARIABLES}` as they are written. */
  url: string;
  headers: Record<string, string>;
  /** Named by a person, who knows where it leads; one of mv.yaml may have come from anywhere. */
  typed: boolean;
} & Limits;

export type CommandSource = { kind: 'command'; shown: string; command: string } & Limits;

export type Source =
  | { kind: 'file'; shown: string; path: string }
  | { kind: 'input'; shown: string }
  | UrlSource
  | CommandSource;

const DEFAULT_SECONDS = 300;
const DEFAULT_MEGABYTES = 2048;

const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;

/** What a word of the command line names: `-`, a URL, or a file relative to `directory`. */
export function namedSource(word: string, directory: string): Source {
  if (word === '-') return { kind: 'input', shown: 'standard input' };
  if (!URL_LIKE.test(word)) return { kind: 'file', shown: word, path: path.resolve(directory, word) };
  return {
    kind: 'url',
    shown: shownUrl(word),
    url: word,
    headers: {},
    typed: true,
    seconds: DEFAULT_SECONDS,
    bytes: DEFAULT_MEGABYTES * 2 ** 20,
  };
}

/** The sources of mv.yaml, in its order. Throws UserError `no-sources` where it lists none. */
export function listedSources({ sources }: Pick<Configuration, 'sources'>, where: string): Source[] {
  if (sources.length === 0) {
    throw new UserError(`nothing is named to ingest, and mv.yaml of ${where} lists no sources`, {
      code: 'no-sources',
      hint: 'git-model ingest <csv>, or list sources under "sources" in mv.yaml',
    });
  }
  return sources.map(({ name, url, command, headers, timeout, max_megabytes }) => {
    const limits = { seconds: timeout, bytes: max_megabytes * 2 ** 20 };
    if (command !== undefined) return { kind: 'command', shown: name, command, ...limits };
    return { kind: 'url', shown: name, url: url ?? '', headers, typed: false, ...limits };
  });
}

/**
 * A URL as it may be shown and kept: without user and password, and without the values of its query.
 *
 * @example shownUrl('https://me:secret@example.org/a.csv?key=1') // 'https://example.org/a.csv?…'
 */
export function shownUrl(url: string): string {
  return url.replace(/^([^/?#]*\/\/)[^/?#]*@/, '$1').replace(/[?#].*$/s, '?…');
}
