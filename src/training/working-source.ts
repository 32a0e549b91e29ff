// What the next training commit would hold: code and configuration as they lie in the working tree, the data where its
// submodule stands. The index is left alone.

import { copyFile, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { Moved, UserError } from '../errors.ts';
import { CONFIGURATION, DATA, MODEL_OWNED, SOURCE } from '../project/layout.ts';
import { git, gitLine } from '../repository/git/git.ts';
import { isThere } from '../repository/is-there.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt, readTree } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import { withTemporaryFolder } from '../repository/temporary-folder.ts';
import { requireCleanSubmodule } from '../repository/working-trees/clean-submodule.ts';
import { unfinishedCommit } from '../repository/working-trees/operation-in-progress.ts';
import { submoduleHead } from '../repository/working-trees/submodule.ts';
import { type Change, changesIn, uncommittedChanges } from '../repository/working-trees/working-tree.ts';

export type WorkingSource = {
  sourceTree: string;
  configurationBlob: string;
  dataCommit: string;
  /** Uncommitted paths of src/ and mv.yaml that belong to the commit. */
  edits: string[];
};

/**
 * Reads the working tree against `head`. Throws Moved `uncommitted-changes` where something in data/ is not committed,
 * or a file that training writes was edited by hand, `operation-in-progress` in the middle of a merge; UserError where src/, mv.yaml or the pin is missing.
 */
export async function readWorkingSource(
  repository: Repository,
  reader: ObjectReader,
  head: string,
): Promise<WorkingSource> {
  const { directory } = repository;
  await requireNothingUnfinished(repository);
  const changes = await changesIn(directory, [SOURCE, CONFIGURATION, ...MODEL_OWNED]);
  const edits = changes.filter(change => isPeoples(change.path));
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
      edits: [],
    });
  }
  const tree = await writeEditedTree(repository, edits);
  const [source, configuration] = await Promise.all([
    entryAt(reader, tree, SOURCE),
    entryAt(reader, tree, CONFIGURATION),
  ]);
  return requireParts({
    sourceTree: source?.id,
    configurationBlob: configuration?.id,
    dataCommit,
    edits: edits.map(change => change.path),
  });
}

/** A training commit in the middle of a merge would take part of it, and the merge would go on without. */
async function requireNothingUnfinished({ directory, gitDirectory }: Repository): Promise<void> {
  const operation = await unfinishedCommit(gitDirectory);
  if (operation === null) return;
  throw new Moved(`a ${operation} is not finished in this working tree`, {
    code: 'operation-in-progress',
    hint: `resolve it and commit, or: git ${operation} --abort`,
    details: { directory, operation },
  });
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
  edits: readonly Change[],
): Promise<string> {
  return withTemporaryFolder('index', async folder => {
    const index = path.join(folder, 'index');
    await copyIndex(path.join(gitDirectory, 'index'), index);
    const environment = { GIT_INDEX_FILE: index };
    // Adding such a file would settle the conflict.
    if (edits.some(change => change.kind === 'unmerged')) await requireNoConflict(directory);
    const paths = await addable(directory, edits);
    // `--sparse`: an edit is an edit, also where a sparse checkout leaves its folder out.
    if (paths.length > 0) await git(['add', '--all', '--sparse', '--', ...paths], { directory, environment });
    const writing = ['write-tree', '--missing-ok'];
    const { stdout, exitCode } = await git(writing, { directory, environment, answers: [128] });
    if (exitCode === 0) return stdout.trim();
    // Somewhere else in the tree: Git writes none from an index that holds one.
    await requireNoConflict(directory);
    return gitLine(writing, { directory, environment });
  });
}

/** Such as `git stash pop` leaves, anywhere in the tree. */
async function requireNoConflict(directory: string): Promise<void> {
  const { stdout } = await git(['ls-files', '--unmerged', '-z'], { directory });
  const files = [...new Set(stdout.split('\0').flatMap(line => line.split('\t').slice(1)))];
  if (files.length > 0)
    throw uncommittedChanges('conflicts are not resolved', files, 'resolve them and git add them');
}

/**
 * The time goes with it: Git looks into a file again that was edited in the very second its index was written, and with
 * a younger index it would take such a file for unchanged. No index at all is what `git clone --no-checkout` leaves.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(from);
    await copyFile(from, to);
    await utimes(to, Math.floor(mtimeMs / 1000), Math.floor(mtimeMs / 1000));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** git add refuses a path that is neither there nor in the index: one whose deletion was staged already. */
async function addable(directory: string, edits: readonly Change[]): Promise<string[]> {
  const found: string[] = [];
  for (const top of [SOURCE, CONFIGURATION]) {
    const under = edits.filter(({ path: file }) => file === top || file.startsWith(`${top}/`));
    const deletedHere = under.some(change => change.inWorkingTree === 'deleted');
    if (under.length > 0 && (deletedHere || (await isThere(path.join(directory, top))))) found.push(top);
  }
  return found;
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
