// Several models on the same rows, none of which any of them was made from.

import { createHash } from 'node:crypto';
import { type Column, columnNamed, type Table, takeRows } from '../data/table.ts';
import { prepareTarget, type TargetValues, takeTarget } from '../data/target.ts';
import { CommandError } from '../errors.ts';
import { scorePrediction } from '../metrics/score.ts';
import type { Prediction } from '../models/learner.ts';
import type { CommittedModel } from '../prediction/committed-model.ts';
import { inputsOf, schemasOf } from '../project/input-columns.ts';
import type { DataFile } from '../provenance/data-files.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { pick } from '../training/pick.ts';
import { type RowSource, sourceReader } from './row-source.ts';
import { trainedRowsIn } from './trained-rows.ts';

/** A model to score; `name` is what messages call it. */
export type ScoredModel = { name: string; model: CommittedModel };

/** Its predictions, one a row that is used; or why there are none. */
type ModelScore =
  | { prediction: Prediction; metrics: Metrics; problem: null }
  | { prediction: null; metrics: Metrics; problem: string };

export type RowCounts = {
  /** Of the source. */
  total: number;
  /** Those without a target, and those that some model was made from: both left out. */
  withoutTarget: number;
  trainedOn: number;
  /** What is left. */
  used: number;
};

export type ScoredRows = {
  rows: RowCounts;
  /** Of the rows that are used, in the order of the source. */
  target: TargetValues;
  /** Their places in order of time, those without a time last; null where no column orders them. */
  timeOrder: Uint32Array | null;
  /** Milliseconds since 1970, NaN where none is known; null where no column orders them. */
  times: Float64Array | null;
  /** In the order of `models`. */
  models: ModelScore[];
  /** The columns that were asked for `also`, of the rows that are used. */
  columns: Column[];
};

/** Predicts a table of the columns that the model reads; `rows` is a digest of which rows these are. */
export type PredictRows = (model: ScoredModel, table: Table, rows: string) => Promise<Prediction>;

/**
 * `models[0]` is the one that the others are held against: its target, task and time say what the rows are, and what is
 * wrong with it is thrown. What is wrong with another (another target, a column that the source lacks, code that fails)
 * is its `problem`, and its rows stay out all the same.
 */
export async function scoreOnRows({
  models,
  source,
  storeOf,
  predict,
  also = [],
  onProgress = () => {},
}: {
  models: readonly ScoredModel[];
  source: RowSource;
  /** The Git directory that holds a data commit. */
  storeOf: (commit: string) => Promise<string>;
  predict: PredictRows;
  /** Names of further columns, of the baseline's mv.yaml, that the caller wants of the rows. */
  also?: readonly string[];
  onProgress?: (share: number) => void;
}): Promise<ScoredRows> {
  const [{ model: baseline }] = models;
  const { problem } = baseline.configuration;
  return source.withFiles(async files => {
    const read = sourceReader(files, source.separator);
    const names = [...new Set([problem.target, ...(problem.time ? [problem.time] : []), ...also])];
    const { table, files: described } = await read(schemasOf(baseline.configuration, names));
    const { candidates, target: all } = withTarget(table, problem);
    const trainedIn = trainedRowsIn(read, storeOf);
    const trained = new Uint8Array(table.rows);
    const excluding = await Promise.all(
      models.map(each => attempt(each, models, () => trainedIn(each.model))),
    );
    for (const { value } of excluding)
      if (value) for (let row = 0; row < trained.length; row++) trained[row] |= value[row];
    const places = Uint32Array.from(candidates.keys()).filter(at => trained[candidates[at]] === 0);
    const used = pick(candidates, places);
    const time = problem.time === undefined ? undefined : columnNamed(table, problem.time);
    const times = time?.type === 'time' ? pick(time.values, used) : null;
    const timeOrder = times && orderOf(times);
    const target = takeTarget(all, places);
    const digest = digestOfRows(described, used, source.separator);
    let done = 0;
    const scores = await someAtOnce(models, async (each, at): Promise<ModelScore> => {
      const { value, problem: why } = excluding[at];
      const isReady = value !== null && used.length > 0;
      const score: ModelScore = isReady
        ? await scoreOne({ each, models, used, target, digest, read, predict })
        : { prediction: null, metrics: {}, problem: why ?? 'there are no rows' };
      onProgress(++done / models.length);
      return score;
    });
    return {
      rows: {
        total: table.rows,
        withoutTarget: table.rows - candidates.length,
        trainedOn: candidates.length - used.length,
        used: used.length,
      },
      ...{ target, timeOrder, times, models: scores },
      columns: takeRows(
        also.map(name => columnNamed(table, name)!),
        used,
      ),
    };
  });
}

