// Models by their commits, on the same rows: scored, and held against the first of them with intervals.

import { type PairedDifferences, pairedDifferences } from '../comparison/paired-differences.ts';
import { rowStatistic } from '../comparison/row-statistic.ts';
import { CommandError } from '../errors.ts';
import { readCommittedModel } from '../prediction/committed-model.ts';
import { storeHolding } from '../repository/data/data-store.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import { withKept } from './kept-predictions.ts';
import type { KeptScores } from './kept-scores.ts';
import { predictRows } from './predict-rows.ts';
import type { RowSource } from './row-source.ts';
import { type ScoredModel, type ScoredRows, scoreOnRows } from './score-on-rows.ts';

export type ScoringOptions = {
  repository: Repository;
  reader: ObjectReader;
  source: RowSource;
  python: PythonProject;
  /** Where predictions of before are found, and new ones put. */
  kept: KeptScores;
  /** Columns of the rows that are wanted besides. */
  also?: readonly string[];
  /** What the project's code prints. */
  onOutput: (text: string) => void;
  onProgress?: (share: number) => void;
};

/**
 * Scores the models, which runs their code: whoever calls has asked for trust. `models[0]` is the one that the others
 * are held against; what is wrong with it is thrown.
 */
export function scoreModels({
  models,
  repository,
  reader,
  source,
  python,
  kept,
  also,
  onOutput,
  onProgress,
}: ScoringOptions & { models: readonly ScoredModel[] }): Promise<ScoredRows> {
  return scoreOnRows({
    models,
    source,
    also,
    storeOf: commit => storeHolding(repository, commit),
    predict: (model, table, rows) =>
      withKept(kept, model, rows, () => predictRows(model, table, { reader, python, onOutput })),
    onProgress,
  });
}

/** The models of some commits; a UserError of any but the first is kept beside, for the table. */
export async function readModels(
  { reader, repository }: { reader: ObjectReader; repository: Repository },
  commits: readonly { name: string; commit: string }[],
): Promise<
  ({ name: string; commit: string } & ({ scored: ScoredModel } | { scored: null; problem: string }))[]
> {
  return Promise.all(
    commits.map(async (each, at) => {
      try {
        return {
          ...each,
          scored: { name: each.name, model: await readCommittedModel(reader, { ...each, repository }) },
        };
      } catch (error) {
        if (at === 0 || !(error instanceof CommandError)) throw error;
        return { ...each, scored: null, problem: error.message };
      }
    }),
  );
}

/** Differences of `metric` against the first model, by the rows that all were scored on. */
export function differencesOn(
  { target, timeOrder, models }: Pick<ScoredRows, 'target' | 'timeOrder' | 'models'>,
  { metric, seed, level, resamples }: { metric: string; seed: number; level?: number; resamples?: number },
): PairedDifferences {
  return pairedDifferences({
    models: models.map(({ prediction }) => prediction && rowStatistic(metric, target, prediction)),
    baseline: 0,
    ...{ timeOrder, seed, level, resamples },
  });
}
