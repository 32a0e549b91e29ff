import { requireEnvironment } from '../project/environments.ts';
import { ENVIRONMENT_OWNED } from '../project/layout.ts';
import { readModelBranch } from '../provenance/model-branch.ts';
import { followersOf } from '../releases/follow.ts';
import { nextReleaseNumber, readHistory } from '../releases/history.ts';
import { releaseMessage } from '../releases/message.ts';
import { differing, entriesAt } from '../releases/owned-entries.ts';
import { planRollback } from '../releases/plan-rollback.ts';
import { requireIdentity, signsCommits, writeCommit } from '../repository/commits.ts';
import { finishPending, moveBranch } from '../repository/journal.ts';
import { type ObjectReader, withObjectReader } from '../repository/object-reader.ts';
import { branchNamed, listBranches } from '../repository/refs.ts';
import { openRepository } from '../repository/repository.ts';
import { editTree, treeId } from '../repository/trees.ts';
import { shortCommit } from '../terminal/format.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';

type RollbackDocument = {
  environment: string;
  before: string;
  after: string | null;
  /** The commit whose tree came back, and its number. */
  restored: string | null;
  restoredRelease: number | null;
  release: number | null;
  plan: unknown;
};

/** A new commit that holds what an earlier release held; the environment's running records stay. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const dryRun = args.options['dry-run'] === true;
  const repository = await openRepository(context.directory);
  for (const branch of await finishPending(repository))
    context.say(`finished what a killed command left undone on ${branch}`);
  return withObjectReader(repository.directory, async reader => {
    const [branches, environment] = await Promise.all([
      listBranches(repository.directory),
      requireEnvironment(reader, textOf(args.positionals['environment'])),
    ]);
    const tip = branchNamed(branches, environment).commit;
    const history = await readHistory(reader, environment, tip);
    const plan = planRollback(history, environment, textOf(args.options['to']));
    const document: RollbackDocument = {
      environment,
      before: tip,
      after: tip,
      restored: null,
      restoredRelease: null,
      release: null,
      plan,
    };
    if (plan.action === 'nothing') return { document, text: () => `nothing to do: ${plan.reason}` };

    const { target } = plan;
    const release = nextReleaseNumber(history, !repository.shallow) ?? (target.release ?? 0) + 1;
    const tree = await restoredTree(reader, repository.directory, tip, target.commit);
    const restored = await readModelBranch(reader, { name: environment, commit: target.commit });
    const followers = await followersOf(repository, environment, {
      from: tip,
      to: tree,
      dataCommit: restored.dataCommit,
    });
    Object.assign(document, {
      after: null,
      restored: target.commit,
      restoredRelease: target.release,
      release,
    });
    if (!dryRun) {
      await requireIdentity(repository.directory);
      document.after = await writeCommit({
        directory: repository.directory,
        tree,
        parents: [tip],
        message: releaseMessage({
          kind: 'rollback',
          environment,
          release,
          branch: null,
          before: null,
          metrics: restored.metrics,
          dataCommit: restored.dataCommit,
          stale: [],
          restores: target,
        }),
        epoch: context.epoch,
        sign: await signsCommits(repository.directory),
      });
      await moveBranch({
        repository,
        moves: [{ ref: `refs/heads/${environment}`, before: tip, after: document.after }],
        reason: `git-model rollback: to ${target.release ?? target.commit}`,
        followers,
      });
    }
    return { document, text: () => render(context, document, plan.reason, dryRun) };
  });
}

/** The tree of the release, with the environment's records as they are now. */
async function restoredTree(
  reader: ObjectReader,
  directory: string,
  tip: string,
  target: string,
): Promise<string> {
  const [now, then] = await Promise.all([treeId(reader, tip), treeId(reader, target)]);
  const changes = differing(
    await entriesAt(reader, then, ENVIRONMENT_OWNED),
    await entriesAt(reader, now, ENVIRONMENT_OWNED),
  );
  return changes.size === 0 ? then : editTree({ reader, directory, root: then, changes });
}

function render({ colours }: Context, document: RollbackDocument, reason: string, dryRun: boolean): string {
  const { environment, after, release } = document;
  return [
    `${dryRun ? 'would roll back' : colours.green('rolled back')} ${colours.bold(environment)} to ${reason}: release ${release}${after ? `, ${shortCommit(after)}` : ''}`,
    ...(dryRun
      ? []
      : [
          '',
          `what was rolled back is still in history: git-model history ${environment}; to bring it back: git-model rollback ${environment} --to ${(release ?? 1) - 1}`,
        ]),
  ].join('\n');
}
