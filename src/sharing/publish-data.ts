// The data go first: no branch is published whose rows nobody else could have.

import { dataHub, gatherCommits, missingIn, otherStores, unreachable } from '../repository/data/data-hub.ts';
import {
  type DataRemote,
  dataRefs,
  fetchData,
  newestOf,
  PINS,
  pushData,
} from '../repository/data/data-remote.ts';
import { siblingFolder } from '../repository/data/data-repository.ts';
import { INGESTED } from '../repository/data/newest-data.ts';
import { gitInStore, setStoreRef } from '../repository/git/store-git.ts';
import { isThere } from '../repository/is-there.ts';
import type { Push } from '../repository/remotes/push-refs.ts';
import type { Repository } from '../repository/repository.ts';

export type PublishedData = {
  /** Newest data commit of the remote data repository, before and after; null where it has none. */
  before: string | null;
  after: string | null;
  /** Why our newest data did not become its newest; null where they did, or where there was nothing new. */
  note: string | null;
  /** Pins that the remote data repository does not hold, with the reason. */
  lacking: Map<string, string>;
};

/** What has to be asked before the plan can be made; begun early, for it takes a journey. */
export type DataQuestion = {
  remote: DataRemote;
  refs: Promise<Map<string, string>>;
  here: Promise<{ hub: string; sibling: string | null; local: LocalData[] }>;
};

/** Asks the data repository what it has, and looks meanwhile what is newest here. */
export function askData(remote: DataRemote, repository: Repository): DataQuestion {
  const refs = dataRefs(remote, repository.directory);
  const here = lookHere(repository, remote);
  for (const answer of [refs, here]) answer.catch(() => {});
  return { remote, refs, here };
}

async function lookHere(repository: Repository, remote: DataRemote) {
  const [sibling, hub] = await Promise.all([
    siblingOf(repository, remote),
    dataHub(repository, remote.path ?? remote.url),
  ]);
  return { hub, sibling, local: await newestHere(hub, sibling) };
}

/**
 * Sees to it that the remote data repository holds every pin: what it lacks is pushed, new data to its `main`, what no
 * branch of the data holds to `refs/mv/pins/<commit>`. In a dry run it says what would be lacking.
 */
export async function publishData(
  repository: Repository,
  { remote, refs, here }: DataQuestion,
  { pins, dryRun }: { pins: readonly string[]; dryRun: boolean },
): Promise<PublishedData> {
  const theirs = await refs;
  const before = newestOf(theirs);
  const tips = [...new Set(theirs.values())];
  const { hub, sibling, local } = await here;
  const published = { before, after: before, note: null, lacking: new Map<string, string>() };
  const held = new Set(tips);
  // A ref that only keeps a pin makes no data of it: their main is what `ingest` builds on.
  if (pins.every(pin => held.has(pin)) && local.every(({ commit }) => commit === before)) return published;

  const stores = await otherStores(repository, [sibling, remote.path]);
  const nowhere = new Set(await gatherCommits(hub, [...pins, ...local.map(({ commit }) => commit)], stores));
  const known = await knownTips(remote, hub, tips);
  const present = pins.filter(pin => !nowhere.has(pin));
  const wanted = new Set(await unreachable(hub, present, known));
  for (const pin of pins) {
    if (nowhere.has(pin) && !held.has(pin))
      published.lacking.set(pin, 'its data commit is neither here nor there');
  }
  const main = await nextMain(
    hub,
    before,
    local.filter(({ commit }) => !nowhere.has(commit)),
  );
  const beyond =
    main.commit === null ? [...wanted] : await unreachable(hub, [...wanted], [...known, main.commit]);
  const pushes: Push[] = [
    ...(main.commit === null ? [] : [{ commit: main.commit, ref: 'refs/heads/main' }]),
    ...beyond.map(commit => ({ commit, ref: `${PINS}/${commit}` })),
  ];
  if (dryRun) return { ...published, after: main.commit ?? before, note: main.note };
  const pushed = await pushData(remote, hub, pushes);
  const refused = main.commit === null ? null : (pushed.get('refs/heads/main') ?? null);
  for (const pin of wanted) {
    const why = beyond.includes(pin) ? pushed.get(`${PINS}/${pin}`) : refused;
    if (why) published.lacking.set(pin, `the data repository does not take its data commit: ${why}`);
  }
  if (main.commit !== null && refused === null) await rememberMain(hub, main.commit);
  return {
    ...published,
    after: main.commit !== null && refused === null ? main.commit : before,
    note: refused === null ? main.note : `new data were not taken: ${refused}`,
  };
}

/** The data repository beside the project, where the remote's is another one: `init` made it, before there was a remote. */
async function siblingOf(repository: Repository, remote: DataRemote): Promise<string | null> {
  const beside = await siblingFolder(repository, remote.written);
  return beside === remote.path ? null : beside;
}

type LocalData = {
  commit: string;
  /** The sibling's are of no more interest once the remote's have gone another way. */
  isSibling: boolean;
};

/** Newest data that were made on this machine: what was ingested, and the sibling's `main`. */
async function newestHere(hub: string, sibling: string | null): Promise<LocalData[]> {
  const [ingested, beside] = await Promise.all([
    commitAt(hub, INGESTED),
    sibling === null ? null : commitAt(sibling, 'refs/heads/main'),
  ]);
  return [
    ...(ingested === null ? [] : [{ commit: ingested, isSibling: false }]),
    ...(beside === null || beside === ingested ? [] : [{ commit: beside, isSibling: true }]),
  ];
}

async function commitAt(store: string, ref: string): Promise<string | null> {
  if (!(await isThere(store))) return null;
  const args = ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`];
  const { stdout, exitCode } = await gitInStore(store, args, { answers: [1, 128] });
  return exitCode === 0 ? stdout.trim() : null;
}

/** Their branches as far as we know the commits; those we do not know are fetched first. */
async function knownTips(remote: DataRemote, hub: string, tips: readonly string[]): Promise<string[]> {
  const absent = await missingIn(hub, tips);
  if (absent.length > 0) await fetchData(remote, hub);
  const still = new Set(absent.length > 0 ? await missingIn(hub, absent) : []);
  return tips.filter(tip => !still.has(tip));
}

/** Which commit their `main` moves on to; never back, and never aside. */
async function nextMain(
  hub: string,
  theirs: string | null,
  local: readonly LocalData[],
): Promise<{ commit: string | null; note: string | null }> {
  const isAncestor = async (one: string, other: string) =>
    (await unreachable(hub, [one], [other])).length === 0;
  let next: string | null = null;
  let note: string | null = null;
  for (const { commit, isSibling } of local) {
    const from: string | null = next ?? theirs;
    if (from !== null && (await isAncestor(commit, from))) continue;
    if (from === null || (await isAncestor(from, commit))) next = commit;
    else if (!isSibling)
      note =
        'the data repository has data that are not in yours, and the other way round: git-model pull brings the two together';
  }
  return { commit: next, note };
}

/** What is known of their `main` from now on. */
async function rememberMain(hub: string, commit: string): Promise<void> {
  await setStoreRef(hub, 'refs/remotes/origin/main', commit);
}
