// The steps of a round: each is a command as a person would type it, and what it did in one line.

import { pullRequestBranch } from '../cycle/plan-cycle.ts';
import { Refusal } from '../errors.ts';
import type { GateVerdict } from '../gates/verdict.ts';
import { parseConfiguration } from '../project/configuration.ts';
import type { CycleSettings } from '../project/cycle-schema.ts';
import { CONFIGURATION } from '../project/layout.ts';
import { spanDays } from '../project/monitoring-rules.ts';
import type { Configuration } from '../project/schema.ts';
import { trainingBelow } from '../releases/refused.ts';
import { TRAILER } from '../releases/release.ts';
import { type Branch, listBranches } from '../repository/branches/refs.ts';
import { withObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { isRetrainedBranch } from '../training/plan-retraining.ts';
import type { Arguments, CommandModule, Context } from './command.ts';
import type { CycleStep } from './render-cycle.ts';

const load = {
  pull: () => import('./pull.ts'),
  ingest: () => import('./ingest.ts'),
  monitor: () => import('./monitor.ts'),
  retrain: () => import('./retrain.ts'),
  compare: () => import('./compare.ts'),
  promote: () => import('./promote.ts'),
  push: () => import('./push.ts'),
} satisfies Record<string, () => Promise<CommandModule>>;

export type Round = {
  context: Context;
  repository: Repository;
  environment: string;
  configuration: Configuration;
  settings: CycleSettings;
  hasRemote: boolean;
  dryRun: boolean;
  steps: CycleStep[];
  /** In a dry run: what would come before anything is judged, and so is not judged. */
  awaited: string[];
};

export type Taken<T> = { changed: boolean; detail: string; value: T };

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

export async function pull(
  round: Pick<Round, 'context' | 'hasRemote' | 'dryRun' | 'awaited'>,
): Promise<Taken<undefined>> {
  const { hasRemote, dryRun, awaited } = round;
  if (!hasRemote) return nothingDone('there is no remote');
  const taken = shared(
    await call(round, 'pull', {}, { 'dry-run': dryRun }),
    dryRun ? 'would take in' : 'took in',
  );
  if (dryRun && taken.changed) awaited.push('what others published');
  return taken;
}

export async function ingest(round: Round): Promise<Taken<undefined>> {
  if (round.configuration.sources.length === 0) return nothingDone('mv.yaml lists no sources');
  const { dryRun, awaited } = round;
  const { data, files, rows } = await call(round, 'ingest', {}, { 'dry-run': dryRun });
  const changed = data.before !== data.after;
  const come = `${rows} rows ${dryRun ? 'would come ' : ''}in ${files.join(', ')}`;
  const detail = rows > 0 ? come : 'nothing new';
  if (dryRun && rows > 0) awaited.push(`${rows} rows of the sources`);
  return { changed, detail, value: undefined };
}

type Decision = { retrain: boolean; reasons: string[] };

/** Where the environment is only moved by pull requests, nothing is committed to it here. */
export async function monitor(round: Round): Promise<Taken<Decision>> {
  const { environment, settings, dryRun, awaited } = round;
  const keeps = settings.release !== 'pull-request' && !dryRun;
  const { drift, performance, decision, written } = await call(
    round,
    'monitor',
    { branch: environment },
    { 'no-commit': !keeps },
  );
  return {
    changed: written !== null,
    detail: `${awaited.length > 0 ? 'of the rows at hand: ' : ''}drift: ${drift.verdict}, performance: ${performance.verdict}; ${decision.retrain ? 'retrain' : 'do not retrain'}`,
    value: decision,
  };
}

/** What a retraining would find, and what an earlier round left. */
export async function whatIsThere(round: Round) {
  const { environment, repository } = round;
  const { branch, outcome } = await call(round, 'retrain', { branch: environment }, { 'dry-run': true });
  const branches = await listBranches(repository.directory);
  const { epoch } = round.context;
  const times = {
    ...(await lastRetraining(round, branches)),
    now: epoch === null ? Date.now() : 1000 * epoch,
  };
  if (outcome !== 'retrained-already') {
    const retraining: 'to-train' | 'nothing-newer' = outcome === 'to-train' ? 'to-train' : 'nothing-newer';
    return { retraining, pullRequest: null, ...times };
  }
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
    ...times,
  };
}

/** The newest of the branches that rounds before made; nobody looks for it where there is no cool-down. */
async function lastRetraining(
  { environment, repository }: Round,
  branches: readonly Branch[],
): Promise<{ newest: { branch: string; at: string } | null; coolDownDays: number }> {
  return withObjectReader(repository.directory, async reader => {
    const blob = await reader.read(`refs/heads/${environment}:${CONFIGURATION}`);
    const { monitoring } = parseConfiguration(blob?.bytes.toString('utf8') ?? '', CONFIGURATION);
    const coolDownDays = spanDays(monitoring.cool_down) ?? 0;
    let newest: { branch: string; at: string } | null = null;
    for (const { name, commit } of coolDownDays > 0 ? branches : []) {
      if (!isRetrainedBranch(name, environment)) continue;
      const training = (await trainingBelow(reader, commit))?.commit;
      if (training === undefined || !training.trailers.has(TRAILER.because)) continue;
      if (newest === null || training.at > newest.at) newest = { branch: name, at: training.at };
    }
    return { newest, coolDownDays };
  });
}

export async function retrain(round: Round, reasons: readonly string[]): Promise<Taken<undefined>> {
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
export async function compare(round: Round, candidate: string): Promise<Taken<undefined>> {
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

export async function promote(round: Round, candidate: string): Promise<Taken<undefined>> {
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

export async function push(round: Round): Promise<Taken<undefined>> {
  const { hasRemote, settings, steps, dryRun } = round;
  if (!hasRemote) return nothingDone('there is no remote');
  if (!settings.push) return nothingDone('cycle.push is false in mv.yaml');
  if (!dryRun && !steps.some(({ changed }) => changed)) return nothingDone('nothing has changed');
  return shared(await call(round, 'push', {}, { 'dry-run': dryRun }), dryRun ? 'would publish' : 'published');
}
