// Publishes a project: the data first, then its branches, forward only.

import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION, DATA } from '../project/layout.ts';
import type { Branch } from '../repository/branches/refs.ts';
import { standingOf } from '../repository/branches/standing.ts';
import { openDataRemote } from '../repository/data/data-remote.ts';
import type { Connection } from '../repository/git/remote-git.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';
import { pushRefs } from '../repository/remotes/push-refs.ts';
import { remoteRefs } from '../repository/remotes/remote-refs.ts';
import type { Remote } from '../repository/remotes/remotes.ts';
import type { Repository } from '../repository/repository.ts';
import { inTurns } from './in-turns.ts';
import { newPins } from './new-pins.ts';
import { type PlannedPush, type PushFacts, planPush } from './plan-push.ts';
import { askData, type PublishedData, publishData } from './publish-data.ts';
import { uploadLargeFiles } from './upload-large-files.ts';

export type PushInput = {
  repository: Repository;
  reader: ObjectReader;
  branches: readonly Branch[];
  /** Remote-tracking branches of that remote: name -> commit. */
  seen: ReadonlyMap<string, string>;
  remote: Remote;
  connection: Connection;
  dryRun: boolean;
};

type PushedBranch = {
  branch: string;
  /** What the remote had, and has now; null where it has no such branch. */
  before: string | null;
  after: string | null;
  note: string | null;
  refused: boolean;
};

export type PushOutcome = { branches: PushedBranch[]; data: PublishedData };

/** Throws as `remoteGit` does where a remote cannot be spoken to; then nothing of the project was published. */
export async function pushProject(input: PushInput): Promise<PushOutcome> {
  const { repository, reader, remote, connection, dryRun } = input;
  const { directory } = repository;
  const spoken = { directory, connection, url: remote.pushUrl };
  const [refs, question, { names }] = await Promise.all([
    remoteRefs(spoken, remote.pushUrl === remote.url ? remote.name : remote.pushUrl, ['refs/heads/*']),
    openDataRemote(repository, remote.pushUrl, connection).then(data => askData(data, repository)),
    readEnvironments(reader),
  ]);
  const theirs = new Map([...refs].map(([ref, commit]) => [ref.slice('refs/heads/'.length), commit]));
  const facts = await readFacts(input, names, theirs);
  const plan = planPush(facts);
  const going = plan.filter(({ action }) => action === 'push');
  const known = await presentOf(reader, [...theirs.values()]);
  // Of every environment, also where it stays: a data repository that lost a commit gets it back.
  const own = plan.map(({ pin }) => pin).filter(pin => pin !== null);
  const pins = await newPins(
    directory,
    going.map(({ commit }) => commit),
    known,
  );
  const data = await publishData(repository, question, { pins: [...new Set([...own, ...pins])], dryRun });
  const ready = await withoutLacking(directory, plan, data.lacking, known);
  const leaving = ready.filter(({ action }) => action === 'push');
  if (!dryRun)
    await uploadLargeFiles(
      repository,
      remote,
      connection,
      leaving.map(({ commit }) => commit),
    );
  const pushed = dryRun
    ? new Map<string, string | null>()
    : await pushRefs(
        spoken,
        remote.name,
        leaving.map(({ branch, commit }) => ({ commit, ref: `refs/heads/${branch}` })),
      );
  return { branches: ready.map(planned => outcomeOf(planned, pushed, dryRun)), data };
}

/** Branches that hold a model's project; others are left to plain Git. */
async function readFacts(
  { repository: { directory }, reader, branches, seen, remote }: PushInput,
  environments: readonly string[],
  theirs: ReadonlyMap<string, string>,
): Promise<PushFacts> {
  const facts = await inTurns(branches, async branch => {
    const isEnvironment = environments.includes(branch.name);
    const there = theirs.get(branch.name) ?? null;
    // What is there already need not be looked at.
    if (there === branch.commit && !isEnvironment) return null;
    const [configuration, data] = await Promise.all([
      reader.read(`${branch.commit}:${CONFIGURATION}`),
      entryAt(reader, `${branch.commit}^{tree}`, DATA),
    ]);
    if (configuration === null) return null;
    return {
      ...branch,
      isEnvironment,
      theirs: there,
      standing: await standingOf(directory, branch.commit, there),
      seen: seen.get(branch.name) ?? null,
      pin: data?.mode === '160000' ? data.id : null,
    };
  });
  return {
    remote: remote.name,
    branches: facts.filter(fact => fact !== null),
    remoteIsEmpty: theirs.size === 0,
  };
}

async function presentOf(reader: ObjectReader, commits: readonly string[]): Promise<string[]> {
  const found = await Promise.all(commits.map(commit => reader.read(commit)));
  return commits.filter((_, index) => found[index]?.type === 'commit');
}

/** Branches one of whose new data commits is not to be had are kept back. */
async function withoutLacking(
  directory: string,
  plan: readonly PlannedPush[],
  lacking: ReadonlyMap<string, string>,
  known: readonly string[],
): Promise<PlannedPush[]> {
  if (lacking.size === 0) return [...plan];
  return Promise.all(
    plan.map(async planned => {
      if (planned.action !== 'push') return planned;
      const pins = [
        ...(planned.pin === null ? [] : [planned.pin]),
        ...(await newPins(directory, [planned.commit], known)),
      ];
      const pin = pins.find(candidate => lacking.has(candidate));
      if (pin === undefined) return planned;
      return {
        ...planned,
        action: 'refuse' as const,
        note: `not published: ${lacking.get(pin)} (${pin.slice(0, 10)})`,
      };
    }),
  );
}

function outcomeOf(
  { branch, commit, before, action, note }: PlannedPush,
  pushed: ReadonlyMap<string, string | null>,
  dryRun: boolean,
): PushedBranch {
  const stays = { branch, before, after: before };
  if (action !== 'push') return { ...stays, note, refused: action === 'refuse' };
  if (dryRun) return { ...stays, after: commit, note, refused: false };
  const why = pushed.get(`refs/heads/${branch}`);
  if (why === null) return { ...stays, after: commit, note, refused: false };
  return { ...stays, note: `the remote refused it: ${why ?? 'it said nothing of it'}`, refused: true };
}
