// A batch of rows in counts, as they go by: what drift is judged from. Its size does not grow with the rows.

import type { Column } from '../../data/table.ts';
import type { Prediction } from '../../models/learner.ts';
import type { ColumnProfile, Profile } from '../profile.ts';
import { addCategoryCounts, type CategoryCounts, countCategories } from './count-categories.ts';
import { addNumberCounts, countNumbers, type NumberCounts } from './count-numbers.ts';

/** Milliseconds since 1970; null where there is no time. */
type TimeCounts = {
  type: 'time';
  rows: number;
  missing: number;
  min: number | null;
  max: number | null;
};

type ColumnCounts = NumberCounts | CategoryCounts | TimeCounts;

export type BatchCounts = {
  rows: number;
  /** By name, of the columns of the reference that the batch has. */
  columns: Map<string, ColumnCounts>;
  /** Columns of the batch that the reference lacks. */
  newColumns: string[];
  /** Cells that hold something else than their column does, counted as missing too; by column, with the first of them. */
  unreadable: Map<string, { cells: number; first: string }>;
  /** Of the rows that were predicted, which may be a sample. */
  predictions: { rows: number; counts: NumberCounts | CategoryCounts } | null;
};

export type BatchCounter = {
  /** Adds a block of rows: columns of the reference, found by name, each with as many rows. */
  add: (columns: readonly Column[], rows: number) => void;
  /** Adds predictions of rows of the batch, of all or of a sample. */
  addPredictions: (prediction: Prediction) => void;
  counts: BatchCounts;
};

/** Blocks are added one after the other; where they are cut leaves no trace but in the last digits of means. */
export function batchCounter(reference: Profile): BatchCounter {
  const counters = new Map<string, ReturnType<typeof counterOf>>();
  const profiles = new Map(reference.columns.map(profile => [profile.name, profile]));
  const counts: BatchCounts = {
    rows: 0,
    columns: new Map(),
    newColumns: [],
    unreadable: new Map(),
    predictions: null,
  };
  let predicted: ReturnType<typeof counterOfPredictions> | null = null;
  return {
    counts,
    add(columns, rows) {
      counts.rows += rows;
      for (const column of columns) {
        const profile = profiles.get(column.name);
        if (profile === undefined) {
          if (!counts.newColumns.includes(column.name)) counts.newColumns.push(column.name);
          continue;
        }
        let counter = counters.get(column.name);
        if (counter === undefined) {
          counter = counterOf(profile);
          counters.set(column.name, counter);
          counts.columns.set(column.name, counter.counts);
        }
        counter.add(column);
      }
    },
    addPredictions(prediction) {
      predicted ??= counterOfPredictions(reference);
      if (predicted === null) return;
      counts.predictions ??= { rows: 0, counts: predicted.counts };
      counts.predictions.rows +=
        prediction.task === 'regression' ? prediction.values.length : prediction.codes.length;
      predicted.add(prediction);
    },
  };
}

function counterOf(profile: ColumnProfile): { add: (column: Column) => void; counts: ColumnCounts } {
  switch (profile.type) {
    case 'numeric': {
      const { add, counts } = countNumbers(profile);
      return { counts, add: column => add(column.type === 'categorical' ? none(column) : column.values) };
    }
    case 'categorical': {
      const { add, counts } = countCategories(profile);
      return {
        counts,
        add(column) {
          if (column.type !== 'categorical') throw new Error(`"${column.name}" is not read as categories`);
          add(column);
        },
      };
    }
    case 'time':
      return countTimes();
  }
}

function none({ name }: Column): never {
  throw new Error(`"${name}" is not read as numbers`);
}

function countTimes(): { add: (column: Column) => void; counts: TimeCounts } {
  const counts: TimeCounts = { type: 'time', rows: 0, missing: 0, min: null, max: null };
  return {
    counts,
    add(column) {
      if (column.type === 'categorical') return none(column);
      counts.rows += column.values.length;
      for (const value of column.values) {
        if (Number.isNaN(value)) counts.missing++;
        else {
          if (counts.min === null || value < counts.min) counts.min = value;
          if (counts.max === null || value > counts.max) counts.max = value;
        }
      }
    },
  };
}

/** Of a classification with two classes the probability of the second, which says more than the class. */
function counterOfPredictions({ predictions }: Profile): {
  add: (prediction: Prediction) => void;
  counts: NumberCounts | CategoryCounts;
} | null {
  if (predictions === null) return null;
  if (predictions.task === 'regression' || predictions.probability !== null) {
    const { add, counts } = countNumbers(
      predictions.task === 'regression' ? predictions.values : predictions.probability!,
    );
    return { counts, add: prediction => add(numbersOf(prediction)) };
  }
  const { add, counts } = countCategories(predictions.classes);
  return {
    counts,
    add(prediction) {
      if (prediction.task === 'classification')
        add({ codes: prediction.codes, categories: [...prediction.classes] });
    },
  };
}

function numbersOf(prediction: Prediction): Float64Array {
  if (prediction.task === 'regression') return prediction.values;
  const { codes, classes, probabilities } = prediction;
  return Float64Array.from(codes, (_, row) => probabilities[row * classes.length + 1]);
}

/** Adds a part of the same batch that was counted apart, against the same reference. */
export function addBatchCounts(into: BatchCounts, from: BatchCounts): void {
  into.rows += from.rows;
  for (const [name, counts] of from.columns) {
    const own = into.columns.get(name);
    if (own === undefined) into.columns.set(name, counts);
    else addColumnCounts(own, counts);
  }
  for (const name of from.newColumns) if (!into.newColumns.includes(name)) into.newColumns.push(name);
  for (const [name, { cells, first }] of from.unreadable) {
    const own = into.unreadable.get(name);
    if (own === undefined) into.unreadable.set(name, { cells, first });
    else own.cells += cells;
  }
  if (from.predictions === null) return;
  if (into.predictions === null) into.predictions = from.predictions;
  else {
    into.predictions.rows += from.predictions.rows;
    addColumnCounts(into.predictions.counts, from.predictions.counts);
  }
}

function addColumnCounts(into: ColumnCounts, from: ColumnCounts): void {
  if (into.type === 'numeric' && from.type === 'numeric') addNumberCounts(into, from);
  else if (into.type === 'categorical' && from.type === 'categorical') addCategoryCounts(into, from);
  else if (into.type === 'time' && from.type === 'time') {
    into.rows += from.rows;
    into.missing += from.missing;
    if (from.min !== null) into.min = Math.min(into.min ?? from.min, from.min);
    if (from.max !== null) into.max = Math.max(into.max ?? from.max, from.max);
  }
}
