// How well predicted classes, and the probabilities behind them, agree with the true ones.

type ClassificationScores = {
  accuracy: number;
  f1: number;
  precision: number;
  recall: number;
  log_loss: number;
  /** For two classes only. */
  roc_auc?: number;
};

export type ClassifiedRows = {
  /** True class of each row, an index below `classes`. */
  actual: Int32Array;
  /** Predicted class of each row. */
  predicted: Int32Array;
  /** rows x classes, row-major. */
  probabilities: Float64Array;
  /** How many classes there are, two or more. */
  classes: number;
};

/**
 * All of them, as scikit-learn computes them. With two classes, f1, precision, recall and roc_auc are those of the
 * second (the later in code-unit order: `yes` of no and yes, `1` of 0 and 1). With more, they are the plain mean over
 * the classes that occur in `actual` or `predicted` ("macro"). A ratio with nothing below the line is 0.
 * NaN where there are no rows; roc_auc where all rows are of one class.
 */
export function scoreClassification(rows: ClassifiedRows): ClassificationScores {
  const scores = {
    accuracy: accuracy(rows),
    ...precisionAndRecall(rows),
    log_loss: logLoss(rows),
  };
  return rows.classes === 2 ? { ...scores, roc_auc: rocAuc(rows) } : scores;
}

function accuracy({ actual, predicted }: ClassifiedRows): number {
  let right = 0;
  for (let row = 0; row < actual.length; row++) if (actual[row] === predicted[row]) right++;
  return right / actual.length;
}

function precisionAndRecall({ actual, predicted, classes }: ClassifiedRows) {
  const hits = new Float64Array(classes);
  const truths = new Float64Array(classes);
  const claims = new Float64Array(classes);
  for (let row = 0; row < actual.length; row++) {
    truths[actual[row]]++;
    claims[predicted[row]]++;
    if (actual[row] === predicted[row]) hits[actual[row]]++;
  }
  if (actual.length === 0) return { f1: Number.NaN, precision: Number.NaN, recall: Number.NaN };
  const sums = { f1: 0, precision: 0, recall: 0 };
  let counted = 0;
  for (let code = classes === 2 ? 1 : 0; code < classes; code++) {
    if (classes > 2 && truths[code] + claims[code] === 0) continue;
    counted++;
    sums.precision += share(hits[code], claims[code]);
    sums.recall += share(hits[code], truths[code]);
    sums.f1 += share(2 * hits[code], truths[code] + claims[code]);
  }
  return { f1: sums.f1 / counted, precision: sums.precision / counted, recall: sums.recall / counted };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/**
 * Mean of -ln of the probability given to the true class. Probabilities are kept at least 2^-52 from 0 and 1, as
 * scikit-learn keeps doubles: one row that was called impossible costs 36, not infinity.
 */
function logLoss({ actual, probabilities, classes }: ClassifiedRows): number {
  let loss = 0;
  for (let row = 0; row < actual.length; row++) {
    const given = probabilities[row * classes + actual[row]];
    loss -= Math.log(Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON));
  }
  return loss / actual.length;
}

/** The chance that a row of the second class is given more of it than a row of the first, ties counting half: by ranks. */
function rocAuc({ actual, probabilities }: ClassifiedRows): number {
  const scores = actual.map((_, row) => row);
  const order = Array.from(scores).sort((a, b) => probabilities[2 * a + 1] - probabilities[2 * b + 1]);
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tied = 0;
    const score = probabilities[2 * order[start] + 1];
    for (; end < order.length && probabilities[2 * order[end] + 1] === score; end++)
      tied += actual[order[end]];
    // Ranks start + 1 to end; all that are tied get their mean.
    rankSum += (tied * (start + 1 + end)) / 2;
    positives += tied;
    start = end;
  }
  const negatives = actual.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
