// The layout of a branch, and who owns which path of it: the model, the environment, or people.

import { DATA } from '../repository/data/data-folder.ts';

export { DATA };
export const CONFIGURATION = 'mv.yaml';
export const SOURCE = 'src';
export const MODELS = 'models';
export const METRICS = 'metrics/model.json';
export const PROVENANCE = 'models/provenance.json';
/** The same as folder and name: the commit that brought it is the one that made the model. */
export const PROVENANCE_PLACE = { folder: MODELS, name: PROVENANCE.slice(MODELS.length + 1) };
export const CALIBRATION = 'models/calibration.json';
/** The files of the data, where the provenance does not list them. */
export const DATA_FILES = 'models/data-files.json';
/** A few rows and the model's answers to them, by which whoever loads it knows that it is the same. */
export const GOLDEN = 'models/golden.json';
export const MODEL_CARD = 'models/README.md';
/** What stands in models/ and speaks of a model, and is none. */
export const BESIDE_MODEL = [PROVENANCE, MODEL_CARD, CALIBRATION, DATA_FILES, GOLDEN] as const;
export const TRAIN_LOG = 'logs/train.log';
export const APP_LOG = 'logs/app.log';
export const PREDICTIONS = 'monitoring/predictions.csv';
export const DRIFT = 'monitoring/drift.csv';
export const PERFORMANCE = 'monitoring/performance.csv';
export const DECISIONS = 'monitoring/decisions.csv';
export const REFERENCE = 'monitoring/reference.json';

/** What a model owns comes whole from a promoted branch, deletions included; it is never merged by line. */
export const MODEL_OWNED = [DATA, MODELS, 'metrics', TRAIN_LOG, REFERENCE] as const;

/** What an environment owns stays through promotions and rollbacks: its running records. */
export const ENVIRONMENT_OWNED = [APP_LOG, PREDICTIONS, DRIFT, PERFORMANCE, DECISIONS] as const;

/** Where `init --automation` puts files: people's, and no part of what is released. */
export const AUTOMATION = ['.github', '.gitlab', '.gitlab-ci.yml', 'automation', 'Procfile'] as const;

export type Owner = 'model' | 'environment' | 'people';

/** Who owns `path` (slashes, from the top of the branch); what neither names belongs to people, and merges three-way. */
export function ownerOf(path: string): Owner {
  const under = (owned: string) => path === owned || path.startsWith(`${owned}/`);
  if (MODEL_OWNED.some(under)) return 'model';
  if (ENVIRONMENT_OWNED.some(under)) return 'environment';
  return 'people';
}
