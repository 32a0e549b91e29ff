// Data that were ingested here while others published theirs: the two are brought together where no file is in both.

import { unreachable } from '../repository/data/data-hub.ts';
import { INGESTED } from '../repository/data/newest-data.ts';
import { gitInStore, refsOf, setStoreRef } from '../repository/git/store-git.ts';

/** Gives what is to be said of it; null where there was nothing to do, or all went well. */
export async function mergeIngested(hub: string, theirs: string | null): Promise<string | null> {
  const ours = (await refsOf(hub)).get(INGESTED);
  if (ours === undefined || theirs === null) return null;
  const [ahead, behind] = await Promise.all([
    unreachable(hub, [ours], [theirs]),
    unreachable(hub, [theirs], [ours]),
  ]);
  if (ahead.length === 0 || behind.length === 0) return null;
  const merged = await gitInStore(hub, ['merge-tree', '--write-tree', '--name-only', '-z', theirs, ours], {
    answers: [1],
  });
  const [tree, ...files] = merged.stdout.split('\0');
  if (merged.exitCode !== 0) {
    const named = files.slice(0, Math.max(0, files.indexOf(''))).slice(0, 5);
    return `what was ingested here and what came hold the same files, with other rows: ${named.join(', ')}; what was ingested stays under ${INGESTED}`;
  }
  const { stdout } = await gitInStore(
    hub,
    ['commit-tree', '-p', theirs, '-p', ours, '-m', 'Merge data that were ingested elsewhere', tree],
    { write: true },
  );
  await setStoreRef(hub, INGESTED, stdout.trim(), ours);
  return null;
}
