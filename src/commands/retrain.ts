import { UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION } from '../project/layout.ts';
import { type ModelBranch, readModelBranch, stalenessOf } from '../provenance/model-branch.ts';
import { followersOf } from '../releases/follow.ts';
import { moveBranch } from '../repository/branches/move-branch.ts';
import { writeBlobs } from '../repository/objects/blobs.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { isRetrainedBranch, reasonToRetrain } from '../training/plan-retraining.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { openProject } from './open-project.ts';
import { type Asked, planRetrain } from './plan-retrain.ts';
import { renderTraining, type TrainDocument } from './render-training.ts';
import { describeTrained, describeUntrained, trainOnTop } from './train-on-top.ts';

type Call = { context: Context; repository: Repository; reader: ObjectReader; clock: number };
type Source = { sourceTree: string; configurationBlob: string; dataCommit: string };

/** Takes a branch to newer data and trains it there: one commit, and no working tree is needed. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const clock = performance.now();
  const conditions = conditionsOf(args);
  const repository = await openProject(context);
  return withObjectReader(repository.directory, async reader => {
    const call = { context, repository, reader, clock };
    const asked = await planRetrain(context, args, call);
    const why = conditions.length === 0 ? null : await reasonNotTo(call, asked, conditions);
    if (why !== null)
      return untrained(call, asked, { model: asked.before, outcome: 'not-needed', reason: why });
    const source = await sourceOf(call, asked, args);
    const staleness = await stalenessOf(reader, asked.before.provenance, source);
    const reason = reasonToRetrain(staleness, asked.before.dataCommit, source.dataCommit);
    const done = reason === null ? asked.before : await retrainedAlready(call, asked, source);
    if (reason === null || done !== null) {
      const nothing = 'there is nothing newer, and the model is what code, configuration and data would make';
      const outcome = done === null || done === asked.before ? 'nothing-newer' : 'retrained-already';
      return untrained(call, asked, { model: done ?? asked.before, outcome, reason: nothing });
    }
    if (args.options['dry-run'] === true)
      return untrained(call, asked, {
        model: asked.before,
        outcome: 'to-train',
        reason: `would train: ${reason}`,
      });
    return retrain(call, asked, source, { reason, because: textOf(args.options['because']) });
  });
}

/** `--if drift,decay`: any of them is enough. Throws UserError `usage` for anything else. */
function conditionsOf({ options }: Arguments): ('drift' | 'decay')[] {
  const text = textOf(options['if']);
  if (text === undefined) return [];
  return text.split(',').map(each => {
    const condition = each.trim();
    if (condition === 'drift' || condition === 'decay') return condition;
    throw new UserError(`--if knows drift and decay, and not ${JSON.stringify(condition)}`, {
      code: 'usage',
      hint: '--if drift, --if decay, or --if drift,decay for either',
    });
  });
}

/** Null where one of the conditions holds: as the newest window shows, or, where there is none, as was last recorded. */
async function reasonNotTo(
  { context, repository, reader }: Call,
  { before, branches }: Asked,
  conditions: readonly ('drift' | 'decay')[],
): Promise<string | null> {
  const { verdictsOf } = await import('./verdicts-of.ts');
  const verdicts = await verdictsOf({ context, repository, reader, branch: before, branches });
  if (verdicts === null)
    return `it is not known whether ${before.branch} drifts or decays: git-model monitor`;
  if (conditions.some(condition => verdicts[condition] === condition)) return null;
  return conditions.map(condition => `${condition}: ${verdicts[condition]}`).join(', ');
}

/** What the new model is made from: the branch as it is committed, with the data moved and the settings that were asked for. */
async function sourceOf(
  { repository, reader }: Call,
  { before, plan }: Asked,
  args: Arguments,
): Promise<Source> {
  const { sourceTree, configurationBlob, branch } = before;
  if (sourceTree === null || configurationBlob === null) {
    throw new UserError(`${branch} has no ${sourceTree === null ? 'src/' : CONFIGURATION}`, {
      code: 'incomplete-branch',
      hint: `git switch ${branch}, then git checkout prod -- src ${CONFIGURATION}`,
    });
  }
  const assignments = (['window', 'half-life'] as const).flatMap(name => {
    const value = textOf(args.options[name]);
    return value === undefined ? [] : [`training.${name.replace('-', '_')}=${value}`];
  });
  const { dataCommit } = plan;
  if (assignments.length === 0) return { sourceTree, configurationBlob, dataCommit };
  const { setKeys } = await import('../project/set-keys.ts');
  const text = (await reader.read(configurationBlob))?.bytes.toString('utf8') ?? '';
  const edited = setKeys(text, assignments, `${CONFIGURATION} of ${branch}`);
  const [blob] = await writeBlobs(repository.directory, [edited]);
  return { sourceTree, configurationBlob: blob, dataCommit };
}

/** Of an environment: the branch on which the very model stands that would come out, made since it last moved. */
async function retrainedAlready({ reader }: Call, asked: Asked, source: Source): Promise<ModelBranch | null> {
  const { before, plan, branches, named } = asked;
  if (!plan.isNew || named) return null;
  for (const { name, commit } of branches) {
    if (!isRetrainedBranch(name, before.branch)) continue;
    const model = await readModelBranch(reader, { name, commit });
    const same = (['sourceTree', 'configurationBlob', 'dataCommit'] as const).every(
      id => model[id] === source[id],
    );
    if (same && model.fresh) return model;
  }
  return null;
}

function untrained(
  { context, clock }: Call,
  { before }: Asked,
  { model, outcome, reason }: { model: ModelBranch; outcome: TrainDocument['outcome']; reason: string },
): Result {
  const document = describeUntrained(model, {
    ...{ outcome, reason, clock },
    before: before.dataCommit,
    after: model.dataCommit ?? '',
  });
  return { document, text: () => renderTraining(context, document, model.recorded) };
}

async function retrain(
  call: Call,
  { before, plan, isEnvironment }: Asked,
  source: Source,
  { reason, because }: { reason: string; because: string | undefined },
): Promise<Result> {
  const { context, repository, reader, clock } = call;
  const follow = async (to: string) =>
    plan.isNew
      ? []
      : followersOf(repository, {
          branch: before.branch,
          from: before.commit,
          to,
          dataCommit: source.dataCommit,
        });
  // Asked before the work, not after it: whoever stands on the branch must be free to follow.
  await follow(before.commit);
  const made = await trainOnTop(call, before, {
    ...{ branch: plan.target, source, because },
    kind: 'retrain',
    subject: undefined,
    edits: source.configurationBlob === before.configurationBlob ? [] : [CONFIGURATION],
  });
  const moving = performance.now();
  await moveBranch({
    repository,
    moves: [
      { ref: `refs/heads/${plan.target}`, before: plan.isNew ? null : before.commit, after: made.commit },
    ],
    reason: 'git-model retrain',
    followers: await follow(made.commit),
  });
  const document = describeTrained(made, {
    ...{ branch: plan.target, reason, moving, clock },
    outcome: 'trained',
    before: before.dataCommit,
    after: source.dataCommit,
  });
  const held = before.branch === (await readEnvironments(reader)).main ? '' : ` --baseline ${before.branch}`;
  const next =
    plan.isNew && isEnvironment
      ? `git-model compare ${plan.target} --on ${plan.target}${held}, then git-model promote ${plan.target} ${before.branch}`
      : undefined;
  const comparable = before.recorded?.validation?.rows === made.trained.recorded.validation.rows;
  return {
    document,
    text: () =>
      renderTraining(context, document, made.trained.recorded, comparable ? before.metrics : {}, next),
  };
}
