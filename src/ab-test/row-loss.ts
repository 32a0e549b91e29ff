// What a single prediction cost, once its label is known.

import { UserError } from '../errors.ts';

/** A prediction as the log has it. */
export type Predicted = { prediction: number | string; probabilities: Record<string, number> | null };

/** Null where the label is not of the prediction's kind. */
export type RowLoss = (predicted: Predicted, label: number | string) => number | null;

export type LossMetric = {
  /** The metric as it was named, such as `rmse`. */
  name: string;
  of: RowLoss;
  /** The metric of a mean loss: `rmse` of a mean squared error of 9 is 3, `accuracy` of a share of errors of 0.1 is 0.9. */
  fromLoss(loss: number): number;
};

/** As scikit-learn clips probabilities: the least double above 0 that 1 can be told from. */
const LEAST_PROBABILITY = Number.EPSILON;

const same = (value: number): number => value;
const numeric =
  (loss: (error: number) => number): RowLoss =>
  ({ prediction }, label) => {
    const error = Number(prediction) - Number(label);
    return typeof prediction === 'number' && label !== '' && Number.isFinite(error) ? loss(error) : null;
  };

const METRICS: Record<'regression' | 'classification', Record<string, Omit<LossMetric, 'name'>>> = {
  regression: {
    mae: { of: numeric(Math.abs), fromLoss: same },
    mse: { of: numeric(error => error * error), fromLoss: same },
    rmse: { of: numeric(error => error * error), fromLoss: loss => Math.sqrt(Math.max(loss, 0)) },
  },
  classification: {
    accuracy: {
      of: ({ prediction }, label) => (String(prediction) === String(label) ? 0 : 1),
      fromLoss: loss => 1 - loss,
    },
    log_loss: {
      of: ({ probabilities }, label) =>
        probabilities === null
          ? null
          : -Math.log(Math.max(probabilities[String(label)] ?? 0, LEAST_PROBABILITY)),
      fromLoss: same,
    },
  },
};

/**
 * The loss of a metric: absolute error of a regression and 0/1 error of a classification where none is named. Throws
 * UserError `metric-without-loss` for one that is no mean over rows, such as `f1`.
 */
export function lossOfMetric(name: string | undefined, task: 'regression' | 'classification'): LossMetric {
  const known = METRICS[task];
  const metric = name ?? Object.keys(known)[0];
  if (Object.hasOwn(known, metric)) return { name: metric, ...known[metric] };
  throw new UserError(`"${metric}" is no mean over single predictions, so arms cannot be compared by it`, {
    code: 'metric-without-loss',
    hint: `metrics of a ${task} that are: ${Object.keys(known).join(', ')}`,
    details: { metric },
  });
}
