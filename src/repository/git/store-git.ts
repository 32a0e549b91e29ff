// Git in a store of data: a bare repository, or the Git directory of a submodule whose working tree may be away.

import path from 'node:path';
import { type GitOptions, type GitResult, git } from './git.ts';

/** Without it Git would go to the working tree that the store names, and fail where there is none. */
export function storeEnvironment(store: string): Record<string, string> {
  return { GIT_WORK_TREE: store };
}

export function gitInStore(
  store: string,
  args: readonly string[],
  options: Omit<GitOptions, 'directory'> = {},
): Promise<GitResult> {
  return git(['--git-dir', store, ...args], {
    ...options,
    directory: path.dirname(store),
    environment: { ...storeEnvironment(store), ...options.environment },
  });
}

/** Every ref of a store, with what it stands for. One process. */
export async function refsOf(store: string): Promise<Map<string, string>> {
  const { stdout } = await gitInStore(store, ['for-each-ref', '--format=%(objectname) %(refname)']);
  return new Map(
    stdout
      .split('\n')
      .filter(line => line !== '')
      .map(line => [line.slice(41), line.slice(0, 40)] as const),
  );
}

/** Sets a ref of ours. Throws where it is not at `before`, the empty text where it must not be there. */
export async function setStoreRef(
  store: string,
  ref: string,
  commit: string,
  before?: string,
): Promise<void> {
  await gitInStore(store, ['update-ref', ref, commit, ...(before === undefined ? [] : [before])], {
    write: true,
  });
}
