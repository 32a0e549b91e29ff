import path from 'node:path';
import { UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION, DATA } from '../project/layout.ts';
import { setKeys } from '../project/set-keys.ts';
import { beginBranchHere, beginBranchInNewTree } from '../repository/branches/begin-branch.ts';
import { requireBranchName } from '../repository/branches/branch-names.ts';
import { type Branch, listBranches } from '../repository/branches/refs.ts';
import { locateDataRepository } from '../repository/data/data-repository.ts';
import { storeHolding } from '../repository/data/data-store.ts';
import { writeBlobs } from '../repository/objects/blobs.ts';
import { commitMessage, requireIdentity, signsCommits, writeCommit } from '../repository/objects/commits.ts';
import { editTree } from '../repository/objects/edit-tree.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import { hasSubmodule } from '../repository/working-trees/submodule.ts';
import { mainWorkingTree } from '../repository/working-trees/worktrees.ts';
import { enterFolder } from '../terminal/enter-folder.ts';
import { shortCommit } from '../terminal/format.ts';
import { sanitize } from '../terminal/sanitize.ts';
import {
  branchToStartFrom,
  commitNobodyHolds,
  requireFree,
  requireNothingToCarry,
} from './before-experiment.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';
import { openProject } from './open-project.ts';

/** Branches off a model; this tree switches to it, or another is made for it. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const repository = await openProject(context);
  const name = String(args.positionals['name']);
  await requireBranchName(repository.directory, name);
  return withObjectReader(repository.directory, async reader => {
    const [branches, environments] = await Promise.all([
      listBranches(repository.directory),
      readEnvironments(reader),
    ]);
    requireFree(name, branches, environments.names);
    const from = branchToStartFrom(branches, textOf(args.options['from']) ?? environments.main);
    const assignments = listOf(args.options['set']);
    const worktree = textOf(args.options['worktree']);
    const place =
      worktree === undefined
        ? repository.directory
        : path.resolve(context.directory, worktree || besideThis(repository, name));
    if (worktree === undefined) await requireNothingToCarry(repository, name);
    const left = worktree === undefined ? await commitNobodyHolds(repository.directory) : null;

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
    if (left !== null && !dryRun) {
      context.say(
        `no branch holds the commit this tree stood on: git branch <name> ${left} keeps it`,
        'note',
      );
    }
    const document = { branch: name, from: { branch: from.name, commit: from.commit }, commit, path: place };
    return {
      document,
      text: () => render(context, document, { dryRun, assignments, here: worktree === undefined }),
    };
  });
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
  const edited = setKeys(text, assignments, `${CONFIGURATION} of ${from.name}`);
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
    message: beginMessage(name, from.name, assignments),
    epoch: context.epoch,
    sign: await signsCommits(directory),
  });
}

/** A subject that one line of `git log` holds; what does not fit stands below it. */
function beginMessage(name: string, from: string, assignments: readonly string[]): string {
  const lines = assignments.map(sanitize);
  const subject = `Begin ${name}: ${lines.join(', ')}`;
  const fits = subject.length <= 72;
  const what = fits ? `Set in mv.yaml, off ${from}; not trained yet.` : `Off ${from}; not trained yet.`;
  return commitMessage(
    fits
      ? subject
      : `Begin ${name}: ${lines.length === 1 ? 'one setting' : `${lines.length} settings`} of mv.yaml`,
    fits ? [what] : [lines.join('\n'), what],
    [['Mv-Kind', 'experiment']],
  );
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
  return [
    `${dryRun ? 'would begin' : colours.green('began')} ${colours.bold(branch)} at ${shortCommit(commit)}, off ${from.branch} (${shortCommit(from.commit)})`,
    ...(assignments.length > 0 ? [`set      ${assignments.map(sanitize).join(', ')}`] : []),
    ...(here ? [] : [`tree     ${sanitize(document.path)}`]),
    '',
    'next:',
    ...enterFolder(directory, document.path).map(line => `  ${line}`),
    ...(assignments.length > 0 ? [] : ['  edit src/features.js or mv.yaml']),
    '  git model train',
  ].join('\n');
}
