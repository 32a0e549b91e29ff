// The fit on training rows, the score on rows held out, and the model that is kept.

import { applyCalibration, type Calibration } from '../calibration/calibration.ts';
import { type TimeColumn, takeRows } from '../data/table.ts';
import { type TargetValues, takeTarget } from '../data/target.ts';
import { CommandError } from '../errors.ts';
import { scoreBaselines } from '../metrics/baseline.ts';
import { primaryMetric } from '../metrics/direction.ts';
import { permutationImportance } from '../metrics/permutation-importance.ts';
import { scorePrediction } from '../metrics/score.ts';
import type { Prediction } from '../models/learner.ts';
import type { Metrics, RecordedMetrics } from '../provenance/recorded-metrics.ts';
import { type CalibrationSettings, learnCalibration } from './learn-calibration.ts';
import { measureCalibration } from './measure-calibration.ts';
import type { MadeModel, ModelMaker, Prepared } from './model-maker.ts';
import { pick } from './pick.ts';
import type { FittedRows } from './recent-rows.ts';
import { rowsByTime } from './rows-by-time.ts';

export type Scored = {
  /** The bytes of the model that is kept, and what is known of it. */
  model: Uint8Array;
  featureImportance: Record<string, number>;
  reported: Record<string, number | null>;
  /** Of the held-out rows, by a model that had not seen them, calibrated. */
  prediction: Prediction;
  /** Of the golden rows, by the model that is kept, calibrated; null where it has no answer to them as they may be kept. */
  golden: Prediction | null;
  calibration: Calibration | null;
  metrics: Metrics;
  /** What explains the metrics. */
  explained: Pick<RecordedMetrics, 'baseline' | 'calibration' | 'permutation_importance'>;
  /** Of the model that is kept. */
  fitSeconds: number;
  evaluateSeconds: number;
  calibrateSeconds: number;
};

type FitInput = {
  maker: ModelMaker;
  columns: Prepared['columns'];
  target: TargetValues;
  /** Rows of `columns` on either side. */
  split: { training: Uint32Array; validation: Uint32Array };
  /** Of each row; undefined where nothing orders them. */
  time: TimeColumn | undefined;
  settings: CalibrationSettings;
  /** Of the rows that train, those that the model is fitted to. */
  fitted: FittedRows;
  /** Of all rows, those that the model that is kept is fitted to once more; null where it is the one that was scored. */
  refit: FittedRows | null;
  /** Rows of `columns` whose answers are kept beside the model; `blanked` makes them without what must not be kept, null where all may. */
  golden: { rows: Uint32Array; blanked: (() => Promise<Prepared['columns']>) | null };
  /** How a row of `columns` is named in a message. */
  nameRow: (row: number) => string;
  onProgress: (step: string, share: number) => void;
  /** Told the model's bytes as soon as they are final: they can be stored while the model is judged. */
  onModel: (bytes: Uint8Array) => Promise<void>;
};

export async function fitAndScore(input: FitInput): Promise<Scored> {
  const {
    maker,
    columns,
    target,
    split,
    fitted,
    time,
    settings,
    refit,
    golden,
    nameRow,
    onProgress,
    onModel,
  } = input;
  const models: MadeModel[] = [];
  const fit = async (some: FittedRows, step: string, rough = false) => {
    const { rows, weights } = time ? rowsByTime(some, time.values) : some;
    const model = await maker.fit({
      columns: takeRows(columns, rows),
      target: takeTarget(target, rows),
      weights,
      ordered: time !== undefined,
      rough,
      onProgress: share => onProgress(step, share),
    });
    models.push(model);
    return model;
  };
  try {
    let clock = performance.now();
    const scored = await fit(fitted, 'fit');
    let fitSeconds = secondsSince(clock);
    let committed = scored;
    if (refit) {
      clock = performance.now();
      committed = await fit(refit, 'refit');
      fitSeconds = secondsSince(clock);
    }
    const model = committed.save();
    await onModel(model);

    clock = performance.now();
    const learned = await learnCalibration({
      columns: takeRows(columns, fitted.rows),
      target: takeTarget(target, fitted.rows),
      time: time && takeRows([time], fitted.rows)[0],
      settings,
      fit: some => fit(someOf(fitted, some), 'calibrate', true),
      nameRow: row => nameRow(fitted.rows[row]),
    });
    const calibration = learned?.calibration ?? null;
    const calibrateSeconds = secondsSince(clock);

    clock = performance.now();
    const heldOut = takeRows(columns, split.validation);
    const truth = takeTarget(target, split.validation);
    const nameHeldOut = (row: number) => nameRow(split.validation[row]);
    const said = await scored.predict(heldOut, nameHeldOut);
    const goldenSaid = await goldenAnswers(committed, { ...golden, columns, nameRow });
    const prediction = applyCalibration(calibration, said);
    const metric = primaryMetric(target.task);
    const importance = await permutationImportance({
      columns: heldOut,
      target: truth,
      metric,
      fittedRows: split.training.length,
      seed: settings.seed,
      predict: async some => applyCalibration(calibration, await scored.predict(some, nameHeldOut)),
    });
    // What takes no learning sees all the rows that train, so that it is the same whatever a model is fitted to.
    const trainingTarget = takeTarget(target, split.training);
    const times = time && {
      training: pick(time.values, split.training),
      heldOut: pick(time.values, split.validation),
    };
    return {
      model,
      featureImportance: committed.featureImportance(),
      reported: committed.reported ?? {},
      prediction,
      golden: goldenSaid && applyCalibration(calibration, goldenSaid),
      calibration,
      metrics: scorePrediction(truth, prediction),
      explained: {
        baseline: scoreBaselines({ training: trainingTarget, heldOut: truth, times: times ?? null }),
        ...(importance ? { permutation_importance: { metric, features: importance } } : {}),
        ...(learned
          ? {
              calibration: measureCalibration({ ...learned, target: truth, before: said, after: prediction }),
            }
          : {}),
      },
      fitSeconds,
      evaluateSeconds: secondsSince(clock),
      calibrateSeconds,
    };
  } finally {
    for (const model of models) await model.close?.();
  }
}

/** That the model which is kept can be used at all is for it to show, too: with all values, where it fails without some. */
async function goldenAnswers(
  model: MadeModel,
  { rows, blanked, columns, nameRow }: FitInput['golden'] & Pick<FitInput, 'columns' | 'nameRow'>,
): Promise<Prediction | null> {
  const nameGolden = (row: number) => nameRow(rows[row]);
  try {
    if (blanked) return await model.predict(await blanked(), nameGolden);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
  const said = await model.predict(takeRows(columns, rows), nameGolden);
  return blanked ? null : said;
}

function someOf({ rows, weights }: FittedRows, some: Uint32Array): FittedRows {
  return { rows: pick(rows, some), weights: weights && pick(weights, some) };
}

function secondsSince(clock: number): number {
  return (performance.now() - clock) / 1000;
}
