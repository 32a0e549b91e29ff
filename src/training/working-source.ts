// What the next training commit would hold: code and configuration as they lie in the working tree, the data where its
// submodule stands. The index is left alone.

import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { CONFIGURATION, DATA, MODEL_OWNED, SOURCE } from '../project/layout.ts';
import { git, gitLine } from '../repository/git.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { requireCleanSubmodule, submoduleHead } from '../repository/submodule.ts';
import { entryAt, readTree } from '../repository/trees.ts';
import { changesIn, uncommittedChanges } from '../repository/working-tree.ts';

export type WorkingSource = {
  sourceTree: string;
  configurationBlob: string;
  dataCommit: string;
  /** Uncommitted paths of src/ and mv.yaml that belong to the commit. */
  edits: string[];
};

/**
 * Reads the working tree against `head`. Throws Moved `uncommitted-changes` where something in data/ is not committed,
 * or a file that training writes was edited by hand; UserError where src/, mv.yaml or the pin is missing.
 */
export async function readWorkingSource(
  repository: Repository,
  reader: ObjectReader,
  head: string,
): Promise<WorkingSource> {
  const { directory } = repository;
  const changes = await changesIn(directory, [SOURCE, CONFIGURATION, ...MODEL_OWNED]);
  const unmerged = changes.filter(change => change.kind === 'unmerged').map(change => change.path);
  if (unmerged.length > 0) {
    throw uncommittedChanges(
      'a merge is not finished',
      unmerged,
      'resolve it and commit, or git merge --abort',
    );
  }
  const edits = changes.map(change => change.path).filter(isPeoples);
  const data = changes.find(change => change.path === DATA);
  if (data?.submodule?.dirty || changes.some(change => change.path.startsWith(`${DATA}/`))) {
    await requireCleanSubmodule(repository);
  }
  const written = changes.filter(
    ({ path: file, kind }) => !isPeoples(file) && !isData(file) && kind === 'tracked',
  );
  if (written.length > 0) {
    throw uncommittedChanges(
      'files that training writes were edited by hand',
      written.map(change => change.path),
      'take the edits back (git checkout -- <file>) or keep them elsewhere',
    );
  }

  const root = new Map((await readTree(reader, `${head}^{tree}`)).map(entry => [entry.name, entry]));
  const dataCommit = (data?.submodule?.moved ? await submoduleHead(repository) : null) ?? root.get(DATA)?.id;
  if (edits.length === 0) {
    return requireParts({
      sourceTree: root.get(SOURCE)?.id,
      configurationBlob: root.get(CONFIGURATION)?.id,
      dataCommit,
      edits,
    });
  }
  const tree = await writeEditedTree(repository, [SOURCE, CONFIGURATION]);
  const [source, configuration] = await Promise.all([
    entryAt(reader, tree, SOURCE),
    entryAt(reader, tree, CONFIGURATION),
  ]);
  return requireParts({ sourceTree: source?.id, configurationBlob: configuration?.id, dataCommit, edits });
}

function isPeoples(file: string): boolean {
  return file === CONFIGURATION || file === SOURCE || file.startsWith(`${SOURCE}/`);
}

function isData(file: string): boolean {
  return file === DATA || file.startsWith(`${DATA}/`);
}

/** Through a copy of the index, so that filters, modes and ignore rules are Git's own and nothing is staged. */
async function writeEditedTree(
  { directory, gitDirectory }: Repository,
  paths: readonly string[],
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'git-model-index-'));
  try {
    const index = path.join(folder, 'index');
    await copyFile(path.join(gitDirectory, 'index'), index);
    const environment = { GIT_INDEX_FILE: index };
    await git(['add', '--all', '--', ...paths], { directory, environment });
    return await gitLine(['write-tree', '--missing-ok'], { directory, environment });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function requireParts(parts: Partial<WorkingSource> & { edits: string[] }): WorkingSource {
  const missing = (what: string, remedy: string) =>
    new UserError(`this branch has no ${what}`, { code: 'incomplete-branch', hint: remedy });
  if (!parts.sourceTree) throw missing('src/', 'git checkout prod -- src');
  if (!parts.configurationBlob) throw missing(CONFIGURATION, `git checkout prod -- ${CONFIGURATION}`);
  if (!parts.dataCommit)
    throw missing('data/ (the submodule with the rows)', 'git checkout prod -- data .gitmodules');
  return parts as WorkingSource;
}
