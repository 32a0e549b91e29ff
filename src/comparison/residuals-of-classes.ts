// The errors of classifications: which class is taken for which, and whether probabilities are what happens.

import { matchClasses } from '../metrics/score.ts';
import type { Prediction, Target } from '../models/learner.ts';
import { groupsInOrder, type RowOrder } from './rows-in-order.ts';

type Classes = Extract<Target, { task: 'classification' }>;
type Predicted = Extract<Prediction, { task: 'classification' }>;

const MOST_CLASSES = 12;
const BINS = 10;

export type ClassFrame = {
  by: RowOrder['by'];
  /** Of rows and columns of `ClassErrors.confusion`: the commonest, by name; then, of more than twelve, the others together. */
  classes: string[];
  /** How many classes the last of them stands for; 0 where each stands for itself. */
  others: number;
  /** The class whose probability `reliability` speaks of, of two; null: the likeliest of each row. */
  reliabilityOf: string | null;
};

export type ClassErrors = {
  /** How far probabilities lie from shares, the mean over rows: the expected calibration error over `reliability`. */
  calibrationError: number;
  /** Rows by their probability, in tenths; only tenths with rows. */
  reliability: { given: number; happened: number; rows: number }[];
  /** `confusion[actual][predicted]`. */
  confusion: number[][];
  /** Neighbours in order: the share that is wrong, with Wilson's interval of 95 %. */
  inOrder: { x: number; mean: number; low: number; high: number }[];
};

export function classificationResiduals(
  target: Classes,
  predictions: readonly (Predicted | null)[],
  order: RowOrder,
): { frame: ClassFrame; models: (ClassErrors | null)[] } {
  const names = [...new Set([...target.classes, ...predictions.flatMap(each => each?.classes ?? [])])].sort();
  const all: Classes = { ...target, ...renamed(target, names) };
  const { shown, cellOf } = commonest(all);
  const binary = names.length === 2;
  const frame: ClassFrame = {
    by: order.by,
    classes: shown,
    others: names.length > MOST_CLASSES ? names.length - MOST_CLASSES + 1 : 0,
    reliabilityOf: binary ? names[1] : null,
  };
  const groups = groupsInOrder(order);
  const models = predictions.map((prediction): ClassErrors | null => {
    if (prediction === null) return null;
    const { actual, predicted, probabilities, classes } = matchClasses(all, prediction);
    const confusion = shown.map(() => new Array<number>(shown.length).fill(0));
    for (let row = 0; row < actual.length; row++) confusion[cellOf[actual[row]]][cellOf[predicted[row]]]++;
    const reliability = reliabilityOf(actual.length, row => {
      const code = binary ? 1 : predicted[row];
      return { given: probabilities[row * classes + code], happened: actual[row] === code };
    });
    return {
      calibrationError:
        reliability.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.given - bin.happened), 0) /
        actual.length,
      reliability,
      confusion,
      inOrder: groups.map(({ x, rows }) => {
        const wrong = rows.reduce((sum, row) => sum + (actual[row] === predicted[row] ? 0 : 1), 0);
        return { x, mean: wrong / rows.length, ...wilson(wrong, rows.length) };
      }),
    };
  });
  return { frame, models };
}

/** The same rows over more classes. */
function renamed({ classes, codes }: Classes, names: string[]): { classes: string[]; codes: Int32Array } {
  const place = new Map(names.map((name, at) => [name, at]));
  return { classes: names, codes: codes.map(code => place.get(classes[code])!) };
}

function commonest({ classes, codes }: Classes): { shown: string[]; cellOf: number[] } {
  if (classes.length <= MOST_CLASSES) return { shown: classes, cellOf: classes.map((_, code) => code) };
  const counts = classes.map(() => 0);
  for (const code of codes) counts[code]++;
  const inCount = classes.map((_, code) => code).sort((one, other) => counts[other] - counts[one]);
  const kept = inCount.slice(0, MOST_CLASSES - 1).sort((one, other) => one - other);
  const cellOf = classes.map((_, code) => (kept.includes(code) ? kept.indexOf(code) : kept.length));
  return { shown: [...kept.map(code => classes[code]), 'others'], cellOf };
}

function reliabilityOf(
  rows: number,
  of: (row: number) => { given: number; happened: boolean },
): ClassErrors['reliability'] {
  const bins = Array.from({ length: BINS }, () => ({ given: 0, happened: 0, rows: 0 }));
  for (let row = 0; row < rows; row++) {
    const { given, happened } = of(row);
    const bin = bins[Math.min(BINS - 1, Math.floor(given * BINS))];
    bin.given += given;
    bin.happened += happened ? 1 : 0;
    bin.rows++;
  }
  return bins
    .filter(bin => bin.rows > 0)
    .map(bin => ({ given: bin.given / bin.rows, happened: bin.happened / bin.rows, rows: bin.rows }));
}

/** Wilson (1927) of a share, at 95 %. 0 of 10: 0 to 0.278 */
function wilson(hits: number, rows: number): { low: number; high: number } {
  const z = 1.959964;
  const share = hits / rows;
  const middle = share + (z * z) / (2 * rows);
  const half = z * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows));
  const whole = 1 + (z * z) / rows;
  return { low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) };
}
