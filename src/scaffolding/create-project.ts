// Builds a whole project in a staging folder: scaffold, first model, one commit on `prod`.

import path from 'node:path';
import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { releaseMessage } from '../releases/message.ts';
import { moveRefs } from '../repository/branches/refs.ts';
import { configurationText } from '../repository/git/configuration-text.ts';
import { git } from '../repository/git/git.ts';
import { type BlobWriter, withBlobWriter } from '../repository/objects/blob-writer.ts';
import { writeCommit } from '../repository/objects/commits.ts';
import { newTree, type Replacement } from '../repository/objects/edit-tree.ts';
import { fillIn, installFilters, openLargeFiles, usesLargeFiles } from '../repository/objects/large-store.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';
import { type Dataset, readDataset } from '../training/dataset.ts';
import { writeModelTree } from '../training/model-tree.ts';
import { datasetAtHand } from '../training/rows-at-hand.ts';
import { type TrainedCommit, trainCommit } from '../training/train-commit.ts';
import { type BegunProject, FIRST_BRANCH } from './begin-project.ts';
import type { Inspection } from './inspect-data.ts';
import type { StoredData } from './store-data.ts';

export type NewProject = {
  begun: BegunProject;
  /** Path -> text of every scaffolded file, mv.yaml and src/ included. */
  files: ReadonlyMap<string, string>;
  inspection: Inspection;
  separator: Configuration['data']['separator'];
  epoch: number | null;
  onProgress: (step: string, share: number) => void;
  onOutput: (text: string) => void;
  /** Asked before packages are installed for a template that needs some. */
  agree: (question: string) => Promise<boolean>;
};

export type CreatedProject = TrainedCommit & {
  commit: string;
  seconds: TrainedCommit['seconds'] & { commit: number };
};

export async function createProject(project: NewProject): Promise<CreatedProject> {
  const { begun, epoch } = project;
  const { directory, maker } = begun;
  const [stored, { signs }] = await Promise.all([begun.data.confirm(), begun.prepared]);
  return withTools(directory, async (reader, blobs) => {
    const { base, ...parts } = await writeScaffold(project, { reader, blobs }, stored);
    const made = await trainCommit({
      reader,
      blobs,
      large: openLargeFiles(
        { commonDirectory: path.join(directory, '.git') },
        project.files.get('.gitattributes') ?? '',
      ),
      branch: FIRST_BRANCH,
      ...parts,
      readRows: configuration => rowsFor(configuration, project, stored),
      onProgress: project.onProgress,
      onOutput: project.onOutput,
      ...(maker ? { maker } : {}),
      python: {
        directory,
        commonDirectory: path.join(directory, '.git'),
        environment: process.env,
        agree: project.agree,
        say: line => project.onOutput(line),
      },
    });
    void maker?.close();

    const clock = performance.now();
    const { files, begun: writing } = made;
    const tree = await writeModelTree({
      reader,
      directory,
      base,
      ...parts,
      blobs,
      files,
      begun: writing,
      leftover: null,
    });
    const message = releaseMessage({
      kind: 'init',
      environment: FIRST_BRANCH,
      release: 1,
      branch: null,
      before: null,
      metrics: made.trained.metrics,
      dataCommit: stored.commit,
      stale: [],
      restores: null,
      name: made.configuration.name,
    });
    const keepsLarge = await usesLargeFiles(path.join(directory, '.git'));
    if (keepsLarge) await installFilters(directory);
    const work = [
      commitFirst({ directory, tree, message, epoch, sign: signs }),
      git(['read-tree', '-m', '-u', '--no-recurse-submodules', tree], { directory, write: true }),
    ] as const;
    // Where one fails the folder goes: then the other must not write any more.
    await Promise.allSettled(work);
    const [commit] = await Promise.all(work);
    if (keepsLarge) await fillIn(directory);
    return { ...made, commit, seconds: { ...made.seconds, commit: (performance.now() - clock) / 1000 } };
  });
}

/** What reads and writes objects, there for all of it. */
function withTools<T>(
  directory: string,
  use: (reader: ObjectReader, blobs: BlobWriter) => Promise<T>,
): Promise<T> {
  return withObjectReader(directory, reader => withBlobWriter(directory, blobs => use(reader, blobs)));
}

type Scaffold = { base: string; sourceTree: string; configurationBlob: string; dataCommit: string };

async function writeScaffold(
  { begun: { directory, data }, files }: NewProject,
  { reader, blobs }: { reader: ObjectReader; blobs: BlobWriter },
  { commit: dataCommit }: StoredData,
): Promise<Scaffold> {
  const scaffold = new Map([...files, ['.gitmodules', gitmodules(data.url)]]);
  const written = [...scaffold].map(async ([name, text]) => {
    const { id } = await blobs.begin(text);
    return [name, { mode: '100644' as const, id: await id }] as const;
  });
  const changes = new Map<string, Exclude<Replacement, null>>(await Promise.all(written));
  changes.set(DATA, { mode: '160000', id: dataCommit });
  const base = await newTree(directory, changes);
  const source = await entryAt(reader, base, SOURCE);
  return { base, sourceTree: source!.id, configurationBlob: changes.get(CONFIGURATION)!.id, dataCommit };
}

/** Those that were read to look at, unless `--set` made mv.yaml say otherwise. */
async function rowsFor(
  configuration: Configuration,
  { inspection, begun: { data }, separator }: NewProject,
  { store, commit }: StoredData,
): Promise<Dataset> {
  const { read } = inspection;
  const files = read.files.map((file, index) => ({ ...file, path: data.paths[index] }));
  const atHand = datasetAtHand(configuration, { ...read, files, patterns: data.patterns, separator });
  return atHand ?? readDataset({ configuration, store, commit });
}

async function commitFirst(
  what: Pick<Parameters<typeof writeCommit>[0], 'directory' | 'tree' | 'message' | 'epoch' | 'sign'>,
): Promise<string> {
  const commit = await writeCommit({ ...what, parents: [] });
  await moveRefs(
    what.directory,
    [{ ref: `refs/heads/${FIRST_BRANCH}`, before: null, after: commit }],
    'git-model init',
  );
  return commit;
}

function gitmodules(url: string): string {
  return `[submodule "${DATA}"]\n\tpath = ${DATA}\n\turl = ${configurationText(url)}\n`;
}
