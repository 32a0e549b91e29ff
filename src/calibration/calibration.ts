// models/calibration.json: what makes a model's answers honest, learned from rows that it had not seen.

import { classified } from '../models/classified.ts';
import type { Prediction } from '../models/learner.ts';
import { applyIntervals, type PredictionIntervals } from './intervals.ts';
import { applyProbabilities, type ProbabilityCalibration } from './probabilities.ts';

export type Calibration = {
  version: 1;
  /** How many rows it was learned from. */
  rows: number;
  /** Of a classification; `classes` are those that the offsets belong to. */
  probabilities: (ProbabilityCalibration & { classes: string[] }) | null;
  /** Of a regression. */
  intervals: PredictionIntervals | null;
};

/** A prediction with calibrated probabilities, whose class is the likeliest by them; any other comes back as it is. */
export function applyCalibration(calibration: Calibration | null, prediction: Prediction): Prediction {
  const learned = calibration?.probabilities;
  if (!learned || prediction.task !== 'classification') return prediction;
  const { classes } = prediction;
  const known =
    classes.length === learned.classes.length && classes.every((name, at) => name === learned.classes[at]);
  if (!known) return prediction;
  const probabilities = applyProbabilities(learned, prediction.probabilities);
  return classified(probabilities, classes);
}

/** Interval ends of a regression; null where there are none. */
export function intervalsOf(
  calibration: Calibration | null,
  prediction: Prediction,
): { low: Float64Array; high: Float64Array } | null {
  if (!calibration?.intervals || prediction.task !== 'regression') return null;
  return applyIntervals(calibration.intervals, prediction.values);
}

export function writeCalibration(calibration: Calibration): string {
  return `${JSON.stringify(calibration, null, 2)}\n`;
}

/** Null where the bytes are not such a file, or one of a later version. */
export function parseCalibration(bytes: Uint8Array): Calibration | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<Calibration> | null;
    if (value?.version !== 1) return null;
    const { probabilities = null, intervals = null } = value;
    if (probabilities !== null && !isProbabilities(probabilities)) return null;
    if (intervals !== null && !isIntervals(intervals)) return null;
    return { version: 1, rows: Number(value.rows), probabilities, intervals };
  } catch {
    return null;
  }
}

function isProbabilities({
  slope,
  offsets,
  floor,
  classes,
}: NonNullable<Calibration['probabilities']>): boolean {
  return (
    Number.isFinite(slope) &&
    floor > 0 &&
    Array.isArray(classes) &&
    Array.isArray(offsets) &&
    offsets.length === classes.length &&
    offsets.every(Number.isFinite)
  );
}

function isIntervals({ level, groups }: PredictionIntervals): boolean {
  return (
    level > 0 &&
    level < 1 &&
    Array.isArray(groups) &&
    groups.at(-1)?.upTo === null &&
    groups.every(({ below, above }) => below >= 0 && above >= 0)
  );
}
