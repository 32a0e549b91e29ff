// From rows and code to a scored model: split, features, fit, predict, score. Knows no Git.

import { createHash } from 'node:crypto';
import { makeSignature, type Signature } from '../data/signature.ts';
import { type RowSplit, splitRows } from '../data/split.ts';
import { columnNamed, type Table, type TimeColumn, takeRows } from '../data/table.ts';
import { prepareTarget, type TargetValues } from '../data/target.ts';
import type { FeatureMaker } from '../features/maker.ts';
import { scoreBaselines } from '../metrics/baseline.ts';
import { scorePrediction } from '../metrics/score.ts';
import { learnerOfKind } from '../models/kinds.ts';
import type { FeatureColumns, FittedModel } from '../models/learner.ts';
import { type Profile, profileColumns } from '../monitoring/profile.ts';
import { calendarOf, hiddenColumns, inputsOf } from '../project/input-columns.ts';
import type { Configuration } from '../project/schema.ts';
import type { Metrics, RecordedMetrics } from '../provenance/recorded-metrics.ts';
import type { DataFile, Dataset } from './dataset.ts';

export type Trained = {
  kind: string;
  /** The model file's bytes. */
  model: Uint8Array;
  metrics: Metrics;
  recorded: RecordedMetrics;
  signature: Signature;
  reference: Profile;
  split: RowSplit;
  features: FeatureColumns;
  /** Rows without a target, left out. */
  dropped: number;
  /** What a person should hear. */
  warnings: string[];
  /** Of the committed model. */
  fitSeconds: number;
  evaluateSeconds: number;
};

export type TrainInput = {
  configuration: Configuration;
  dataset: Dataset;
  maker: FeatureMaker;
  onProgress: (step: string, share: number) => void;
  /** Told the model's bytes as soon as they are final: they can be stored while the model is judged. */
  onModel: (bytes: Uint8Array) => Promise<void>;
};

/**
 * Fits on the training rows and scores on the rows held out; the scored model is the one that is given back, unless
 * `validation.refit` asks for one fitted on all rows, which the metrics then say.
 */
