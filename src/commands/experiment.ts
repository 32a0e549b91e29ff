import path from 'node:path';
import { UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import { setKeys } from '../project/set-keys.ts';
import { beginBranchHere, beginBranchInNewTree } from '../repository/begin-branch.ts';
import { writeBlobs } from '../repository/blobs.ts';
import { requireBranchName, requireNoNesting } from '../repository/branch-names.ts';
import { requireCleanSubmodule } from '../repository/clean-submodule.ts';
import { commitMessage, requireIdentity, signsCommits, writeCommit } from '../repository/commits.ts';
import { locateDataRepository, storeHolding } from '../repository/data-repository.ts';
import { finishPending } from '../repository/journal.ts';
import { type ObjectReader, withObjectReader } from '../repository/object-reader.ts';
import { type Branch, branchNamed, listBranches } from '../repository/refs.ts';
import { openRepository, type Repository } from '../repository/repository.ts';
import { hasSubmodule } from '../repository/submodule.ts';
import { editTree, entryAt } from '../repository/trees.ts';
import { changesIn, uncommittedChanges } from '../repository/working-tree.ts';
import { mainWorkingTree } from '../repository/worktrees.ts';
import { shortCommit } from '../terminal/format.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';

/** Branches off a model; this tree switches to it, or another is made for it. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const repository = await openRepository(context.directory);
  for (const branch of await finishPending(repository))
    context.say(`finished what a killed command left undone on ${branch}`);
  const name = String(args.positionals['name']);
  await requireBranchName(repository.directory, name);
  return withObjectReader(repository.directory, async reader => {
    const [branches, environments] = await Promise.all([
      listBranches(repository.directory),
      readEnvironments(reader),
    ]);
    requireFree(name, branches, environments.names);
    const from = branchNamed(branches, textOf(args.options['from']) ?? environments.main);
    const assignments = listOf(args.options['set']);
    const worktree = textOf(args.options['worktree']);
    const place =
      worktree === undefined
        ? repository.directory
        : path.resolve(context.directory, worktree || besideThis(repository, name));
    if (worktree === undefined) await requireNothingToCarry(repository);

    const edited = await editedConfiguration(reader, from, assignments);
    const dryRun = args.options['dry-run'] === true;
    const commit =
      edited === null || dryRun
        ? from.commit
        : await commitSettings({ context, repository, reader, name, from, edited, assignments });
    if (!dryRun) {
      const needed = worktree !== undefined || (await hasSubmodule(repository));
      const branch = { name, commit, ...(await dataOf(repository, reader, commit, needed)) };
      if (worktree === undefined) await beginBranchHere(repository, branch);
      else {
        const { url } = await locateDataRepository(repository);
        await beginBranchInNewTree(repository, { ...branch, directory: place, url });
      }
    }
    const document = { branch: name, from: { branch: from.name, commit: from.commit }, commit, path: place };
    return {
      document,
      text: () => render(context, document, { dryRun, assignments, here: worktree === undefined }),
    };
  });
}

function requireFree(name: string, branches: readonly Branch[], environments: readonly string[]): void {
  if (branches.some(branch => branch.name === name)) {
    throw new UserError(`there is a branch "${name}" already`, {
      code: 'branch-exists',
      hint: `git switch ${name}, or choose another name`,
      details: { branch: name },
    });
  }
  if (environments.includes(name)) {
    throw new UserError(`"${name}" is the name of an environment`, {
      code: 'environment-branch',
      hint: `to make that environment: git branch ${name} prod; for an experiment choose another name`,
    });
  }
  requireNoNesting(name, [...branches.map(branch => branch.name), ...environments]);
}

/** Uncommitted work is never carried along silently: not what is tracked, not a new file of src/. */
async function requireNothingToCarry(repository: Repository): Promise<void> {
  const [everywhere, code] = await Promise.all([
    changesIn(repository.directory, [], { untracked: false }),
    changesIn(repository.directory, [SOURCE, CONFIGURATION]),
  ]);
  const files = [...new Set([...everywhere, ...code].map(change => change.path))];
  if (files.length === 0) return;
  if (files.length === 1 && files[0] === DATA) await requireCleanSubmodule(repository);
  throw uncommittedChanges(
    'uncommitted changes would move to the new branch',
    files,
    'commit them here (git-model train does), or git stash --include-untracked, or use --worktree for a tree of its own',
  );
}

async function editedConfiguration(
  reader: ObjectReader,
  from: Branch,
  assignments: readonly string[],
): Promise<string | null> {
  if (assignments.length === 0) return null;
  const blob = await reader.read(`${from.commit}:${CONFIGURATION}`);
  if (blob === null) {
    throw new UserError(`${from.name} has no ${CONFIGURATION}`, {
      code: 'no-configuration',
      hint: 'choose another branch with --from',
    });
  }
  const text = blob.bytes.toString('utf8');
  const edited = setKeys(text, assignments);
  return edited === text ? null : edited;
}

async function commitSettings({
  context,
  repository: { directory },
  reader,
  name,
  from,
  edited,
  assignments,
}: {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  name: string;
  from: Branch;
  edited: string;
  assignments: readonly string[];
}): Promise<string> {
  await requireIdentity(directory);
  const [id] = await writeBlobs(directory, [edited]);
  const tree = await editTree({
    reader,
    directory,
    root: `${from.commit}^{tree}`,
    changes: new Map([[CONFIGURATION, { mode: '100644', id }]]),
  });
  return writeCommit({
    directory,
    tree,
    parents: [from.commit],
    message: commitMessage(
      `Begin ${name}: ${assignments.join(', ')}`,
      [`Set in mv.yaml, off ${from.name}; not trained yet.`],
      [['Mv-Kind', 'experiment']],
    ),
    epoch: context.epoch,
    sign: await signsCommits(directory),
  });
}

/** The pin of a commit, and where its data can be had: asked before anything is made that will need them. */
async function dataOf(
  repository: Repository,
  reader: ObjectReader,
  commit: string,
  needed: boolean,
): Promise<{ pin: string | null; store: string | null }> {
  const pin = (await entryAt(reader, `${commit}^{tree}`, DATA))?.id ?? null;
  return { pin, store: pin === null || !needed ? null : await storeHolding(repository, pin) };
}

function besideThis(repository: Repository, name: string): string {
  const main = mainWorkingTree(repository);
  return path.join(path.dirname(main), `${path.basename(main)}-${name.replaceAll('/', '-')}`);
}

function render(
  { colours, directory }: Context,
  document: { branch: string; from: { branch: string; commit: string }; commit: string; path: string },
  { dryRun, assignments, here }: { dryRun: boolean; assignments: readonly string[]; here: boolean },
): string {
  const { branch, from, commit } = document;
  const folder = path.relative(directory, document.path) || '.';
  return [
    `${dryRun ? 'would begin' : colours.green('began')} ${colours.bold(branch)} at ${shortCommit(commit)}, off ${from.branch} (${shortCommit(from.commit)})`,
    ...(assignments.length > 0 ? [`set      ${assignments.join(', ')}`] : []),
    ...(here ? [] : [`tree     ${document.path}`]),
    '',
    'next:',
    ...(here ? [] : [`  cd ${folder}`]),
    ...(assignments.length > 0 ? [] : ['  edit src/features.js or mv.yaml']),
    '  git model train',
  ].join('\n');
}
