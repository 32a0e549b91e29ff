// From rows and code to a scored model: split, features, fit, predict, score. Knows no Git.

import type { Calibration } from '../calibration/calibration.ts';
import { placeText } from '../data/place.ts';
import type { Signature } from '../data/signature.ts';
import type { RowSplit } from '../data/split.ts';
import {
  type Column,
  columnNamed,
  placeOfRow,
  type Table,
  type TimeColumn,
  takeRows,
} from '../data/table.ts';
import { type TargetValues, takeTarget } from '../data/target.ts';
import { type Prediction, takePrediction } from '../models/learner.ts';
import type { Segment } from '../monitoring/decay/segment-rows.ts';
import { type Profile, profileOf } from '../monitoring/profile.ts';
import { withheldColumns } from '../prediction-log/kept-columns.ts';
import { inputsOf } from '../project/input-columns.ts';
import type { Configuration } from '../project/schema.ts';
import { segmentsOf } from '../project/segment-texts.ts';
import { type GoldenRows, makeGoldenRows } from '../provenance/golden-rows.ts';
import type { Metrics, RecordedMetrics } from '../provenance/recorded-metrics.ts';
import { chooseRows } from './choose-rows.ts';
import type { Dataset } from './dataset.ts';
import { describeInputs } from './describe-inputs.ts';
import { fitAndScore } from './fit-and-score.ts';
import type { ModelMaker } from './model-maker.ts';
import { pick } from './pick.ts';
import { privacyWarnings } from './privacy-warnings.ts';
import { rowsByTime } from './rows-by-time.ts';
import { rowsDigest } from './rows-digest.ts';
import { blankColumns, type Withheld, withholdProfiles, withholdSignature } from './withhold.ts';

export type Trained = {
  kind: string;
  /** Of the model file, on the branch. */
  path: string;
  versions: ModelMaker['versions'];
  /** The model file's bytes. */
  model: Uint8Array;
  metrics: Metrics;
  recorded: RecordedMetrics;
  signature: Signature;
  reference: Profile;
  /** Rows with the answers of the committed model, calibrated. */
  golden: GoldenRows;
  split: RowSplit;
  /** What the model was fitted to. */
  features: readonly Column[];
  /** Rows without a target, left out. */
  dropped: number;
  /** What a person should hear. */
  warnings: string[];
  /** Of the committed model. */
  fitSeconds: number;
  evaluateSeconds: number;
  /** What it took to fit a model for calibration, and to learn from it. */
  calibrateSeconds: number;
  calibration: Calibration | null;
};

export type TrainInput = {
  configuration: Configuration;
  dataset: Dataset;
  maker: ModelMaker;
  onProgress: (step: string, share: number) => void;
  /** Told the model's bytes as soon as they are final: they can be stored while the model is judged. */
  onModel: (bytes: Uint8Array) => Promise<void>;
};

/**
 * Fits on the training rows and scores on the rows held out; the scored model is the one that is given back, unless
 * `validation.refit` asks for one fitted on all rows, which the metrics then say.
 */
