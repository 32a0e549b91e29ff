// The unattended round: what a person would type one after the other, each command with its own rules and refusals.

import { planCycle, pullRequestBranch } from '../cycle/plan-cycle.ts';
import { CommandError, Refusal } from '../errors.ts';
import type { GateVerdict } from '../gates/verdict.ts';
import { type CycleSettings, DEFAULT_CYCLE } from '../project/cycle-schema.ts';
import { readEnvironments, requireEnvironment } from '../project/environments.ts';
import type { Configuration } from '../project/schema.ts';
import { environmentBranch } from '../releases/environment-branch.ts';
import { refusalMessage, trainingBelow } from '../releases/refused.ts';
import { TRAILER } from '../releases/release.ts';
import { moveBranch } from '../repository/branches/move-branch.ts';
import { listBranches } from '../repository/branches/refs.ts';
import { signsCommits, writeCommit } from '../repository/objects/commits.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import { treeId } from '../repository/objects/trees.ts';
import { readRemotes } from '../repository/remotes/remotes.ts';
import type { Repository } from '../repository/repository.ts';
import { type Arguments, type CommandModule, type Context, type Result, textOf } from './command.ts';
import { openProject } from './open-project.ts';
import { type CycleDocument, type CycleStep, renderCycle } from './render-cycle.ts';
import { requireTrust } from './trust.ts';

const load = {
  pull: () => import('./pull.ts'),
  ingest: () => import('./ingest.ts'),
  monitor: () => import('./monitor.ts'),
  retrain: () => import('./retrain.ts'),
  compare: () => import('./compare.ts'),
  promote: () => import('./promote.ts'),
  push: () => import('./push.ts'),
} satisfies Record<string, () => Promise<CommandModule>>;

type Round = {
  context: Context;
  repository: Repository;
  environment: string;
  configuration: Configuration;
  settings: CycleSettings;
  hasRemote: boolean;
  dryRun: boolean;
  steps: CycleStep[];
};

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

type Taken<T> = { changed: boolean; detail: string; value: T };

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

const nothingDone = (why: string) => ({ changed: false, detail: `skipped: ${why}`, value: undefined });

/** What the steps read of the documents, whose shapes are the contract's. */
type Moves = { before: string | null; after: string | null };
type Documents = {
  pull: { branches: ({ branch: string } & Moves)[]; data: Moves };
  ingest: { data: Moves; files: string[]; rows: number };
  monitor: {
    drift: { verdict: string };
    performance: { verdict: string };
    decision: { retrain: boolean; reasons: string[] };
    written: string | null;
  };
  retrain: { branch: string; commit: string; reason: string; trained: boolean; outcome: string };
  compare: {
    rows: {
      branch: string;
      verdict: string;
      difference: { value: number; withheld?: boolean } | null;
    }[];
    metric: string;
    direction: 'lower' | 'higher';
    on: { rows: number };
  };
  promote: { release: number | null; after: string | null; gates: GateVerdict[] };
  push: Documents['pull'];
};

/** A command as it would be typed; its document. */
async function call<Name extends keyof Documents>(
  { context }: Pick<Round, 'context'>,
  name: Name,
  positionals: Arguments['positionals'],
  options: Arguments['options'] = {},
): Promise<Documents[Name]> {
  const { run: runCommand } = await load[name]();
  const { document } = await runCommand(context, { positionals, options });
  return document as Documents[Name];
}

/** What pull or push did, in words. */
function shared({ branches, data }: Documents['pull'], done: string): Taken<undefined> {
  const names = branches.filter(({ before, after }) => before !== after).map(({ branch }) => branch);
  const moved = [...names, ...(data.before === data.after ? [] : ['data'])];
  return {
    changed: moved.length > 0,
    detail: moved.length > 0 ? `${done} ${moved.join(', ')}` : 'nothing new',
    value: undefined,
  };
}

async function pull(round: Pick<Round, 'context' | 'hasRemote' | 'dryRun'>): Promise<Taken<undefined>> {
  if (!round.hasRemote) return nothingDone('there is no remote');
  return shared(await call(round, 'pull', {}, { 'dry-run': round.dryRun }), 'took in');
}

async function ingest(round: Round): Promise<Taken<undefined>> {
  if (round.configuration.sources.length === 0) return nothingDone('mv.yaml lists no sources');
  const { data, files, rows } = await call(round, 'ingest', {}, { 'dry-run': round.dryRun });
  const changed = data.before !== data.after;
  const detail = rows > 0 ? `${rows} rows in ${files.join(', ')}` : 'nothing new';
  return { changed, detail, value: undefined };
}

type Decision = { retrain: boolean; reasons: string[] };

/** Where the environment is only moved by pull requests, nothing is committed to it here. */
async function monitor(round: Round): Promise<Taken<Decision>> {
  const { environment, settings, dryRun } = round;
  const keeps = settings.release !== 'pull-request' && !dryRun;
  const { drift, performance, decision, written } = await call(
    round,
    'monitor',
    { branch: environment },
    { 'no-commit': !keeps },
  );
  return {
    changed: written !== null,
    detail: `drift: ${drift.verdict}, performance: ${performance.verdict}; ${decision.retrain ? 'retrain' : 'do not retrain'}`,
    value: decision,
  };
}

