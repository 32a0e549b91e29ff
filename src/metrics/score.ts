// The scores of a prediction: which there are depends on the task alone.

import type { Prediction, Target } from '../models/learner.ts';
import { type ClassifiedRows, scoreClassification } from './classification.ts';
import { finiteOrNull, type Scores } from './finite.ts';
import { scoreRegression } from './regression.ts';

/**
 * `mse rmse mae r2_score` of a regression; `accuracy f1 precision recall log_loss`, and `roc_auc` for two classes, of
 * a classification. Rows match one to one and each has a target. What is not finite is null. Classes are matched by
 * name: one that the model never saw was given the probability 0.
 */
export function scorePrediction(target: Target, prediction: Prediction): Scores {
  if (target.task === 'regression' && prediction.task === 'regression') {
    return finiteOrNull(scoreRegression(target.values, prediction.values));
  }
  if (target.task === 'classification' && prediction.task === 'classification') {
    return finiteOrNull({ ...scoreClassification(matchClasses(target, prediction)) } as Record<
      string,
      number
    >);
  }
  throw new TypeError(`a ${prediction.task} cannot be scored against the target of a ${target.task}`);
}

type Of<Union extends { task: string }, Task extends string> = Extract<Union, { task: Task }>;

/** Target and prediction over the same classes: those of both, in code-unit order. */
export function matchClasses(
  target: Of<Target, 'classification'>,
  prediction: Of<Prediction, 'classification'>,
): ClassifiedRows {
  const same =
    target.classes.length === prediction.classes.length &&
    target.classes.every((name, code) => name === prediction.classes[code]);
  if (same) {
    const { codes: predicted, probabilities, classes } = prediction;
    return { actual: target.codes, predicted, probabilities, classes: classes.length };
  }
  const names = [...new Set([...target.classes, ...prediction.classes])].sort();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  const place = (name: string) => codeOf.get(name) as number;
  const rows = prediction.codes.length;
  const probabilities = new Float64Array(rows * names.length);
  prediction.classes.forEach((name, code) => {
    for (let row = 0; row < rows; row++) {
      probabilities[row * names.length + place(name)] =
        prediction.probabilities[row * prediction.classes.length + code];
    }
  });
  return {
    actual: target.codes.map(code => place(target.classes[code])),
    predicted: prediction.codes.map(code => place(prediction.classes[code])),
    probabilities,
    classes: names.length,
  };
}
