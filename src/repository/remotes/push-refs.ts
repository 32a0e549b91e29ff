// Commits into refs of a remote, forward only: a ref that holds what we lack stays where it is.

import { remoteGit } from '../git/remote-git.ts';
import { explainRemote } from './remote-failure.ts';
import type { Spoken } from './remote-refs.ts';
import { withoutCredentials } from './trust.ts';

export type Push = { commit: string; ref: string };

/** By ref: null where it arrived or was there, else why the remote did not take it. */
export type Pushed = Map<string, string | null>;

/**
 * Each for itself: what is refused keeps nothing else back. `remote` is a name or a URL. Throws as `remoteGit` does
 * where the remote could not be spoken to at all.
 */
export async function pushRefs(
  { gitDirectory, ...spoken }: Spoken & { gitDirectory?: string },
  remote: string,
  pushes: readonly Push[],
): Promise<Pushed> {
  if (pushes.length === 0) return new Map();
  const args = [
    ...(gitDirectory ? ['--git-dir', gitDirectory] : []),
    // The data go before, by ourselves.
    ...['push', '--porcelain', '--no-recurse-submodules', '--no-force', '--', remote],
    ...pushes.map(({ commit, ref }) => `${commit}:${ref}`),
  ];
  const result = await remoteGit(args, { ...spoken, answers: [1] });
  const pushed = readPorcelain(result.stdout);
  // A pre-push hook of the user's that refuses ends it before anything is said of any ref.
  if (pushed.size === 0 && result.exitCode !== 0) throw explainRemote(args, result, spoken.url);
  return pushed;
}

/**
 * `<flag>\t<from>:<to>\t<summary> (<reason>)`, a line a ref; `!` is a refusal.
 *
 * @example readPorcelain('!\tabc:refs/heads/prod\t[rejected] (fetch first)\n') // Map { 'refs/heads/prod' => 'fetch first' }
 */
export function readPorcelain(text: string): Pushed {
  const pushed: Pushed = new Map();
  for (const line of text.split('\n')) {
    const [flag, refs, summary] = line.split('\t');
    if (summary === undefined) continue;
    const ref = refs.slice(refs.indexOf(':') + 1);
    if (flag !== '!') pushed.set(ref, null);
    else pushed.set(ref, withoutCredentials(/\((.*)\)$/.exec(summary)?.[1] ?? summary));
  }
  return pushed;
}
