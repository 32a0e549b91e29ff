// Takes in what others published: data, branches, releases.

import { CommandError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION, DATA } from '../project/layout.ts';
import { readHistory } from '../releases/history.ts';
import { type Release, TRAILER } from '../releases/release.ts';
import { releasesNothing } from '../releases/releases-nothing.ts';
import { readCommit } from '../releases/stands-for.ts';
import { listBranches } from '../repository/branches/refs.ts';
import { standingOf } from '../repository/branches/standing.ts';
import { openDataRemote } from '../repository/data/data-remote.ts';
import type { Connection } from '../repository/git/remote-git.ts';
import { firstParents } from '../repository/objects/first-parents.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';
import type { Remote } from '../repository/remotes/remotes.ts';
import { fetchTracked, rememberDeleted, trackedBranches } from '../repository/remotes/tracking.ts';
import type { Repository } from '../repository/repository.ts';
import { bringPins, type FetchedData, fetchProjectData } from './fetch-data.ts';
import { inTurns } from './in-turns.ts';
import { type PlannedPull, type PullFacts, planPull } from './plan-pull.ts';
import { type TakenBranch, takeBranches } from './take-branches.ts';

export type PullInput = {
  repository: Repository;
  reader: ObjectReader;
  remote: Remote;
  connection: Connection;
  dryRun: boolean;
};

export type PulledBranch = TakenBranch & {
  /** Of an environment: the releases that came, newest first. */
  came: Release[];
  /** Of an environment: releases of ours that gave way, newest first. */
  gaveWay: Release[];
};

export type PullOutcome = {
  branches: PulledBranch[];
  data: FetchedData;
  /** Why the data could not be had; the branches were taken all the same. */
  dataFailure: CommandError | null;
};

/** Throws as `remoteGit` does where the project's remote cannot be spoken to; then nothing has changed. */
export async function pullProject(input: PullInput): Promise<PullOutcome> {
  const { repository, reader, remote, connection, dryRun } = input;
  const { directory } = repository;
  const tracked = await trackedBranches(directory, remote.name);
  const dataRemote = await openDataRemote(repository, remote.url, connection);
  const fetchingData = fetchProjectData(repository, dataRemote).then(
    data => ({ data, failure: null }),
    (error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
      return { data: { before: null, after: null, note: error.message }, failure: error };
    },
  );
  fetchingData.catch(() => {});
  await fetchTracked(directory, remote, connection);
  const { data, failure } = await fetchingData;
  const facts = await readFacts(input, tracked);
  const plan = planPull(facts);
  const kept = await withoutMissingData(input, dataRemote, plan, failure);
  const before = new Map(facts.branches.map(({ name, ours }) => [name, ours]));
  const taken = dryRun
    ? kept.map(planned => ({ ...planned, stuck: planned.action === 'stuck', keptAs: null }))
    : await takeBranches(repository, reader, kept);
  const isEnvironment = new Set(
    facts.branches.filter(branch => branch.isEnvironment).map(({ name }) => name),
  );
  const branches = await inTurns(taken, async branch =>
    isEnvironment.has(branch.branch) && branch.before !== branch.after
      ? { ...branch, ...(await releasesBetween(input, branch, before.get(branch.branch) ?? null)) }
      : { ...branch, came: [], gaveWay: [] },
  );
  return { branches, data, dataFailure: failure };
}

