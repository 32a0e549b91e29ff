// What git-model and the code of a branch say to each other: docs/trainer-protocol.md, version 1.

import type { ColumnType } from '../data/table.ts';
import type { Task } from '../data/target.ts';

export const PROTOCOL = 1;

/** Longest line that is read from the other side, in bytes: a block of predictions is far below. */
export const LONGEST_LINE = 64 * 2 ** 20;
/** Largest model file that is taken, in bytes. */
export const LARGEST_MODEL = 2 ** 30;

export type JobColumn = { name: string; type: ColumnType };

/** `job.json`: what is fitted or loaded. Paths are absolute. */
export type Job = {
  protocol: typeof PROTOCOL;
  task: Task;
  /** Name of the column to predict. */
  target: string;
  columns: readonly JobColumn[];
  /** Of a classification: the texts that the target may be, in code-unit order; null of a regression. */
  classes: readonly string[] | null;
  seed: number;
  threads: number;
  /** `model.parameters` of mv.yaml. */
  parameters: Record<string, unknown>;
  /** Where the model file is, or is to be written. */
  model: string;
};

/** Of a fit: also where its rows and targets lie, and what each row counts where not all count the same. */
export type FitJob = Job & { rows: string; targets: string; weights?: string };

/** An exception of the project's code. */
export type RaisedError = {
  /** `ValueError` */
  type: string;
  message: string;
  /** The module that is not there, of a ModuleNotFoundError. */
  module: string | null;
  /** Lines of src/ that led to it, the last one nearest. */
  frames: readonly { file: string; line: number; function: string; code: string }[];
  trace: string;
};

export type FromTrainer =
  | { event: 'hello'; protocol: number; python: string }
  /** `weights`: whether a fit can be told what each row counts. */
  | { event: 'ready'; weights?: boolean }
  | { event: 'progress'; share: number }
  | {
      event: 'done';
      feature_importance: Record<string, number | null>;
      metrics: Record<string, number | null>;
    }
  | { event: 'failed'; error: RaisedError }
  | Answer;

/** To one request: numbers or class names, or probabilities, a row each; what is not finite is null. */
type Answer = { event?: undefined; id: number } & (
  | { error: RaisedError; row: number | null }
  | { predictions: readonly unknown[] }
  | { classes: readonly string[]; probabilities: readonly (readonly unknown[])[] }
);
