// The fit on training rows, the score on rows held out, and the model that is kept.

import { takeRows } from '../data/table.ts';
import type { TargetValues } from '../data/target.ts';
import { scoreBaselines } from '../metrics/baseline.ts';
import { scorePrediction } from '../metrics/score.ts';
import type { Prediction } from '../models/learner.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import type { MadeModel, ModelMaker, Prepared } from './model-maker.ts';
import { pick } from './pick.ts';

export type Scored = {
  /** The bytes of the model that is kept, and what is known of it. */
  model: Uint8Array;
  featureImportance: Record<string, number>;
  reported: Record<string, number | null>;
  /** Of the held-out rows, by a model that had not seen them. */
  prediction: Prediction;
  metrics: Metrics;
  baseline: Record<string, Metrics>;
  /** Of the model that is kept. */
  fitSeconds: number;
  evaluateSeconds: number;
};

type FitInput = {
  maker: ModelMaker;
  columns: Prepared['columns'];
  target: TargetValues;
  /** Rows of `columns` on either side. */
  split: { training: Uint32Array; validation: Uint32Array };
  /** Of each row, in milliseconds; null where nothing orders them. */
  times: Float64Array | null;
  /** Whether the model that is kept is fitted once more, on all rows. */
  refit: boolean;
  /** How a row of `columns` is named in a message. */
  nameRow: (row: number) => string;
  onProgress: (step: string, share: number) => void;
  /** Told the model's bytes as soon as they are final: they can be stored while the model is judged. */
  onModel: (bytes: Uint8Array) => Promise<void>;
};

export async function fitAndScore(input: FitInput): Promise<Scored> {
  const { maker, columns, target, split, times, refit, nameRow, onProgress, onModel } = input;
  const models: MadeModel[] = [];
  const fit = async (seen: Prepared['columns'], goal: TargetValues, step: string) => {
    const model = await maker.fit({
      columns: seen,
      target: goal,
      onProgress: share => onProgress(step, share),
    });
    models.push(model);
    return model;
  };
  try {
    const trainingTarget = takeTarget(target, split.training);
    let clock = performance.now();
    const scored = await fit(takeRows(columns, split.training), trainingTarget, 'fit');
    let fitSeconds = secondsSince(clock);
    let committed = scored;
    if (refit) {
      clock = performance.now();
      committed = await fit(columns, target, 'refit');
      fitSeconds = secondsSince(clock);
    }
    const model = committed.save();
    await onModel(model);

    clock = performance.now();
    const heldOut = takeTarget(target, split.validation);
    const nameHeldOut = (row: number) => nameRow(split.validation[row]);
    const prediction = await scored.predict(takeRows(columns, split.validation), nameHeldOut);
    // Its score is that of the other; that it can be used at all is for it to show.
    if (refit) await committed.predict(takeRows(columns, split.validation.subarray(0, 1)), nameHeldOut);
    const metrics = scorePrediction(heldOut, prediction);
    const sides = times && { training: pick(times, split.training), heldOut: pick(times, split.validation) };
    const baseline = scoreBaselines({ training: trainingTarget, heldOut, times: sides });
    return {
      model,
      featureImportance: committed.featureImportance(),
      reported: committed.reported ?? {},
      prediction,
      metrics,
      baseline,
      fitSeconds,
      evaluateSeconds: secondsSince(clock),
    };
  } finally {
    for (const model of models) await model.close?.();
  }
}

function takeTarget(target: TargetValues, rows: Uint32Array): TargetValues {
  if (target.task === 'regression') return { task: 'regression', values: pick(target.values, rows) };
  return { ...target, codes: pick(target.codes, rows) };
}

function secondsSince(clock: number): number {
  return (performance.now() - clock) / 1000;
}
