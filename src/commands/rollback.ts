import { UserError } from '../errors.ts';
import { requireEnvironment } from '../project/environments.ts';
import { readModelBranch } from '../provenance/model-branch.ts';
import { environmentBranch } from '../releases/environment-branch.ts';
import { followersOf } from '../releases/follow.ts';
import { nextReleaseNumber, readHistory } from '../releases/history.ts';
import { releaseMessage } from '../releases/message.ts';
import { planRollback, type RollbackPlan, type RollbackTarget } from '../releases/plan-rollback.ts';
import type { Release } from '../releases/release.ts';
import { restoredTree } from '../releases/restored-tree.ts';
import { writeRelease } from '../releases/write-release.ts';
import { type Branch, listBranches, resolveCommit } from '../repository/branches/refs.ts';
import { signsCommits } from '../repository/objects/commits.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import { treeId } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import { shortCommit } from '../terminal/format.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { openProject } from './open-project.ts';

type RollbackDocument = {
  environment: string;
  before: string;
  /** Null in a dry run. */
  after: string | null;
  /** The commit whose tree came back. */
  restored: string;
  /** Number of the new release; null where nothing was to be done. */
  release: number | null;
  plan: RollbackPlan;
};

/** A new commit that holds what an earlier release held; the environment's running records stay. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const repository = await openProject(context);
  const { directory, shallow } = repository;
  return withObjectReader(directory, async reader => {
    const [branches, name] = await Promise.all([
      listBranches(directory),
      requireEnvironment(reader, textOf(args.positionals['environment'])),
    ]);
    const environment = environmentBranch(branches, name);
    const before = environment.commit;
    const history = await readHistory({ reader, directory, environment: name, tip: before, shallow });
    const to = await commitOrNumber(directory, textOf(args.options['to']));
    const plan = planRollback(history, { environment: name, to, shallow });
    const document: RollbackDocument = {
      environment: name,
      before,
      after: before,
      restored: plan.target.commit,
      release: null,
      plan,
    };
    const nothing = (reason: string) => ({ document, text: () => `nothing to do: ${reason}` });
    if (plan.action === 'nothing') return nothing(plan.reason);
    const tree = await restoredTree({ reader, directory, tip: before, target: plan.target.commit });
    if (tree === (await treeId(reader, before))) return nothing(`${name} is what ${plan.reason} was`);
    document.release = nextReleaseNumber(history, shallow);
    if (document.release === null) throw tooShallow();
    const dryRun = args.options['dry-run'] === true;
    document.after = await restore({
      context,
      repository,
      reader,
      environment,
      target: plan.target,
      tree,
      release: document.release,
      dryRun,
    });
    return { document, text: () => render(context, document, { plan, undone: history[0], dryRun }) };
  });
}

/** Numbers and ids are looked up in the history; anything else that Git knows (`HEAD~2`, a tag) becomes an id. */
async function commitOrNumber(directory: string, to: string | undefined): Promise<string | undefined> {
  if (to === undefined || /^(\d{1,6}|[0-9a-f]{4,40})$/.test(to)) return to;
  return (await resolveCommit(directory, to)) ?? to;
}

async function restore({
  context,
  repository,
  reader,
  environment,
  target,
  tree,
  release,
  dryRun,
}: {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  environment: Branch;
  target: RollbackTarget;
  /** What is to be committed. */
  tree: string;
  release: number;
  dryRun: boolean;
}): Promise<string | null> {
  const { name, commit: tip } = environment;
  const restored = await readModelBranch(reader, { name, commit: target.commit });
  const { dataCommit } = restored;
  const followers = await followersOf(repository, { branch: name, from: tip, to: tree, dataCommit });
  if (dryRun) return null;
  return writeRelease({
    repository,
    environment,
    tree,
    parents: [tip],
    message: releaseMessage({
      kind: 'rollback',
      environment: name,
      release,
      branch: null,
      metrics: restored.metrics,
      dataCommit,
      stale: [],
      restores: target,
    }),
    epoch: context.epoch,
    sign: await signsCommits(repository.directory),
    unmoved: [],
    as: null,
    followers,
    reason: `git-model rollback: to ${target.release ?? target.commit}`,
  });
}

function tooShallow(): UserError {
  return new UserError('this clone is too shallow: the number of the next release cannot be told', {
    code: 'shallow-clone',
    hint: 'git fetch --unshallow, then run this again',
  });
}

function render(
  { colours }: Context,
  { environment, before, after, release }: RollbackDocument,
  { plan, undone, dryRun }: { plan: RollbackPlan; undone: Release; dryRun: boolean },
): string {
  const commit = after === null ? '' : `, ${shortCommit(after)}`;
  return [
    `${dryRun ? 'would roll back' : colours.green('rolled back')} ${colours.bold(environment)} to ${plan.reason}: release ${release}${commit}`,
    ...(dryRun
      ? []
      : [
          '',
          `what was rolled back stays in history: git-model rollback ${environment} --to ${undone.release ?? shortCommit(before)} brings it back`,
        ]),
  ].join('\n');
}