export async function trainModel({
  configuration,
  dataset,
  maker,
  onProgress,
  onModel,
}: TrainInput): Promise<Trained> {
  const { table } = dataset;
  const { problem, training, validation } = configuration;
  const preparing = maker.prepare(table, share => onProgress('features', share));
  // Awaited below; what goes wrong before is said instead.
  preparing.catch(() => {});

  // What needs no features is worked out while another process makes them.
  const { target, rows, dropped, firstDropped, time, split, fitted, refit } = chooseRows(
    configuration,
    table,
  );
  const warnings: string[] = [];
  if (dropped > 0 && firstDropped) {
    const { file, line } = firstDropped;
    warnings.push(
      `${dropped} rows have no "${problem.target}" and are left out (the first: ${file}, line ${line})`,
    );
  }
  const kept = refit ?? fitted;
  // In order of time, where there is one: the profile says how far rows depend on those before.
  const fittedRows = pick(rows, (time ? rowsByTime(kept, time.values) : kept).rows);
  const inputColumns = inputsOf(configuration).map(name => columnNamed(table, name)!);
  const fittedColumns = takeRows(inputColumns, fittedRows);
  const described = await describeInputs({
    columns: fittedColumns,
    target: columnNamed(table, problem.target)!,
    classes: target.task === 'classification' ? target.classes : undefined,
    timeFormats: timeFormatsOf(configuration),
  });

  const withheld = withheldColumns(
    { signature: described.signature, data: { rows: table.rows } },
    configuration,
  );
  const golden = goldenRowsOf(split.validation);
  const made = await preparing;
  warnings.push(...made.warnings);
  if (problem.time !== undefined && split.by === 'seed') warnings.push(split.reason);
  const columns = dropped === 0 ? made.columns : takeRows(made.columns, rows);
  const goldenRows = pick(rows, golden);
  const shown = blankColumns(takeRows(inputColumns, goldenRows), withheld);
  const scored = await fitAndScore({
    maker,
    columns,
    target,
    split,
    time,
    settings: { fraction: training.calibration, level: training.interval, seed: training.seed },
    fitted,
    refit,
    golden: {
      rows: golden,
      blanked:
        withheld.size === 0
          ? null
          : async () => {
              const origin = { files: [], lines: pick(table.origin.lines, goldenRows) };
              const rows = { rows: golden.length, columns: shown, origin };
              return (await maker.prepare(rows, () => {}, columns)).columns;
            },
    },
    nameRow: row => placeText(placeOfRow(table.origin, rows[row])),
    onProgress,
    onModel,
  });
  const recorded = {
    ...scored.metrics,
    feature_importance: byImportance(scored.featureImportance),
    data_stats: {
      total_samples: rows.length,
      training_samples: fittedRows.length,
      test_samples: split.validation.length,
    },
    ...scored.explained,
    ...(Object.keys(scored.reported).length > 0 ? { reported: scored.reported } : {}),
    validation: {
      by: split.by,
      reason: split.reason,
      from: split.by === 'time' ? new Date(split.boundary).toISOString() : null,
      rows: rowsDigest({ files: dataset.files, configuration, rows, split }),
      model: validation.refit ? 'refit' : 'training',
    },
  } as unknown as RecordedMetrics;

  warnings.push(
    ...privacyWarnings({ withheld, features: columns, configuration, golden: scored.golden !== null }),
  );

  return {
    kind: maker.kind,
    path: maker.path,
    versions: maker.versions,
    model: scored.model,
    metrics: scored.metrics,
    recorded,
    signature: withholdSignature(described.signature, withheld),
    reference: profileOf(withholdProfiles(described.columns, fittedColumns, withheld), {
      heldOut: heldOutInOrder(scored.prediction, {
        configuration,
        table,
        rows,
        target,
        split,
        time,
        withheld,
      }),
      timed: time !== undefined,
    }),
    golden: makeGoldenRows(shown, scored.golden),
    split,
    features: columns,
    dropped,
    warnings,
    fitSeconds: scored.fitSeconds,
    evaluateSeconds: scored.evaluateSeconds,
    calibrateSeconds: scored.calibrateSeconds,
    calibration: scored.calibration,
  };
}

/** What was predicted of the rows held out, what they are, and in which segments; oldest first. `rows` are those of the table. */
function heldOutInOrder(
  prediction: Prediction,
  {
    configuration,
    table,
    rows,
    target,
    split,
    time,
    withheld,
  }: {
    configuration: Configuration;
    table: Table;
    rows: Uint32Array;
    target: TargetValues;
    split: RowSplit;
    time: TimeColumn | undefined;
    withheld: Withheld;
  },
): { prediction: Prediction; truth: TargetValues; segments: Segment[] } {
  const { validation } = split;
  const each = validation.map((_, row) => row);
  const order = time ? rowsByTime({ rows: each, weights: null }, pick(time.values, validation)).rows : each;
  const ordered = pick(validation, order);
  const own = pick(rows, ordered);
  return {
    prediction: time ? takePrediction(prediction, order) : prediction,
    truth: takeTarget(target, ordered),
    segments: segmentsOf(configuration, name => {
      // Its values would be the names of segments.
      const column = withheld.has(name) ? undefined : columnNamed(table, name);
      return column && takeRows([column], own)[0];
    }),
  };
}

const GOLDEN_ROWS = 8;

/** Of the rows held out some, from the first to the last. */
function goldenRowsOf(heldOut: Uint32Array): Uint32Array {
  const count = Math.min(GOLDEN_ROWS, heldOut.length);
  return Uint32Array.from(
    { length: count },
    (_, at) => heldOut[Math.floor((at * (heldOut.length - 1)) / Math.max(1, count - 1))],
  );
}

function timeFormatsOf({ features }: Configuration): Map<string, string> {
  return new Map(
    Object.entries(features.columns).flatMap(([name, declared]) =>
      typeof declared === 'string' ? [] : [[name, declared.format] as const],
    ),
  );
}

function byImportance(importance: Record<string, number>): Record<string, number> {
  const entries = Object.entries(importance);
  entries.sort(([oneName, one], [otherName, other]) => other - one || (oneName < otherName ? -1 : 1));
  return Object.fromEntries(entries);
}
