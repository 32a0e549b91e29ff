import type { ComparedBranch, Comparison } from '../comparison/compare.ts';
import { compareScored, segmentOf } from '../comparison/compare-scored.ts';
import type { Measured } from '../comparison/measured.ts';
import type { PairedDifferences } from '../comparison/paired-differences.ts';
import { type Residuals, residualsOf } from '../comparison/residuals.ts';
import { rowGroups, TIME_PARTS } from '../comparison/row-groups.ts';
import { summarizeErrors } from '../comparison/summarize-errors.ts';
import { UserError } from '../errors.ts';
import type { Configuration } from '../project/schema.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import type { Branch } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { differencesOn, readModels, scoreModels } from '../scoring/compare-on-rows.ts';
import { findSource } from '../scoring/find-source.ts';
import { type KeptScores, keptScores } from '../scoring/kept-scores.ts';
import { partOfRows } from '../scoring/part-of-rows.ts';
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
  /** What `--by` names: a column, or a part of the time. */
  by: string | undefined;
};

/** What is kept of a comparison: one entry of `models` a branch, in order. */
type Outcome = {
  rows: RowCounts;
  models: { metrics: Metrics; problem: string | null }[];
  blockLength: number;
  differences: PairedDifferences['differences'];
  segments: {
    name: string;
    rows: number;
    metrics: Metrics[];
    differences: PairedDifferences['differences'];
  }[];
  residuals: Residuals | null;
};

/** `residuals.models` are in the order of `branches`, the baseline first. */
export type ComparedOn = {
  comparison: Comparison;
  residuals: Residuals | null;
  branches: string[];
  /** The column that all predict. */
  target: string;
};

/** Scores of branches on the same rows, which runs their code; what is known from before is not worked out again. */
export async function compareOn(context: Context, asked: CompareOn): Promise<ComparedOn> {
  const { repository, reader, models, metric, on: name } = asked;
  await requireTrust(context, repository.directory);
  const commits = models.map(({ branch, commit }) => ({ name: branch, commit }));
  // The rest of the models, megabytes each, only where they are to predict.
  const [baseline] = await readModels({ reader, repository }, commits.slice(0, 1));
  const { configuration } = baseline.scored!.model;
  const source = await findSource({ ...asked, name, directory: context.directory, configuration });
  const kept = keptScores(repository);
  const parts = [
    'comparison with residuals',
    ...[version, process.versions.node, metric, asked.by ?? null, source.data, await source.identity()],
    models.map(({ commit }) => commit),
  ];
  const before = await kept.read(parts);
  const outcome = before
    ? (JSON.parse(before.toString('utf8')) as Outcome)
    : await workOut(context, { ...asked, commits, source, kept });
  if (!before) await kept.write(parts, Buffer.from(JSON.stringify(outcome)));
  const comparison = compareScored({
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
  const { residuals } = outcome;
  const placeOf = new Map(models.map(({ branch }, at) => [branch, at]));
  // Where too few rows are left for a number, there is none of the errors either.
  const errorsOf = (row: ComparedBranch) =>
    Object.keys(row.metrics).length > 0 && residuals
      ? summarizeErrors(residuals, placeOf.get(row.branch)!)
      : null;
  const rows = comparison.rows.map(row => ({ ...row, errors: errorsOf(row) }));
  const by = asked.by === undefined ? null : segmentsOf(outcome, { models, metric, column: asked.by });
  return {
    comparison: { ...comparison, rows, ...(by ? { by } : {}) },
    residuals,
    branches: models.map(({ branch }) => branch),
    target: configuration.problem.target,
  };
}

function segmentsOf(
  outcome: Outcome,
  { models, metric, column }: { models: readonly Measured[]; metric: string; column: string },
) {
  const segments = outcome.segments.map(({ name: segment, rows, metrics, differences }) =>
    segmentOf({
      ...{ name: segment, rows, metric },
      branches: models.map(({ branch }, at) => ({
        branch,
        metrics: metrics[at],
        difference: differences[at],
      })),
    }),
  );
  return { column, segments };
}

async function workOut(
  context: Context,
  {
    repository,
    reader,
    metric,
    by,
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
  const { configuration } = usable[0].scored.model;
  const grouping = by === undefined ? null : groupingOf(configuration, by);
  const scored = await scoreModels({
    also: grouping ? [grouping.column] : [],
    models: usable.map((each): ScoredModel => each.scored),
    python: { ...repository, environment: process.env, agree, say },
    onOutput: text => context.say(text.replace(/\n$/, '')),
    onProgress: share => context.progress('score', share),
    ...{ repository, reader, source, kept },
  });
  const { seed } = configuration.training;
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
  const groups = grouping && scored.rows.used > 0 ? rowGroups(scored.columns[0], grouping.part) : [];
  // Every segment has a word of its own: they share what may go wrong.
  const level = 1 - 0.05 / groups.length;
  const segments = groups.map(({ name, rows }) => {
    const some = partOfRows(scored, rows);
    const { differences: ofSome } = differencesOn(some, { metric, seed, level });
    const own = read.map((): Metrics => ({}));
    const apart: Outcome['differences'] = read.map(() => null);
    usable.forEach(({ at }, place) => {
      own[at] = some.models[place].metrics;
      apart[at] = ofSome[place];
    });
    return { name, rows: rows.length, metrics: own, differences: apart };
  });
  const predictions = read.map((_, at) => {
    const place = usable.findIndex(each => each.at === at);
    return place === -1 ? null : scored.models[place].prediction;
  });
  const residuals = residualsOf({ ...scored, predictions });
  return { rows: scored.rows, models, blockLength: found.blockLength, differences, segments, residuals };
}

/** A column of mv.yaml, or a part of the time that orders the rows. Throws UserError `unknown-column`. */
function groupingOf(
  { features, problem }: Configuration,
  by: string,
): { column: string; part: string | null } {
  if (Object.hasOwn(features.columns, by)) return { column: by, part: null };
  if (problem.time !== undefined && TIME_PARTS.includes(by)) return { column: problem.time, part: by };
  const names = [...Object.keys(features.columns), ...(problem.time === undefined ? [] : TIME_PARTS)];
  throw new UserError(`there is no column "${by}" to group rows by`, {
    code: 'unknown-column',
    hint: `one of ${names.slice(0, 20).join(', ')}`,
    details: { column: by },
  });
}