/** What a retraining would find, and what an earlier round left. */
async function whatIsThere(round: Round) {
  const { environment, repository } = round;
  const { branch, outcome } = await call(round, 'retrain', { branch: environment }, { 'dry-run': true });
  if (outcome !== 'retrained-already') {
    const retraining: 'to-train' | 'nothing-newer' = outcome === 'to-train' ? 'to-train' : 'nothing-newer';
    return { retraining, pullRequest: null };
  }
  const branches = await listBranches(repository.directory);
  const tip = branches.find(({ name }) => name === branch)!.commit;
  const training = await withObjectReader(repository.directory, reader => trainingBelow(reader, tip));
  const { trailers, id } = training!.commit;
  const wanted = pullRequestBranch(branch, environment);
  return {
    retraining: {
      branch,
      commit: id,
      because: trailers.get(TRAILER.because) ?? null,
      refused: training!.refused,
    },
    pullRequest: branches.some(({ name }) => name === wanted) ? wanted : null,
  };
}

async function retrain(round: Round, reasons: readonly string[]): Promise<Taken<undefined>> {
  const options = { because: reasons.join('; '), 'dry-run': round.dryRun };
  const { branch, commit, reason, trained } = await call(
    round,
    'retrain',
    { branch: round.environment },
    options,
  );
  return { changed: trained, detail: trained ? `${branch} ${commit.slice(0, 7)}` : reason, value: undefined };
}

/** On rows that neither was made from. Gates on a difference have the last word where there are any. */
async function compare(round: Round, candidate: string): Promise<Taken<undefined>> {
  const { environment, configuration } = round;
  const gates = Object.values(configuration.gates[environment] ?? {});
  if (gates.some(({ kind }) => kind === 'not-worse')) {
    return nothingDone('the gates compare both on the same rows');
  }
  const { rows, metric, direction, on } = await call(
    round,
    'compare',
    { branch: [candidate] },
    { on: candidate, baseline: environment },
  );
  const { verdict, difference } = rows.find(({ branch }) => branch === candidate)!;
  const withheld = difference?.withheld === true;
  // Too few rows for a verdict: then the scores themselves must not speak against it.
  const seemsWorse = withheld && (direction === 'lower' ? difference.value > 0 : difference.value < 0);
  const word = withheld ? `${seemsWorse ? 'worse' : 'not worse'}, too few to be sure,` : verdict;
  const detail = `${word} by ${metric} on ${on.rows} rows`;
  if (!seemsWorse && (verdict === 'better' || verdict === 'no-difference')) {
    return { changed: false, detail, value: undefined };
  }
  round.steps.push({ step: 'compare', changed: false, seconds: 0, detail });
  throw new Refusal(`${candidate} is not released to ${environment}: ${detail}`, {
    code: verdict === 'not-comparable' ? verdict : 'worse',
    hint: `git-model compare ${candidate} --on ${candidate}; git-model promote ${candidate} ${environment} releases it all the same; a gate not-worse in mv.yaml says how much worse it may be`,
  });
}

async function promote(round: Round, candidate: string): Promise<Taken<undefined>> {
  const { environment, settings } = round;
  const as = settings.release === 'pull-request' ? pullRequestBranch(candidate, environment) : undefined;
  const { release, after, gates } = await call(
    round,
    'promote',
    { branch: candidate, environment },
    { as, 'dry-run': round.dryRun },
  );
  const passed = gates.length > 0 ? `, ${gates.length} gates passed` : '';
  const where = as === undefined ? '' : ` on ${as}, to be merged by a pull request`;
  const detail = `release ${release}${where}${after === null ? '' : `, ${after.slice(0, 7)}`}${passed}`;
  return { changed: after !== null, detail, value: undefined };
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

async function push(round: Round): Promise<Taken<undefined>> {
  const { hasRemote, settings, steps, dryRun } = round;
  if (!hasRemote) return nothingDone('there is no remote');
  if (!settings.push) return nothingDone('cycle.push is false in mv.yaml');
  if (!dryRun && !steps.some(({ changed }) => changed)) return nothingDone('nothing has changed');
  return shared(await call(round, 'push', {}, { 'dry-run': dryRun }), 'published');
}

function documentOf(
  { environment, steps }: Round,
  outcome: CycleDocument['outcome'],
  reasons: string[],
): CycleDocument {
  return { environment, outcome, steps, reasons };
}

function end(round: Round, outcome: CycleDocument['outcome'], reasons: string[]): Result {
  const document = documentOf(round, outcome, reasons);
  return { document, text: () => renderCycle(round.context, document, round.dryRun) };
}

/** In one line: what the gates said, or the message itself. */
function reasonOf({ message, decision }: Refusal): string {
  const { reasons = [] } = (decision['plan'] ?? {}) as { reasons?: string[] };
  return reasons.length > 0 ? reasons.join('; ') : message.split('\n', 1)[0];
}
