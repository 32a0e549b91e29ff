// What a learner is to the rest of the house: fit, predict, save, load. Nothing outside this folder knows trees.

import type { CategoricalColumn, NumericColumn } from '../data/table.ts';
import type { TargetValues } from '../data/target.ts';

/** Features as the learner sees them: no times, no target. All columns have the same number of rows. */
export type FeatureColumns = readonly (NumericColumn | CategoricalColumn)[];

/** A feature's name and what it is; a model keeps those of its training, in order. */
export type FeatureType = { name: string; type: 'numeric' | 'categorical' };

export type Target = TargetValues;

export type Prediction =
  | { task: 'regression'; values: Float64Array }
  /** `probabilities` is rows x classes, row-major, each row summing to 1; `codes` is its argmax, ties to the lowest code. */
  | { task: 'classification'; codes: Int32Array; classes: readonly string[]; probabilities: Float64Array };

/** The rows at `rows`, in that order. */
export function takePrediction(prediction: Prediction, rows: Uint32Array): Prediction {
  if (prediction.task === 'regression')
    return { ...prediction, values: Float64Array.from(rows, row => prediction.values[row]) };
  const { codes, classes, probabilities } = prediction;
  const width = classes.length;
  const taken = new Float64Array(rows.length * width);
  rows.forEach((row, at) => {
    taken.set(probabilities.subarray(row * width, (row + 1) * width), at * width);
  });
  return { ...prediction, codes: Int32Array.from(rows, row => codes[row]), probabilities: taken };
}

export type FitInput<Parameters> = {
  features: FeatureColumns;
  target: Target;
  parameters: Parameters;
  /** Whole number, 0 to 2^32 - 1. Same input and seed: same bytes from `save`. */
  seed: number;
  /** What each row counts, from 0 (as though it were not there); every row 1 where none are given. */
  weights?: Float64Array;
  /** Whether rows stand in order of time: what a fit holds out for itself are then the last, not some drawn by seed. */
  ordered?: boolean;
  /** How many threads may take part; 1 where not said. They leave no trace in the model. */
  threads?: number;
  /** Called with the share that is done, 0 to 1. */
  onProgress?: (share: number) => void;
};

/** `Columns`: what it predicts from. A model that makes its own features takes input columns, times among them. */
export interface FittedModel<Columns = FeatureColumns> {
  readonly kind: string;
  /**
   * Columns are found by name; order is free, categories never seen are treated as the model defines. A model in
   * another process answers later, and says with `nameRow` which row it failed at. Throws UserError where a column is
   * missing.
   */
  predict(columns: Columns, nameRow?: (row: number) => string): Prediction | Promise<Prediction>;
  /** Share of each feature in what the model gained while fitting; sums to 1 (all 0 where nothing was split). */
  featureImportance(): Record<string, number>;
  /** The model file's bytes: versioned, data only; deterministic where the learner is ours. */
  save(): Uint8Array;
  /** Ends what the model keeps running, such as a process; a model that keeps nothing has none. */
  close?(): Promise<void>;
}

/** A model of ours, whose arithmetic runs here: it answers at once. */
export interface InProcessModel extends FittedModel {
  /** What it was trained on: rows to predict need the same, in any order. */
  readonly features: readonly FeatureType[];
  predict(features: FeatureColumns): Prediction;
}

export interface Learner<Parameters, Model extends FittedModel = InProcessModel> {
  readonly kind: string;
  readonly defaults: Parameters;
  fit(input: FitInput<Parameters>): Promise<Model>;
  /** Reads what `save` wrote; runs nothing in it. Throws UserError `invalid-model` where the bytes are not such a file. */
  load(bytes: Uint8Array): Model;
}
