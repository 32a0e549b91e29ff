// How two commits of the data stand to each other.

import path from 'node:path';
import { git } from '../git/git.ts';
import type { Repository } from '../repository.ts';
import { storeHolding } from './data-store.ts';

export type PinOrder = 'same' | 'newer' | 'older' | 'diverged' | 'unknown';

/**
 * How `pin` stands to `other`: `newer` where it has all of the other's history. The two may lie in different stores (a
 * linked working tree has its own): Git then reads both as one. `unknown` where one of them is nowhere at hand.
 */
export async function relatePins(
  repository: Repository,
  pin: string | null,
  other: string | null,
): Promise<PinOrder> {
  if (pin === other) return 'same';
  if (other === null) return 'newer';
  if (pin === null) return 'older';
  const [store, otherStore] = await Promise.all(
    [pin, other].map(commit => storeHolding(repository, commit).catch(() => null)),
  );
  if (store === null || otherStore === null) return 'unknown';
  const holds = async (descendant: string, ancestor: string) => {
    const { exitCode } = await git(
      ['--git-dir', store, 'merge-base', '--is-ancestor', ancestor, descendant],
      {
        directory: path.dirname(store),
        environment:
          store === otherStore ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: path.join(otherStore, 'objects') },
        answers: [1, 128],
      },
    );
    return exitCode === 128 ? null : exitCode === 0;
  };
  const newer = await holds(pin, other);
  if (newer === null) return 'unknown';
  if (newer) return 'newer';
  return (await holds(other, pin)) ? 'older' : 'diverged';
}
