// What a model was made from, in numbers that later batches are held against: monitoring/reference.json.

import type { Column } from '../data/table.ts';
import type { TargetValues } from '../data/target.ts';
import type { Prediction } from '../models/learner.ts';
import { type ErrorProfile, profileErrors } from './decay/error-profile.ts';
import type { Segment } from './decay/segment-rows.ts';
import { independent } from './dependence.ts';
import { type CategoryProfile, profileCategories } from './profile-categories.ts';
import { MOST_CELLS, type NumberProfile, profileNumbers } from './profile-numbers.ts';

/** Times as ISO 8601 UTC; null where every one is missing. */
export type TimeProfile = {
  type: 'time';
  count: number;
  missing: number;
  min: string | null;
  max: string | null;
};

/** `withheld`: no value of the column stands in it (`privacy` of mv.yaml). */
export type ColumnProfile = { name: string; withheld?: true } & (
  | NumberProfile
  | CategoryProfile
  | TimeProfile
);

export type PredictionProfile =
  | { task: 'regression'; values: NumberProfile }
  /** `probabilities`: by class, the mean; of two classes also the profile of the second's. */
  | {
      task: 'classification';
      classes: CategoryProfile;
      meanProbabilities: [name: string, mean: number][];
      probability: NumberProfile | null;
    };

export type Profile = {
  version: 2;
  /** Rows profiled: those the model was fitted to. */
  rows: number;
  columns: ColumnProfile[];
  /** Of held-out rows, for those that a forest was fitted to are predicted too well to compare with; null where there are none. */
  predictions: PredictionProfile | null;
  /** Of the same rows: what later errors are held against. */
  errors: ErrorProfile | null;
};

type ProfileOptions = {
  /** Rows that the model was not fitted to, in the order in which they came; `truth` is what they should have been, `segments` what they are told apart by. */
  heldOut?: { prediction: Prediction; truth?: TargetValues; segments?: readonly Segment[] };
  /**
   * Whether a time orders the rows. Where none does, neighbours in a file may still be alike; but what does not come to
   * rest within it, as in a file sorted by a category, is the file's order and nothing that a batch would repeat. Default true.
   */
  timed?: boolean;
};

/**
 * Plain data. Rows in another order give the same but for how they depend on those before. Columns stand in the order given, named by a field, so that no
 * name of a column can clash with one of ours. O(rows log rows) a column; the size does not grow with the rows.
 */
export function profileColumns(columns: readonly Column[], options: ProfileOptions = {}): Profile {
  return profileOf(
    columns.map(column => profileColumn(column, boundsOf(columns.length))),
    options,
  );
}

/** The same, of columns that were profiled one by one. */
export function profileOf(columns: ColumnProfile[], { heldOut, timed = true }: ProfileOptions = {}): Profile {
  const profile: Profile = {
    version: 2,
    rows: columns[0]?.count ?? 0,
    columns,
    predictions:
      heldOut && rowsPredicted(heldOut.prediction) > 0 ? profilePrediction(heldOut.prediction) : null,
    errors: heldOut?.truth ? profileErrors({ ...heldOut, target: heldOut.truth }) : null,
  };
  return timed ? profile : withoutUnsettled(profile);
}

/** What does not come to rest counts as the order of the file. */
export function withoutUnsettled<Part>(part: Part): Part {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(withoutUnsettled) as Part;
  if ('settled' in part && part.settled === false) return independent() as Part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, withoutUnsettled(value)]),
  ) as Part;
}

function rowsPredicted(prediction: Prediction): number {
  return prediction.task === 'regression' ? prediction.values.length : prediction.codes.length;
}

/** The whole profile of 100 columns is to stay below 200,000 characters; fewer columns may have more each. */
const ROOM = { all: 64_000, least: 1600 };
const MANY = { columns: 60, cells: 120 };

/** Cells of numbers and characters for names that a column may have where there are so many columns in all. */
export type Bounds = { cells: number; room: number };

export function boundsOf(columns: number): Bounds {
  return {
    cells: columns > MANY.columns ? MANY.cells : MOST_CELLS,
    room: Math.max(ROOM.least, ROOM.all / columns),
  };
}

export function profileColumn(column: Column, { cells, room }: Bounds): ColumnProfile {
  const { name } = column;
  switch (column.type) {
    case 'numeric':
      return { name, ...profileNumbers(column.values, cells) };
    case 'categorical':
      return { name, ...profileCategories(column.codes, column.categories, room) };
    case 'time':
      return { name, ...profileTimes(column.values) };
  }
}

function profileTimes(values: Float64Array): TimeProfile {
  let missing = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Number.isNaN(value)) missing++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const known = values.length > missing;
  return {
    type: 'time',
    count: values.length,
    missing,
    min: known ? new Date(min).toISOString() : null,
    max: known ? new Date(max).toISOString() : null,
  };
}

function profilePrediction(prediction: Prediction): PredictionProfile {
  if (prediction.task === 'regression')
    return { task: 'regression', values: profileNumbers(prediction.values) };
  const { codes, classes, probabilities } = prediction;
  const ofClass = (code: number) =>
    codes.length === 0
      ? new Float64Array()
      : Float64Array.from(codes, (_, row) => probabilities[row * classes.length + code]);
  return {
    task: 'classification',
    classes: profileCategories(codes, classes),
    meanProbabilities: classes.map((name, code) => [name, meanOf(ofClass(code))]),
    probability: classes.length === 2 ? profileNumbers(ofClass(1)) : null,
  };
}

function meanOf(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}
