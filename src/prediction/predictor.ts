// A model that is ready to predict: rows as they are read go in, in blocks, predictions come out.

import type { ColumnSchema } from '../data/schema.ts';
import type { Table } from '../data/table.ts';
import type { Prediction } from '../models/learner.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import type { CommittedModel } from './committed-model.ts';

export type Predictor = {
  /** What it needs to be given, in the order of its signature. */
  columns: readonly ColumnSchema[];
  /**
   * Predicts the rows of a block, which has these columns; calibrated where the model is. Blocks may be asked for before the one before is answered.
   * Throws what the project's own code throws.
   */
  predict(block: Table): Promise<Prediction>;
  /** Whether the process that runs the project's code is there, as far as is known; without it nothing is predicted. */
  alive(): boolean;
  /** Ends the processes and threads that it keeps. */
  close(): Promise<void>;
};

/** What a model of any kind is opened with: `folder` holds the `src/` that it was made with, and outlives the predictor. */
export type ModelOpening = {
  model: CommittedModel;
  folder: string;
  /** Where a model that Python makes finds its interpreter. */
  python: PythonProject;
  /** Whether somebody waits for each block by itself: what is small is then predicted without a change of thread. */
  waited?: boolean;
  /** What the project's code prints. */
  onOutput: (text: string) => void;
};
