// Builds a whole project in a staging folder: data repository, submodule, scaffold, first model, one commit on `prod`.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import { releaseMessage } from '../releases/message.ts';
import { writeBlobs } from '../repository/blobs.ts';
import { signsCommits, writeCommit } from '../repository/commits.ts';
import { git } from '../repository/git.ts';
import { withObjectReader } from '../repository/object-reader.ts';
import { moveRefs } from '../repository/refs.ts';
import { placeSubmodule } from '../repository/submodule.ts';
import { EMPTY_TREE, editTree, entryAt, type Replacement } from '../repository/trees.ts';
import { writeModelTree } from '../training/model-tree.ts';
import { type TrainedCommit, trainCommit } from '../training/train-commit.ts';

export const FIRST_BRANCH = 'prod';

export type NewProject = {
  /** Staging folder of the project. */
  directory: string;
  /** A Git directory that holds the data. */
  store: string;
  dataCommit: string;
  /** What `.gitmodules` says. */
  url: string;
  /** What the submodule's remote and the local configuration say, once everything is at its place. */
  resolvedUrl: string;
  /** Path -> text of every scaffolded file, mv.yaml and src/ included. */
  files: ReadonlyMap<string, string>;
  epoch: number | null;
  onProgress: (step: string, share: number) => void;
  onOutput: (text: string) => void;
};

export type CreatedProject = TrainedCommit & {
  commit: string;
  seconds: TrainedCommit['seconds'] & { commit: number };
};

export async function createProject(project: NewProject): Promise<CreatedProject> {
  const { directory, store, dataCommit, url, resolvedUrl, epoch } = project;
  await mkdir(directory, { recursive: true });
  await git(['init', '--quiet', `--initial-branch=${FIRST_BRANCH}`], { directory });
  return withObjectReader(directory, async reader => {
    const scaffold = new Map([...project.files, ['.gitmodules', gitmodules(url)]]);
    const paths = [...scaffold.keys()];
    const ids = await writeBlobs(directory, [...scaffold.values()]);
    const changes = new Map<string, Replacement>(
      paths.map((name, index) => [name, { mode: '100644', id: ids[index] }]),
    );
    changes.set(DATA, { mode: '160000', id: dataCommit });
    const base = await editTree({ reader, directory, root: EMPTY_TREE, changes });
    const [source, configuration] = await Promise.all([
      entryAt(reader, base, SOURCE),
      entryAt(reader, base, CONFIGURATION),
    ]);
    const parts = { sourceTree: source!.id, configurationBlob: configuration!.id, dataCommit };
    const made = await trainCommit({
      reader,
      directory,
      branch: FIRST_BRANCH,
      ...parts,
      store: Promise.resolve(store),
      onProgress: project.onProgress,
      onOutput: project.onOutput,
    });

    const clock = performance.now();
    const tree = await writeModelTree({
      reader,
      directory,
      base,
      ...parts,
      files: made.files,
      begun: made.begun,
      leftover: null,
    });
    const commit = await writeCommit({
      directory,
      tree,
      parents: [],
      message: releaseMessage({
        kind: 'init',
        environment: FIRST_BRANCH,
        release: 1,
        branch: null,
        before: null,
        metrics: made.trained.metrics,
        dataCommit,
        stale: [],
        restores: null,
        name: made.configuration.name,
      }),
      epoch,
      sign: await signsCommits(directory),
    });
    await moveRefs(
      directory,
      [{ ref: `refs/heads/${FIRST_BRANCH}`, before: null, after: commit }],
      'git-model init',
    );
    await git(['read-tree', '-m', '-u', '--no-recurse-submodules', 'HEAD'], { directory, write: true });
    const gitDirectory = path.join(directory, '.git');
    await placeSubmodule({ directory, gitDirectory }, { store, url: resolvedUrl, pin: dataCommit });
    await git(['update-index', '-q', '--refresh'], { directory, answers: [1] });
    return { ...made, commit, seconds: { ...made.seconds, commit: (performance.now() - clock) / 1000 } };
  });
}

function gitmodules(url: string): string {
  return `[submodule "${DATA}"]\n\tpath = ${DATA}\n\turl = ${configurationText(url)}\n`;
}

/** A value as Git's configuration writes it: `#` and `;` would begin a comment, and spaces at the ends be lost. */
function configurationText(value: string): string {
  if (/^[\w./:@%+~-]+$/.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