async function readFacts(
  { repository, reader, remote }: PullInput,
  seen: ReadonlyMap<string, string>,
): Promise<PullFacts> {
  const { directory } = repository;
  const [branches, theirs, { names }] = await Promise.all([
    listBranches(directory),
    trackedBranches(directory, remote.name),
    readEnvironments(reader),
  ]);
  const ours = new Map(branches.map(({ name, commit }) => [name, commit]));
  const gone = new Map([...seen].filter(([name]) => !theirs.has(name) && ours.has(name)));
  await rememberDeleted(directory, remote.name, gone);
  const facts = await inTurns([...theirs, ...gone], async ([name, commit]) => {
    const own = ours.get(name) ?? null;
    const there = theirs.get(name) ?? null;
    const isEnvironment = names.includes(name);
    if (there === own && !isEnvironment) return null;
    if ((await reader.read(`${commit}:${CONFIGURATION}`)) === null) return null;
    const standing = own === null ? 'absent' : await standingOf(directory, own, there);
    const onlyReleases =
      isEnvironment &&
      standing === 'diverged' &&
      (await addsOnlyReleases(repository, reader, name, own!, there!));
    return { name, isEnvironment, ours: own, theirs: there, standing, onlyReleases } as const;
  });
  return { remote: remote.name, branches: facts.filter(fact => fact !== null) };
}

/** Whether every commit of ours on the environment, since the two parted, is a release or a record that a command can make again. */
async function addsOnlyReleases(
  { directory, shallow }: Repository,
  reader: ObjectReader,
  environment: string,
  ours: string,
  theirs: string,
): Promise<boolean> {
  const added = await ownCommits(directory, ours, theirs);
  const history = await readHistory({ reader, directory, environment, tip: ours, shallow });
  const kinds = new Map(history.map(({ commit, kind }) => [commit, kind]));
  const again = await inTurns(added, async id => {
    if ((kinds.get(id) ?? 'unverified') !== 'unverified') return true;
    const commit = await readCommit(reader, id);
    if (commit?.trailers.get(TRAILER.kind) !== 'monitor') return false;
    return releasesNothing(reader, commit);
  });
  return again.every(each => each);
}

/** Commits of `ours` along first parents down to the first that `theirs` has on its own line. */
async function ownCommits(directory: string, ours: string, theirs: string | null): Promise<string[]> {
  const line = await firstParents(directory, ours);
  if (theirs === null) return line;
  const other = new Set(await firstParents(directory, theirs));
  const end = line.findIndex(commit => other.has(commit));
  return end === -1 ? line : line.slice(0, end);
}

async function releasesBetween(
  { repository: { directory, shallow }, reader }: PullInput,
  { branch, after, keptAs }: TakenBranch,
  before: string | null,
): Promise<{ came: Release[]; gaveWay: Release[] }> {
  if (after === null) return { came: [], gaveWay: [] };
  const newer = async (tip: string, than: string | null) => {
    const own = new Set(await ownCommits(directory, tip, than));
    const history = await readHistory({ reader, directory, environment: branch, tip, shallow });
    return history.filter(({ commit }) => own.has(commit));
  };
  return {
    came: before === null ? [] : await newer(after, before),
    gaveWay: keptAs === null || before === null ? [] : await newer(before, after),
  };
}

/** Branches whose data are nowhere are left where they are: their working trees could not follow. */
async function withoutMissingData(
  { reader, repository }: PullInput,
  remote: Awaited<ReturnType<typeof openDataRemote>>,
  plan: readonly PlannedPull[],
  failure: CommandError | null,
): Promise<PlannedPull[]> {
  const pins = new Map<string, string>();
  for (const { branch, after, before } of plan) {
    if (after === null || after === before) continue;
    const entry = await entryAt(reader, `${after}^{tree}`, DATA);
    if (entry?.mode === '160000') pins.set(branch, entry.id);
  }
  // Where the data repository did not answer there is no use in asking for each.
  const asked = [...new Set(pins.values())];
  const missing = new Set(failure === null ? await bringPins(repository, remote, asked) : []);
  return plan.map(planned => {
    const pin = pins.get(planned.branch);
    if (pin === undefined || !missing.has(pin) || planned.before === null) return planned;
    return {
      ...planned,
      after: planned.before,
      action: 'stuck' as const,
      note: `its data commit ${pin.slice(0, 10)} is not in the data repository yet: ask whoever pushed the branch for git-model push`,
    };
  });
}
