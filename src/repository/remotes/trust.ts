// Code that came from a remote runs only once that remote is trusted; the answer is kept in the local configuration.

import { UserError } from '../../errors.ts';
import { git } from '../git/git.ts';

const TRUSTED = 'mv.trusted';

/** URLs of remotes whose code nobody has said yes to yet. None where there is no remote: then all code is local. */
export async function untrustedRemotes(directory: string): Promise<string[]> {
  const { stdout } = await git(
    ['config', '--local', '-z', '--get-regexp', '^(remote\\..*\\.url|mv\\.trusted)$'],
    {
      directory,
      answers: [1],
    },
  );
  const pairs = stdout
    .split('\0')
    .filter(entry => entry !== '')
    .map(entry => [entry.slice(0, entry.indexOf('\n')), entry.slice(entry.indexOf('\n') + 1)]);
  const trusted = new Set(pairs.filter(([key]) => key === TRUSTED).map(([, value]) => value));
  return [...new Set(pairs.filter(([key]) => key !== TRUSTED).map(([, value]) => value))].filter(
    url => !trusted.has(url),
  );
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
