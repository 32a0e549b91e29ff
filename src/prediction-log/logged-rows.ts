// What is handed to the log: the rows of one request with their predictions, as they came from the model.

import type { Table } from '../data/table.ts';
import type { Prediction } from '../models/learner.ts';
import type { KeptColumn } from './kept-columns.ts';

/** `answer` was given to whoever asked; `shadow` was predicted beside it and given to nobody. */
export type Role = 'answer' | 'shadow';

/** Which model predicted; one object for all of its rows, since what is worked out from it is kept. */
export type LoggedModel = {
  branch: string;
  commit: string;
  /** What is kept of a row, from `keptColumns`. */
  columns: readonly KeptColumn[];
};

/** Who was given which arm of an experiment. */
export type Assignment = {
  experiment: string;
  /** What is assigned as one, such as a customer; only its keyed hash is written. */
  unit: string;
  arm: string;
  /** The number of the arms' weights. */
  epoch: number;
};

export type LoggedRows = {
  model: LoggedModel;
  role: Role;
  /** The prediction id of row i is `<id>:<firstRow + i>`. */
  id: string;
  firstRow?: number;
  /** At least the columns of the model that it has; neither it nor the prediction may change afterwards. */
  table: Table;
  prediction: Prediction;
  assignment?: Assignment;
  /** How long their request took; not said where nobody waited for it. */
  milliseconds?: number;
  /** About how many bytes the rows came as, by which the memory of what waits is bounded; estimated where not said. */
  bytes?: number;
};

/** A request that a model failed to answer: it has no prediction, and its rows no number. */
export type FailedRequest = {
  model: Pick<LoggedModel, 'branch' | 'commit'>;
  /** The HTTP status that was answered. */
  failed: number;
  rows: number;
  assignment?: Assignment;
  milliseconds: number;
};
