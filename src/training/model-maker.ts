// How a model comes from rows, whatever its kind: what it looks at, and the fit.

import type { Column, Table } from '../data/table.ts';
import type { TargetValues } from '../data/target.ts';
import type { FittedModel } from '../models/learner.ts';
import type { Provenance } from '../provenance/provenance.ts';

/** What a model is fitted to: features of `src/features.js`, or the input columns of code that makes its own. */
export type Prepared = {
  columns: readonly Column[];
  /** What a person should hear. */
  warnings: string[];
};

export type MadeModel = FittedModel<readonly Column[]> & {
  /** Numbers that the code itself reports of its training; absent where none could. */
  reported?: Record<string, number | null>;
};

export type ModelMaker = {
  kind: string;
  /** Path of the model file on the branch. */
  path: string;
  /** What it was made with, beside us. */
  versions: Pick<Provenance['versions'], 'python' | 'packages'>;
  /** `expected`: of rows like those of before, what was made of those; else types follow from the rows. */
  prepare(
    table: Table,
    onProgress: (share: number) => void,
    expected?: Prepared['columns'],
  ): Promise<Prepared>;
  fit(input: {
    columns: readonly Column[];
    target: TargetValues;
    /** What each row counts; null where all count the same. */
    weights: Float64Array | null;
    /** Whether rows stand in order of time: what a fit holds out for itself are then the newest. */
    ordered: boolean;
    /** Whether a model with less effort will do, whose errors are about those of a whole one. */
    rough: boolean;
    onProgress: (share: number) => void;
  }): Promise<MadeModel>;
  /** Ends what runs for it; the models that it made are closed by who asked for them. */
  close(): Promise<void>;
};
