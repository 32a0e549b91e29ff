import type { Comparison } from '../comparison/compare.ts';
import { compareScored } from '../comparison/compare-scored.ts';
import type { Measured } from '../comparison/measured.ts';
import type { PairedDifferences } from '../comparison/paired-differences.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import type { Branch } from '../repository/refs.ts';
import type { Repository } from '../repository/repository.ts';
import { differencesOn, readModels, scoreModels } from '../scoring/compare-on-rows.ts';
import { findSource } from '../scoring/find-source.ts';
import { type KeptScores, keptScores } from '../scoring/kept-scores.ts';
import type { RowSource } from '../scoring/row-source.ts';
import type { RowCounts, ScoredModel } from '../scoring/score-on-rows.ts';
import { version } from '../version.ts';
import type { Context } from './command.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

export type CompareOn = {
  repository: Repository;
  reader: ObjectReader;
  branches: readonly Branch[];
  /** The baseline first. */
  models: readonly Measured[];
  metric: string;
  /** What `--on` names. */
  on: string;
};

/** What is kept of a comparison: one entry of `models` a branch, in order. */
type Outcome = {
  rows: RowCounts;
  models: { metrics: Metrics; problem: string | null }[];
  blockLength: number;
  differences: PairedDifferences['differences'];
};

/** Scores of branches on the same rows, which runs their code; what is known from before is not worked out again. */
export async function compareOn(context: Context, asked: CompareOn): Promise<Comparison> {
  const { repository, reader, models, metric, on: name } = asked;
  await requireTrust(context, repository.directory);
  const commits = models.map(({ branch, commit }) => ({ name: branch, commit }));
  // The rest of the models, megabytes each, only where they are to predict.
  const [baseline] = await readModels({ reader, repository }, commits.slice(0, 1));
  const { configuration } = baseline.scored!.model;
  const source = await findSource({ ...asked, name, directory: context.directory, configuration });
  const kept = keptScores(repository);
  const parts = [
    'comparison',
    ...[version, process.versions.node, metric, source.data, await source.identity()],
    models.map(({ commit }) => commit),
  ];
  const before = await kept.read(parts);
  const outcome = before
    ? (JSON.parse(before.toString('utf8')) as Outcome)
    : await workOut(context, { ...asked, commits, source, kept });
  if (!before) await kept.write(parts, Buffer.from(JSON.stringify(outcome)));
  return compareScored({
    branches: models.map((measured, at) => ({
      measured,
      ...outcome.models[at],
      difference: outcome.differences[at],
    })),
    metric,
    on: {
      source: name,
      data: source.data,
      rows: outcome.rows.used,
      leftOut: { trainedOn: outcome.rows.trainedOn, withoutTarget: outcome.rows.withoutTarget },
      blockLength: outcome.blockLength,
    },
  });
}

async function workOut(
  context: Context,
  {
    repository,
    reader,
    metric,
    commits,
    source,
    kept,
  }: CompareOn & {
    commits: readonly { name: string; commit: string }[];
    source: RowSource;
    kept: KeptScores;
  },
): Promise<Outcome> {
  const read = await readModels({ reader, repository }, commits);
  const usable = read.flatMap((each, at) => (each.scored ? [{ at, scored: each.scored }] : []));
  const { agree, say } = watcherOf(context);
  const scored = await scoreModels({
    models: usable.map((each): ScoredModel => each.scored),
    python: { ...repository, environment: process.env, agree, say },
    onOutput: text => context.say(text.replace(/\n$/, '')),
    onProgress: share => context.progress('score', share),
    ...{ repository, reader, source, kept },
  });
  const { seed } = usable[0].scored.model.configuration.training;
  const found = differencesOn(scored, { metric, seed });
  const models = read.map((each): Outcome['models'][number] => ({
    metrics: {},
    problem: each.scored ? null : each.problem,
  }));
  const differences: Outcome['differences'] = read.map(() => null);
  usable.forEach(({ at }, place) => {
    models[at] = { metrics: scored.models[place].metrics, problem: scored.models[place].problem };
    differences[at] = found.differences[place];
  });
  return { rows: scored.rows, models, blockLength: found.blockLength, differences };
}
