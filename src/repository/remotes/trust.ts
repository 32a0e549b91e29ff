// Code that came from a remote runs only once that remote is trusted; the answer is kept in the local configuration.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { git } from '../git/git.ts';
import { plainPlaces } from '../plain-places.ts';
import { hasFetched } from './has-fetched.ts';

const TRUSTED = 'mv.trusted';
/** As Git writes it: names of settings are in lower case. */
const MADE_HERE = 'mv.madehere';

/**
 * URLs of remotes whose code nobody has said yes to yet. None where there is no remote, or where the project was made
 * here and nothing has come from any of them yet: then all code is local.
 */
export async function untrustedRemotes(directory: string): Promise<string[]> {
  const { unknown, madeHere } = await readTrust(directory);
  return unknown.length > 0 && madeHere && !(await hasFetched(directory)) ? [] : unknown;
}

/** Of every remote, whether something has come from it or may yet. */
export async function trustAllRemotes(directory: string): Promise<void> {
  await trustRemotes(directory, (await readTrust(directory)).unknown);
}

async function readTrust(directory: string): Promise<{ unknown: string[]; madeHere: boolean }> {
  const plain = plainPlaces(directory);
  // Of what its only file does not speak there is nothing.
  if (plain !== null && !/remote/i.test(readFileSync(path.join(plain.gitDirectory, 'config'), 'utf8')))
    return { unknown: [], madeHere: false };
  const { stdout } = await git(
    ['config', '--local', '-z', '--get-regexp', '^(remote\\..*\\.url|mv\\.(trusted|madehere))$'],
    { directory, answers: [1] },
  );
  const pairs = stdout
    .split('\0')
    .filter(entry => entry !== '')
    .map(entry => [entry.slice(0, entry.indexOf('\n')), entry.slice(entry.indexOf('\n') + 1)]);
  const valuesOf = (matches: (key: string) => boolean) =>
    pairs.filter(([key]) => matches(key)).map(([, value]) => value);
  const trusted = new Set(valuesOf(key => key === TRUSTED));
  const urls = new Set(valuesOf(key => key.startsWith('remote.')));
  return {
    unknown: [...urls].filter(url => !trusted.has(url)),
    madeHere: valuesOf(key => key === MADE_HERE).includes('true'),
  };
}

/** Remembers a yes. */
export async function trustRemotes(directory: string, urls: readonly string[]): Promise<void> {
  for (const url of urls) await git(['config', '--local', '--add', TRUSTED, url], { directory, write: true });
}

/** A text as it may be shown: `https://user:secret@host/x`, wherever it stands in it, becomes `https://host/x`. */
export function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/\s]*@/g, '//');
}

/** The refusal where nobody can be asked. */
export function untrusted(urls: readonly string[]): UserError {
  const shown = urls.map(withoutCredentials);
  return new UserError(
    `this would run code that came from ${shown.join(', ')}, which you have not said to trust`,
    {
      code: 'untrusted',
      hint: 'look at src/, then run this again with --trust: it is remembered for this repository',
      details: { remotes: shown },
    },
  );
}
