// The data of a project, as their own remote has them now.

import { dataHub, missingIn, unreachable } from '../repository/data/data-hub.ts';
import {
  type DataRemote,
  fetchData,
  fetchDataCommits,
  newestOf,
  PINS,
} from '../repository/data/data-remote.ts';
import { moduleDirectory } from '../repository/data/data-store.ts';
import { refsOf, setStoreRef } from '../repository/git/store-git.ts';
import { isThere } from '../repository/is-there.ts';
import type { Repository } from '../repository/repository.ts';
import { mergeIngested } from './merge-ingested.ts';

export type FetchedData = {
  /** Newest data commit that was known before, and is now. */
  before: string | null;
  after: string | null;
  note: string | null;
};

/**
 * Brings the data into the hub. A sibling of which nobody made a copy is read where it is. What was ingested here and
 * not pushed is merged with what came.
 */
export async function fetchProjectData(repository: Repository, remote: DataRemote): Promise<FetchedData> {
  const place = moduleDirectory(repository.commonDirectory);
  if (remote.path !== null && !(await isThere(place))) {
    const newest = (await isThere(remote.path)) ? newestOf(await refsOf(remote.path)) : null;
    return { before: newest, after: newest, note: null };
  }
  const hub = await dataHub(repository, remote.path ?? remote.url);
  const before = newestHere(await refsOf(hub));
  await fetchData(remote, hub);
  const after = newestHere(await refsOf(hub));
  if (before !== null && after !== null && (await unreachable(hub, [before], [after])).length > 0) {
    // Git would clear away in two weeks what no ref holds any more; branches may still be pinned to it.
    await setStoreRef(hub, `${PINS}/${before}`, before);
    return {
      before,
      after,
      note: `the history of the data was rewritten: ${before.slice(0, 10)} is no part of it any more, and is kept here`,
    };
  }
  return { before, after, note: await mergeIngested(hub, after) };
}

function newestHere(refs: ReadonlyMap<string, string>): string | null {
  return refs.get('refs/remotes/origin/main') ?? refs.get('refs/remotes/origin/master') ?? null;
}

/** Those of `pins` that are nowhere on this machine, once the remote was asked for each of them. */
export async function bringPins(
  repository: Repository,
  remote: DataRemote,
  pins: readonly string[],
): Promise<string[]> {
  const hub = moduleDirectory(repository.commonDirectory);
  const store = (await isThere(hub)) ? hub : remote.path;
  if (store === null) return [...pins];
  const missing = await missingIn(store, pins);
  if (missing.length === 0 || store !== hub) return missing;
  await fetchDataCommits(remote, hub, missing);
  return missingIn(hub, missing);
}
