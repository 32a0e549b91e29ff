// What a training writes to its branch: the model, and all that speaks of it. Pure: the same model makes the same bytes.

import { writeCalibration } from '../calibration/calibration.ts';
import { writeProfile } from '../monitoring/profile-file.ts';
import {
  CALIBRATION,
  DATA_FILES,
  GOLDEN,
  METRICS,
  MODEL_CARD,
  PROVENANCE,
  REFERENCE,
  TRAIN_LOG,
} from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { recordFiles } from '../provenance/data-files.ts';
import { digestOf, trainingDigest } from '../provenance/digest.ts';
import { writeGoldenRows } from '../provenance/golden-rows.ts';
import { flatParameters, type Provenance } from '../provenance/provenance.ts';
import type { Dataset } from './dataset.ts';
import { modelCard } from './model-card.ts';
import type { Trained } from './train.ts';
import { trainLog } from './train-log.ts';

export type ModelFiles = { files: Map<string, string | Uint8Array>; provenance: Provenance };

export type Origin = {
  branch: string;
  sourceTree: string;
  configurationBlob: string;
  dataCommit: string;
  versions: Provenance['versions'];
};

/** Paths of the branch and their content. */
export function modelFiles({
  trained,
  dataset,
  configuration,
  origin,
}: {
  trained: Trained;
  dataset: Dataset;
  configuration: Configuration;
  origin: Origin;
}): ModelFiles {
  const metrics = json(trained.recorded);
  const golden = writeGoldenRows(trained.golden);
  const calibration = trained.calibration && writeCalibration(trained.calibration);
  const { recorded: dataFiles, list } = recordFiles(dataset.files, DATA_FILES);
  const provenance: Provenance = {
    version: 1,
    source: { tree: origin.sourceTree },
    configuration: {
      blob: origin.configurationBlob,
      digest: trainingDigest(configuration),
      parameters: flatParameters(configuration),
    },
    data: { commit: origin.dataCommit, rows: dataset.table.rows, ...dataFiles },
    seed: configuration.training.seed,
    versions: { ...origin.versions, ...trained.versions },
    model: {
      path: trained.path,
      kind: trained.kind,
      digest: digestOf(trained.model),
      bytes: trained.model.byteLength,
    },
    ...(calibration ? { calibration: { path: CALIBRATION, digest: digestOf(calibration) } } : {}),
    golden: { path: GOLDEN, digest: digestOf(golden) },
    metrics: { path: METRICS, digest: digestOf(metrics) },
    signature: trained.signature,
  };
  const files = new Map<string, string | Uint8Array>([
    [trained.path, trained.model],
    ...(calibration ? [[CALIBRATION, calibration] as const] : []),
    ...(list === null ? [] : [[DATA_FILES, list] as const]),
    [GOLDEN, golden],
    [METRICS, metrics],
    [PROVENANCE, json(provenance)],
    [MODEL_CARD, modelCard({ configuration, trained, provenance })],
    [TRAIN_LOG, trainLog({ configuration, trained, provenance, files: dataset.files })],
    [REFERENCE, writeProfile(trained.reference)],
  ]);
  return { files, provenance };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
