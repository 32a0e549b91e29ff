// The environment's model and the one that is to follow it, on the same rows, none of which either was made from.

import type { Column } from '../data/table.ts';
import { calendarFeatures } from '../features/calendar.ts';
import { segmentColumn } from '../project/segment-column.ts';
import { storeHolding } from '../repository/data/data-store.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
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
  /** What rows are to be split by, besides. */
  segments: readonly string[];
};

export type ScoredBoth = {
  scored: ScoredRows;
  seed: number;
  /** By their names; those that the environment's model does not know are absent. */
  columns: Map<string, Column>;
};

/** `scored.models[0]` is the environment's. The rows are those that the branch pins, which are never the older ones. */
export async function scoreBoth({
  repository,
  reader,
  python,
  environment,
  branch,
  onOutput,
  segments,
}: Both): Promise<ScoredBoth> {
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
  const { configuration } = theirs.scored.model;
  const wanted = segments.flatMap(name => {
    const found = segmentColumn(configuration, name);
    return found === null ? [] : [{ name, ...found }];
  });
  const scored = await scoreModels({
    models: [theirs.scored, own.scored],
    kept: keptScores(repository),
    also: wanted.map(({ column }) => column),
    ...{ repository, reader, source, python, onOutput },
  });
  const columns = new Map(
    wanted.map(({ name, part }, at) => {
      const column = scored.columns[at];
      return [name, part && column.type === 'time' ? calendarFeatures(column, [part])[0] : column] as const;
    }),
  );
  return { scored, columns, seed: configuration.training.seed };
}
