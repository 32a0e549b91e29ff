// Calibration is learned from training rows, by a model that has not seen them: the rows that judge are seen by nothing
// but the score.

import type { Calibration } from '../calibration/calibration.ts';
import { fitIntervals } from '../calibration/intervals.ts';
import { calibrateProbabilities } from '../calibration/probabilities.ts';
import { splitRows } from '../data/split.ts';
import { type TimeColumn, takeRows } from '../data/table.ts';
import { type TargetValues, takeTarget } from '../data/target.ts';
import type { MadeModel, Prepared } from './model-maker.ts';

export type CalibrationSettings = {
  /** Share of the training rows to learn from; 0: none, and no calibration. */
  fraction: number;
  /** Share of true values that an interval is to hold. */
  level: number;
  seed: number;
};

type Input = {
  /** Of the training rows, as the target and the time. */
  columns: Prepared['columns'];
  target: TargetValues;
  time: TimeColumn | undefined;
  settings: CalibrationSettings;
  /**
   * Fits a model like the one that is kept to some of these rows, if need be with less effort. Who gives it closes what
   * it made.
   */
  fit(rows: Uint32Array): Promise<MadeModel>;
  nameRow(row: number): string;
};

/** Fewer tell nothing of a tail: 19 are what an interval of level 0.9 needs on one side. */
const FEWEST = { learn: 20, fit: 20 };

/**
 * Fits on the earlier training rows (on rows drawn by seed where there is no time) and learns from the later ones what
 * the model that is kept will miss by: its errors are those of a model that is asked about days to come. Null where
 * none is wanted, or the rows are too few.
 */
export async function learnCalibration(
  input: Input,
): Promise<{ calibration: Calibration; reason: string } | null> {
  const { columns, target, time, settings, fit, nameRow } = input;
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  const { fraction, level, seed } = settings;
  if (fraction === 0 || rows < FEWEST.learn + FEWEST.fit) return null;
  const split = splitRows({ rows, time, fraction, seed });
  if (split.validation.length < FEWEST.learn || split.training.length < FEWEST.fit) return null;
  const model = await fit(split.training);
  const prediction = await model.predict(takeRows(columns, split.validation), row =>
    nameRow(split.validation[row]),
  );
  const truth = takeTarget(target, split.validation);
  const learned = {
    version: 1 as const,
    rows: split.validation.length,
    probabilities: null,
    intervals: null,
  };
  if (truth.task === 'regression' && prediction.task === 'regression') {
    const intervals = fitIntervals({ predicted: prediction.values, actual: truth.values, level });
    return intervals && { calibration: { ...learned, intervals }, reason: split.reason };
  }
  if (truth.task === 'classification' && prediction.task === 'classification') {
    // A model of one's own may name its classes otherwise, or lack one: then its probabilities stay as they are.
    const { classes } = prediction;
    if (classes.length !== truth.classes.length || classes.some((name, at) => name !== truth.classes[at]))
      return null;
    const { probabilities } = prediction;
    const sample = { probabilities, actual: truth.codes, classes: classes.length };
    const calibrated = { ...calibrateProbabilities(sample), classes: [...classes] };
    return { calibration: { ...learned, probabilities: calibrated }, reason: split.reason };
  }
  return null;
}
