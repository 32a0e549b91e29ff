// The unattended round: what a person would type one after the other, each command with its own rules and refusals.

import { planCycle } from '../cycle/plan-cycle.ts';
import { CommandError, Refusal } from '../errors.ts';
import type { GateVerdict } from '../gates/verdict.ts';
import { DEFAULT_CYCLE } from '../project/cycle-schema.ts';
import { readEnvironments, requireEnvironment } from '../project/environments.ts';
import { environmentBranch } from '../releases/environment-branch.ts';
import { refusalMessage } from '../releases/refused.ts';
import { moveBranch } from '../repository/branches/move-branch.ts';
import { listBranches } from '../repository/branches/refs.ts';
import { signsCommits, writeCommit } from '../repository/objects/commits.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import { treeId } from '../repository/objects/trees.ts';
import { readRemotes } from '../repository/remotes/remotes.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import {
  compare,
  ingest,
  monitor,
  promote,
  pull,
  push,
  type Round,
  retrain,
  type Taken,
  whatIsThere,
} from './cycle-steps.ts';
import { openProject } from './open-project.ts';
import { type CycleDocument, type CycleStep, renderCycle } from './render-cycle.ts';
import { requireTrust } from './trust.ts';

/**
 * Updates data, watches production, and where that says so retrains, compares, releases and publishes. Every step can be
 * taken again: what an interrupted round left is found in Git and carried on.
 */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const repository = await openProject(context);
  await requireTrust(context, repository.directory);
  const { remotes } = await readRemotes(repository.directory);
  const steps: CycleStep[] = [];
  const round = {
    ...{ context, repository, steps },
    hasRemote: remotes.length > 0,
    dryRun: args.options['dry-run'] === true,
    awaited: [],
  };
  try {
    await takeStep(round, 'pull', pull);
    const settled = { ...round, ...(await settingsOf(round, textOf(args.positionals['environment']))) };
    return await goRound(settled);
  } catch (error) {
    // Whoever reads the failure knows how far it came.
    if (error instanceof CommandError) Object.assign(error.details, { steps });
    throw error;
  }
}

/** Read once others' work has been taken in: they may have changed it. */
async function settingsOf({ repository }: Pick<Round, 'repository'>, named: string | undefined) {
  return withObjectReader(repository.directory, async reader => {
    const environment = await requireEnvironment(reader, named);
    environmentBranch(await listBranches(repository.directory), environment);
    const configuration = (await (await readEnvironments(reader)).configuration())!;
    return { environment, configuration, settings: configuration.cycle[environment] ?? DEFAULT_CYCLE };
  });
}

async function goRound(round: Round): Promise<Result> {
  const { environment, settings } = round;
  await takeStep(round, 'ingest', ingest);
  const decision = await takeStep(round, 'monitor', monitor);
  const facts = {
    ...{ environment, decision },
    ...(await whatIsThere(round)),
    release: settings.release,
  };
  let plan = planCycle(facts);
  if (plan.next === 'train') {
    const { reasons } = plan;
    await takeStep(round, 'retrain', () => retrain(round, reasons));
    if (round.dryRun) return end(round, 'retrained', [...reasons, 'the gates are asked once it is trained']);
    plan = planCycle({ ...facts, ...(await whatIsThere(round)) });
    if (plan.next === 'nothing') {
      await takeStep(round, 'push', push);
      return end(round, 'retrained', [...reasons, ...plan.reasons]);
    }
  } else
    skip(
      round,
      'retrain',
      plan.next === 'release' ? `${plan.candidate.branch} is there` : plan.reasons.join('; '),
    );
  if (plan.next !== 'release') {
    await takeStep(round, 'push', push);
    return end(round, 'nothing-to-do', plan.reasons);
  }
  const { candidate, reasons } = plan;
  try {
    await takeStep(round, 'compare', () => compare(round, candidate.branch));
    await takeStep(round, 'promote', () => promote(round, candidate.branch));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await refuse(round, candidate.branch, error);
    await takeStep(round, 'push', push);
    throw new Refusal(error.message, {
      code: error.code,
      hint: error.hint,
      details: error.details,
      decision: {
        ...error.decision,
        ...documentOf(round, 'refused', [...reasons, reasonOf(error)]),
      },
      cause: error,
    });
  }
  await takeStep(round, 'push', push);
  return end(round, settings.release === 'promote' ? 'promoted' : 'retrained', reasons);
}

async function takeStep<R extends Pick<Round, 'context' | 'steps'>, T>(
  round: R,
  step: string,
  work: (round: R) => Promise<Taken<T>>,
): Promise<T> {
  const clock = performance.now();
  const { changed, detail, value } = await work(round);
  round.steps.push({ step, changed, seconds: (performance.now() - clock) / 1000, detail });
  return value;
}

function skip({ steps }: Pick<Round, 'steps'>, step: string, why: string): void {
  steps.push({ step, changed: false, seconds: 0, detail: `skipped: ${why}` });
}

/** Written on the refused branch itself: who looks at it sees why, and no cycle tries again until something is new. */
async function refuse(round: Round, branch: string, error: Refusal): Promise<void> {
  const { context, repository, environment, dryRun, steps } = round;
  const { directory } = repository;
  const reason = reasonOf(error);
  if (!steps.some(({ step }) => step === 'promote')) {
    steps.push({ step: 'promote', changed: false, seconds: 0, detail: `refused: ${reason}` });
  }
  if (dryRun) return;
  const tip = (await listBranches(directory)).find(({ name }) => name === branch)!.commit;
  const gates = (error.decision['gates'] ?? []) as GateVerdict[];
  const commit = await writeCommit({
    directory,
    tree: await withObjectReader(directory, (reader: ObjectReader) => treeId(reader, tip)),
    parents: [tip],
    message: refusalMessage({ environment, branch, reason, gates }),
    epoch: context.epoch,
    sign: await signsCommits(directory),
  });
  await moveBranch({
    repository,
    moves: [{ ref: `refs/heads/${branch}`, before: tip, after: commit }],
    reason: 'git-model cycle: refused',
    // The tree is the same: whoever stands there stands right.
    followers: [],
  });
}

function documentOf(
  { environment, steps }: Round,
  outcome: CycleDocument['outcome'],
  reasons: string[],
): CycleDocument {
  return { environment, outcome, steps, reasons };
}

function end(round: Round, outcome: CycleDocument['outcome'], reasons: string[]): Result {
  const { context, dryRun, awaited } = round;
  const first =
    awaited.length > 0
      ? [
          `${awaited.join(' and ')} would come first; what then becomes of ${round.environment} a dry run cannot say`,
        ]
      : [];
  const document = documentOf(round, outcome, [...first, ...reasons]);
  return { document, text: () => renderCycle(context, document, { dryRun, awaits: awaited.length > 0 }) };
}

/** In one line: what the gates said, or the message itself. */
function reasonOf({ message, decision }: Refusal): string {
  const { reasons = [] } = (decision['plan'] ?? {}) as { reasons?: string[] };
  return reasons.length > 0 ? reasons.join('; ') : message.split('\n', 1)[0];
}
