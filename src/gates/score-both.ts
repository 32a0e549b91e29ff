// The environment's model and the one that is to follow it, on the same rows, none of which either was made from.

import { storeHolding } from '../repository/data-store.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { readModels, scoreModels } from '../scoring/compare-on-rows.ts';
import { keptScores } from '../scoring/kept-scores.ts';
import { sourceOfData } from '../scoring/row-source.ts';
import type { ScoredRows } from '../scoring/score-on-rows.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';

export type Both = {
  repository: Repository;
  reader: ObjectReader;
  python: PythonProject;
  environment: { name: string; commit: string };
  branch: { name: string; commit: string; dataCommit: string | null };
  onOutput: (text: string) => void;
};

/** `scored.models[0]` is the environment's. The rows are those that the branch pins, which are never the older ones. */
export async function scoreBoth({
  repository,
  reader,
  python,
  environment,
  branch,
  onOutput,
}: Both): Promise<{ scored: ScoredRows; seed: number }> {
  // What is wrong with the first is thrown; of two models both must be there.
  const [own] = await readModels({ repository, reader }, [branch]);
  const [theirs] = await readModels({ repository, reader }, [environment]);
  if (!own.scored || !theirs.scored || branch.dataCommit === null)
    throw new Error('a model without its data');
  const { data } = own.scored.model.configuration;
  const source = sourceOfData({
    name: branch.name,
    store: await storeHolding(repository, branch.dataCommit),
    commit: branch.dataCommit,
    patterns: data.files,
    separator: data.separator,
  });
  const scored = await scoreModels({
    models: [theirs.scored, own.scored],
    kept: keptScores(repository),
    ...{ repository, reader, source, python, onOutput },
  });
  return { scored, seed: theirs.scored.model.configuration.training.seed };
}
