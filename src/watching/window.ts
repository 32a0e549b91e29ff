// What a model is judged on: the newest rows that it was given, counted beside its reference, and labels so far.

import type { BatchCounts } from '../monitoring/drift/batch-counts.ts';
import type { Profile } from '../monitoring/profile.ts';
import type { LabelledRows } from './labelled-rows.ts';

export type Window = {
  /** Equal where the same rows come again. */
  id: string;
  source: 'log' | 'file';
  /** First and last time of its rows, ISO 8601 UTC; null where no time is known. */
  from: string | null;
  to: string | null;
  rows: number;
  batch: BatchCounts;
  /** What the batch was counted beside: the reference without columns that these rows cannot have. */
  reference: Profile;
  /** Columns that are no evidence here, and why. */
  leftOut: { column: string; reason: string }[];
  /** Stretches of rows that do not overlap, oldest first, each with the labels that have come; the newest may be of this window. */
  labelled: LabelledStretch[];
  /** Content of monitoring/predictions.csv; null where the rows are not of the log, and it stays as it is. */
  predictions: string | null;
  /** What a person should hear. */
  notes: string[];
};

export type LabelledStretch = {
  id: string;
  source: Window['source'];
  from: string | null;
  to: string | null;
  rows: LabelledRows;
};
