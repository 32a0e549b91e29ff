// `init --automation` in a project that is there: the files come to the branch that is checked out, as one commit.

import { UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION } from '../project/layout.ts';
import { type Branch, currentBranch, resolveCommit } from '../repository/branches/refs.ts';
import { withObjectReader } from '../repository/objects/object-reader.ts';
import { readRemotes } from '../repository/remotes/remotes.ts';
import { addFiles, type PlacedFile, placeFiles } from '../scaffolding/add-files.ts';
import { type Automation, automationFiles } from '../scaffolding/automation.ts';
import { shortCommit } from '../terminal/format.ts';
import { sanitize } from '../terminal/sanitize.ts';
import type { Context, Result } from './command.ts';
import { openProject } from './open-project.ts';

type AddedDocument = {
  project: { name: string; path: string };
  branch: string;
  before: string;
  /** Null in a dry run that would add something. */
  commit: string | null;
  automation: PlacedFile[];
};

/** Throws UserError `detached-head` or `no-configuration`, and what `addFiles` throws. */
export async function addAutomation(
  context: Context,
  automations: readonly Automation[],
  { directory, dryRun }: { directory: string; dryRun: boolean },
): Promise<Result> {
  const repository = await openProject({ ...context, directory });
  return withObjectReader(repository.directory, async reader => {
    const branch = await branchHere(repository.directory);
    const { main, configuration } = await readEnvironments(reader);
    const settings = await configuration();
    if (settings === null) throw noProject(branch.name);
    const { remotes } = await readRemotes(repository.directory);
    const files = await automationFiles(automations, {
      name: settings.name,
      environment: main,
      url: (remotes.find(({ name }) => name === 'origin') ?? remotes[0])?.url ?? null,
    });
    const placed = await placeFiles(files, { reader, repository, branch });
    const added = new Map(
      placed.filter(({ outcome }) => outcome === 'added').map(file => [file.path, files.get(file.path)!]),
    );
    const commit =
      added.size === 0
        ? branch.commit
        : dryRun
          ? null
          : await addFiles({
              ...{ repository, reader, branch, added },
              subject: `Add automation: ${automations.join(', ')}`,
              epoch: context.epoch,
            });
    sayWhatIsKept(context, placed);
    const document: AddedDocument = {
      project: { name: settings.name, path: repository.directory },
      branch: branch.name,
      before: branch.commit,
      commit,
      automation: placed,
    };
    return { document, text: () => render(context, document, main) };
  });
}

async function branchHere(directory: string): Promise<Branch> {
  const [name, commit] = await Promise.all([currentBranch(directory), resolveCommit(directory, 'HEAD')]);
  if (name === null) {
    throw new UserError('HEAD is detached: there is no branch to add files to', {
      code: 'detached-head',
      hint: 'git switch to the branch that is to have them',
    });
  }
  if (commit === null) throw noProject(name);
  return { name, commit };
}

function noProject(branch: string): UserError {
  return new UserError(`${branch} has no ${CONFIGURATION}: there is no project to automate`, {
    code: 'no-configuration',
    hint: 'make one first: git-model init <folder> --data <csv> --target <column> --automation <names>',
  });
}

function sayWhatIsKept({ say }: Context, placed: readonly PlacedFile[]): void {
  for (const { path: file, outcome } of placed) {
    if (outcome !== 'kept') continue;
    const remedy =
      file === '.gitlab-ci.yml'
        ? 'for the jobs of models, add to it: include: [{ local: .gitlab/model.yml }]'
        : 'to have it anew, remove it with git rm, commit, and run this again';
    say(`${file} is there already and stays as it is; ${remedy}`, 'note');
  }
}

function render(
  { colours }: Context,
  { branch, before, commit, automation }: AddedDocument,
  environment: string,
): string {
  const names = automation.filter(({ outcome }) => outcome === 'added').map(file => file.path);
  if (names.length === 0)
    return `nothing to add: ${sanitize(branch)} at ${shortCommit(before)} has all of it`;
  const done =
    commit === null
      ? `would add ${names.length} files to ${sanitize(branch)}`
      : `${colours.green('added')} to ${colours.bold(sanitize(branch))} at ${shortCommit(commit)}`;
  const elsewhere =
    branch === environment ? [] : [`they run once they are on ${environment}: promote ${sanitize(branch)}`];
  return [
    done,
    ...names.map(name => `  ${name}`),
    ...elsewhere,
    '',
    'what is left to be set up by hand: docs/automation.md of git-model',
  ].join('\n');
}
