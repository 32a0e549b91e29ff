// Answers of the project's code, checked and put together: what it says is input like any other.

import type { Task } from '../data/target.ts';
import { Failure } from '../errors.ts';
import type { Prediction } from '../models/learner.ts';
import type { FromTrainer } from './protocol.ts';
import { protocolError, raisedError } from './trainer-error.ts';

type Collecting = {
  kind: Task;
  rows: number;
  /** How a row is named in a message: `hour.csv, line 17`. */
  nameRow: (row: number) => string;
};

type Block = { id: number; firstRow: number; rows: number };

type CollectedAnswers = {
  /** Throws Failure `trainer-failed`, `invalid-prediction`, `trainer-protocol`. */
  add(answer: FromTrainer, block: Block): void;
  finish(): Prediction;
};

/** A row of probabilities may miss 1 by what single precision leaves. */
const TOLERANCE = 1e-3;

export function collectAnswers({ kind, rows, nameRow }: Collecting): CollectedAnswers {
  const values = new Float64Array(kind === 'regression' ? rows : 0);
  /** Class name -> its column; new classes may turn up in any block where the model names no probabilities. */
  const columns = new Map<string, Float64Array>();
  const columnOf = (name: string) => {
    const column = columns.get(name) ?? new Float64Array(rows);
    columns.set(name, column);
    return column;
  };

  const addNumbers = (predictions: readonly unknown[], firstRow: number) => {
    predictions.forEach((value, index) => {
      if (typeof value !== 'number') throw invalidAt(firstRow + index, 'the prediction is no finite number');
      values[firstRow + index] = value;
    });
  };
  const addNames = (names: readonly unknown[], firstRow: number) => {
    names.forEach((name, index) => {
      if (typeof name !== 'string') throw invalidAt(firstRow + index, 'the prediction is no class');
      columnOf(name)[firstRow + index] = 1;
    });
  };
  const addShares = (
    classes: readonly string[],
    shares: readonly (readonly unknown[])[],
    firstRow: number,
  ) => {
    const own = classes.map(columnOf);
    shares.forEach((row, index) => {
      const at = firstRow + index;
      if (!Array.isArray(row) || row.length !== classes.length) {
        throw invalidAt(at, `there are ${classes.length} classes, but not as many probabilities`);
      }
      let sum = 0;
      for (const share of row) {
        if (typeof share !== 'number' || share < -TOLERANCE)
          throw invalidAt(at, 'a probability is no share of 1');
        sum += share;
      }
      if (Math.abs(sum - 1) > TOLERANCE) throw invalidAt(at, `the probabilities sum to ${sum}, not to 1`);
      row.forEach((share: number, code) => {
        own[code][at] = Math.max(0, share) / sum;
      });
    });
  };
  const invalidAt = (row: number, what: string) =>
    new Failure(`src/model.py: ${what} (${nameRow(row)})`, {
      code: 'invalid-prediction',
      hint: 'predict() gives a finite number for every row; of classes, predict_proba() gives shares that sum to 1',
      details: { row },
    });

  return {
    add(answer, { id, firstRow, rows: expected }) {
      if (answer.event !== undefined) throw protocolError(`an answer was expected, not "${answer.event}"`);
      if (answer.id !== id) throw protocolError(`request ${id} was answered as ${answer.id}`);
      if ('error' in answer) {
        const at = answer.row === null ? undefined : nameRow(firstRow + answer.row);
        throw raisedError(answer.error, { at });
      }
      const given = 'predictions' in answer ? answer.predictions : answer.probabilities;
      if (!Array.isArray(given)) throw protocolError('an answer holds no predictions');
      if (given.length !== expected) {
        throw new Failure(`src/model.py gave ${given.length} predictions for ${expected} rows`, {
          code: 'invalid-prediction',
          hint: 'predict() answers every row that it is given, in that order',
          details: { rows: expected, predictions: given.length },
        });
      }
      if ('probabilities' in answer) addShares(answer.classes, answer.probabilities, firstRow);
      else if (kind === 'regression') addNumbers(given, firstRow);
      else addNames(given, firstRow);
    },
    finish() {
      return kind === 'regression' ? { task: 'regression', values } : classified(columns, rows);
    },
  };
}

/** Classes in code-unit order; the most probable of each row, ties to the first. */
function classified(columns: ReadonlyMap<string, Float64Array>, rows: number): Prediction {
  const classes = [...columns.keys()].sort();
  const probabilities = new Float64Array(rows * classes.length);
  const codes = new Int32Array(rows);
  classes.forEach((name, code) => {
    const shares = columns.get(name)!;
    for (let row = 0; row < rows; row++) {
      probabilities[row * classes.length + code] = shares[row];
      if (shares[row] > probabilities[row * classes.length + codes[row]]) codes[row] = code;
    }
  });
  return { task: 'classification', codes, classes, probabilities };
}