function withTarget(
  table: Table,
  { target: name, task }: { target: string; task: TargetValues['task'] },
): { candidates: Uint32Array; target: TargetValues } {
  const prepared = prepareTarget({ column: columnNamed(table, name)!, task, origin: table.origin });
  return { candidates: prepared.rows, target: prepared.target };
}

async function scoreOne({
  each,
  models,
  used,
  target,
  digest,
  read,
  predict,
}: {
  each: ScoredModel;
  models: readonly ScoredModel[];
  used: Uint32Array;
  target: TargetValues;
  /** Of those rows. */
  digest: string;
  read: ReturnType<typeof sourceReader>;
  predict: PredictRows;
}): Promise<ModelScore> {
  const { configuration } = each.model;
  const wanted = models[0].model.configuration.problem;
  const { target: name, task } = configuration.problem;
  if (name !== wanted.target || task !== wanted.task) {
    const problem = `it predicts "${name}" (${task}), not "${wanted.target}" (${wanted.task})`;
    return { prediction: null, metrics: {}, problem };
  }
  const { value, problem } = await attempt(each, models, async () => {
    const { table } = await read(schemasOf(configuration, inputsOf(configuration)));
    return predict(each, rowsOf(table, used), digest);
  });
  if (value === null) return { prediction: null, metrics: {}, problem };
  return { prediction: value, metrics: scorePrediction(target, value), problem: null };
}

function digestOfRows(files: readonly DataFile[], used: Uint32Array, separator: string | undefined): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([files.map(file => file.digest), separator ?? null]));
  hash.update(new Uint8Array(used.buffer, used.byteOffset, used.byteLength));
  return hash.digest('hex');
}

/** What goes wrong with the baseline is thrown. */
async function attempt<T>(
  each: ScoredModel,
  models: readonly ScoredModel[],
  make: () => Promise<T>,
): Promise<{ value: T; problem: null } | { value: null; problem: string }> {
  try {
    return { value: await make(), problem: null };
  } catch (error) {
    if (each === models[0] || !(error instanceof CommandError)) throw error;
    return { value: null, problem: error.message };
  }
}

/** Those rows as a table, whose messages name file and line as before; `used` ascends. */
function rowsOf({ columns, origin }: Table, used: Uint32Array): Table {
  let at = 0;
  const files = origin.files.map(({ path, firstRow }) => {
    while (at < used.length && used[at] < firstRow) at++;
    return { path, firstRow: at };
  });
  return {
    rows: used.length,
    columns: takeRows(columns, used),
    origin: { files, lines: pick(origin.lines, used) },
  };
}

/** Equal times keep their order; none come last. */
function orderOf(times: Float64Array): Uint32Array {
  const keys = times.map(time => (Number.isNaN(time) ? Number.POSITIVE_INFINITY : time));
  return Uint32Array.from(keys.keys()).sort((one, other) =>
    keys[one] === keys[other] ? one - other : keys[one] < keys[other] ? -1 : 1,
  );
}

/** Models under way: while the process of one starts, another predicts. */
const AT_ONCE = 3;

/** In the order of `items`; after a failure nothing further is begun. */
async function someAtOnce<T, R>(
  items: readonly T[],
  make: (item: T, at: number) => Promise<R>,
): Promise<R[]> {
  const made: R[] = [];
  let next = 0;
  let failed = false;
  const work = async () => {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        made[at] = await make(items[at], at);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return made;
}
