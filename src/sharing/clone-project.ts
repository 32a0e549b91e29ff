// A project from elsewhere, built aside and moved to its place whole: its branches, its data, the settings that a plain
// clone lacks.

import { CommandError, UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION, DATA } from '../project/layout.ts';
import { type Branch, listBranches, moveRefs } from '../repository/branches/refs.ts';
import { dataHub } from '../repository/data/data-hub.ts';
import { type DataRemote, fetchData, newestOf, openDataRemote } from '../repository/data/data-remote.ts';
import { storeHolding } from '../repository/data/data-store.ts';
import { git } from '../repository/git/git.ts';
import { type Connection, remoteGit } from '../repository/git/remote-git.ts';
import { refsOf } from '../repository/git/store-git.ts';
import { installFilters, lfsVersion } from '../repository/objects/large-store.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';
import { setUpstream, trackedBranches } from '../repository/remotes/tracking.ts';
import { withoutCredentials } from '../repository/remotes/trust.ts';
import { openRepository, type Repository } from '../repository/repository.ts';
import { placeSubmodule } from '../repository/working-trees/submodule.ts';
import { publish } from '../scaffolding/publish.ts';
import type { Staging } from '../scaffolding/staging.ts';
import { inTurns } from './in-turns.ts';

export type CloneInput = {
  /** As Git takes it; a folder of this machine written from the root. */
  url: string;
  staging: Staging;
  connection: Connection;
  /** Whether the remote is trusted with more than Git's own care. */
  trusts: boolean;
};

export type ClonedProject = {
  branches: Branch[];
  /** The branch that is checked out. */
  branch: string;
  /** Newest data commit; null where the data could not be had: `failure` says why. */
  data: string | null;
  failure: CommandError | null;
};

/** Throws as `remoteGit` does, and UserError `not-a-project`; then nothing is left at its place. */
export async function cloneProject({ url, staging, connection, trusts }: CloneInput): Promise<ClonedProject> {
  const { root, project } = staging;
  // Without its files: which branch is to be checked out is not known yet.
  await remoteGit(['clone', '--quiet', '--no-checkout', '--origin', 'origin', '--', url, project], {
    directory: root,
    connection,
    url,
  });
  const repository = await openRepository(project);
  const cloned = await withObjectReader(project, async reader => {
    const { branches, branch } = await makeBranches(repository, reader, url);
    const data = await bringData({ repository, reader, branch, url, connection, trusts });
    return { branches, branch: branch.name, ...data };
  });
  await publish(staging, { withData: false });
  return cloned;
}

/** Every branch of the remote that holds a project becomes one here: `compare` and `status` speak of branches here. */
async function makeBranches(
  { directory }: Repository,
  reader: ObjectReader,
  url: string,
): Promise<{ branches: Branch[]; branch: Branch }> {
  const theirs = await trackedBranches(directory, 'origin');
  const found = await inTurns([...theirs], async ([name, commit]) =>
    (await reader.read(`${commit}:${CONFIGURATION}`)) === null ? null : { name, commit },
  );
  const branches = found.filter(branch => branch !== null);
  if (branches.length === 0) throw notAProject(url);
  const there = new Set((await listBranches(directory)).map(({ name }) => name));
  const made = branches.filter(({ name }) => !there.has(name));
  const moves = made.map(({ name, commit }) => ({ ref: `refs/heads/${name}`, before: null, after: commit }));
  if (moves.length > 0) await moveRefs(directory, moves, 'git-model clone');
  await setUpstream(
    directory,
    'origin',
    made.map(({ name }) => name),
  );
  const branch = await chooseBranch(directory, reader, branches);
  await git(['symbolic-ref', 'HEAD', `refs/heads/${branch.name}`], { directory, write: true });
  if (await routesAny(reader, branches)) await installFilters(directory);
  await git(['reset', '--quiet', '--hard', '--no-recurse-submodules'], { directory, write: true });
  return { branches, branch };
}

/** Whether a branch keeps models in git-lfs, which is here. */
async function routesAny(reader: ObjectReader, branches: readonly Branch[]): Promise<boolean> {
  const routes = await inTurns(branches, async ({ commit }) => {
    const attributes = await reader.read(`${commit}:.gitattributes`);
    return attributes?.bytes.toString('utf8').includes('filter=lfs') ?? false;
  });
  return routes.includes(true) && (await lfsVersion('.')) !== null;
}

/** The remote's own, where its HEAD names one; else the main environment: a bare repository made by hand says `master`. */
async function chooseBranch(
  directory: string,
  reader: ObjectReader,
  branches: readonly Branch[],
): Promise<Branch> {
  const { stdout } = await git(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], {
    directory,
    answers: [1],
  });
  const named = stdout.trim().replace(/^refs\/remotes\/origin\//, '');
  const { main } = await readEnvironments(reader);
  return (
    branches.find(({ name }) => name === named) ?? branches.find(({ name }) => name === main) ?? branches[0]
  );
}

async function bringData({
  repository,
  reader,
  branch,
  url,
  connection,
  trusts,
}: Pick<CloneInput, 'url' | 'connection' | 'trusts'> & {
  repository: Repository;
  reader: ObjectReader;
  branch: Branch;
}): Promise<Pick<ClonedProject, 'data' | 'failure'>> {
  try {
    const remote = await openDataRemote(repository, url, connection);
    if (remote.path !== null && !url.startsWith('/') && !url.startsWith('file:') && !trusts) {
      throw reachesIn(remote);
    }
    const pin = await entryAt(reader, `${branch.commit}^{tree}`, DATA);
    return {
      data: await placeData(repository, remote, pin?.mode === '160000' ? pin.id : null),
      failure: null,
    };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { data: null, failure: error };
  }
}

/** Gives the newest data commit. */
async function placeData(
  repository: Repository,
  remote: DataRemote,
  pin: string | null,
): Promise<string | null> {
  const url = withoutCredentials(remote.path ?? remote.url);
  if (remote.path !== null && pin !== null) {
    // By its folder: objects are hard-linked where the file system can.
    await placeSubmodule(repository, { store: remote.path, url, pin });
  }
  const hub = await dataHub(repository, url);
  await fetchData(remote, hub);
  if (remote.path === null && pin !== null) {
    const store = await storeHolding(repository, pin);
    await placeSubmodule(repository, { store, url, pin });
  }
  const refs = await refsOf(hub);
  const theirs = [...refs].map(
    ([ref, id]) => [ref.replace('refs/remotes/origin/', 'refs/heads/'), id] as const,
  );
  return newestOf(new Map(theirs));
}

function notAProject(url: string): UserError {
  return new UserError(`no branch of ${withoutCredentials(url)} holds an mv.yaml: it is no project`, {
    code: 'not-a-project',
    hint: 'nothing was left here; git clone brings any repository',
  });
}

/** A project from elsewhere that names a folder of this machine would have us read what its owner could not. */
function reachesIn({ path: folder }: DataRemote): UserError {
  return new UserError(
    `the project came from elsewhere, and names a folder of this machine as its data: ${folder}`,
    {
      code: 'invalid-data-url',
      hint: 'look at .gitmodules; --trust takes the data from there',
    },
  );
}