export async function trainModel({
  configuration,
  dataset,
  maker,
  onProgress,
  onModel,
}: TrainInput): Promise<Trained> {
  const { table } = dataset;
  const { problem, training, validation, model: parameters } = configuration;
  const targetColumn = columnNamed(table, problem.target);
  if (!targetColumn) throw new Error(`the target "${problem.target}" was not read`);
  const { target, rows, dropped, firstDropped } = prepareTarget({
    column: targetColumn,
    task: problem.task,
    origin: table.origin,
  });
  const warnings: string[] = [];
  if (dropped > 0 && firstDropped) {
    const { file, line } = firstDropped;
    warnings.push(
      `${dropped} rows have no "${problem.target}" and are left out (the first: ${file}, line ${line})`,
    );
  }

  const inputs = inputsOf(configuration);
  const made = await maker.make({
    table,
    inputs,
    calendar: calendarOf(configuration),
    hidden: hiddenColumns(configuration),
    onProgress: share => onProgress('features', share),
  });
  warnings.push(...made.warnings);
  const features = dropped === 0 ? made.features : takeRows(made.features, rows);

  const time = timeOf(table, problem.time, rows);
  const split = splitRows({ rows: rows.length, time, fraction: validation.fraction, seed: training.seed });
  if (problem.time !== undefined && split.by === 'seed') warnings.push(split.reason);
  const trainingTarget = takeTarget(target, split.training);
  const heldOut = takeTarget(target, split.validation);

  const learner = await learnerOfKind(parameters.kind);
  const { kind: _kind, ...rest } = parameters;
  const fit = (columns: FeatureColumns, goal: TargetValues, step: string): Promise<FittedModel> =>
    learner.fit({
      features: columns,
      target: goal,
      parameters: rest,
      seed: training.seed,
      onProgress: share => onProgress(step, share),
    });
  let clock = performance.now();
  const scored = await fit(takeRows(features, split.training), trainingTarget, 'fit');
  let fitSeconds = secondsSince(clock);
  let committed = scored;
  if (validation.refit) {
    clock = performance.now();
    committed = await fit(features, target, 'refit');
    fitSeconds = secondsSince(clock);
  }
  const model = committed.save();
  await onModel(model);

  clock = performance.now();
  const prediction = await scored.predict(takeRows(features, split.validation));
  const metrics = scorePrediction(heldOut, prediction);
  const times = time && {
    training: pick(time.values, split.training),
    heldOut: pick(time.values, split.validation),
  };
  const baseline = scoreBaselines({ training: trainingTarget, heldOut, times: times ?? null });
  const evaluateSeconds = secondsSince(clock);

  const fittedRows = validation.refit ? rows : pick(rows, split.training);
  const inputColumns = inputs.map(name => columnNamed(table, name)!);
  const recorded = {
    ...metrics,
    feature_importance: byImportance(committed.featureImportance()),
    data_stats: {
      total_samples: rows.length,
      training_samples: validation.refit ? rows.length : split.training.length,
      test_samples: split.validation.length,
    },
    baseline,
    validation: {
      by: split.by,
      reason: split.reason,
      from: split.by === 'time' ? new Date(split.boundary).toISOString() : null,
      rows: rowsDigest({ files: dataset.files, configuration, rows, split }),
      model: validation.refit ? 'refit' : 'training',
    },
  } as unknown as RecordedMetrics;

  return {
    kind: parameters.kind,
    model,
    metrics,
    recorded,
    signature: makeSignature({
      columns: takeRows(inputColumns, fittedRows),
      target: targetColumn,
      timeFormats: timeFormatsOf(configuration),
    }),
    reference: profileColumns(takeRows(inputColumns, fittedRows), { heldOut: prediction }),
    split,
    features,
    dropped,
    warnings,
    fitSeconds,
    evaluateSeconds,
  };
}

function timeFormatsOf({ features }: Configuration): Map<string, string> {
  return new Map(
    Object.entries(features.columns).flatMap(([name, declared]) =>
      typeof declared === 'string' ? [] : [[name, declared.format] as const],
    ),
  );
}

function timeOf(table: Table, name: string | undefined, rows: Uint32Array): TimeColumn | undefined {
  const column = name === undefined ? undefined : columnNamed(table, name);
  return column?.type === 'time' ? takeRows([column], rows)[0] : undefined;
}

function takeTarget(target: TargetValues, rows: Uint32Array): TargetValues {
  if (target.task === 'regression') return { task: 'regression', values: pick(target.values, rows) };
  return { ...target, codes: pick(target.codes, rows) };
}

function pick<A extends Float64Array | Int32Array | Uint32Array>(values: A, rows: Uint32Array): A {
  const picked = new (values.constructor as new (length: number) => A)(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]];
  return picked;
}

function byImportance(importance: Record<string, number>): Record<string, number> {
  const entries = Object.entries(importance);
  entries.sort(([oneName, one], [otherName, other]) => other - one || (oneName < otherName ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Two models were scored on the same rows where this is equal: same bytes of data, same target, same rows held out. */
function rowsDigest({
  files,
  configuration,
  rows,
  split,
}: {
  files: readonly DataFile[];
  configuration: Configuration;
  rows: Uint32Array;
  split: RowSplit;
}): string {
  const { problem } = configuration;
  const heldOut = pick(rows, split.validation);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([problem.target, problem.task, files.map(file => file.digest)]));
  hash.update(new Uint8Array(heldOut.buffer, heldOut.byteOffset, heldOut.byteLength));
  return `sha256:${hash.digest('hex')}`;
}

function secondsSince(clock: number): number {
  return (performance.now() - clock) / 1000;
}
