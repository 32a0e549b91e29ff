import { realpathSync } from 'node:fs';
import path from 'node:path';
import { FeatureProblem, problemOf } from './problem.ts';
import { isInside } from './resolve-import.ts';
import { sourceModules } from './source-modules.ts';

/** `row` to the features of that row; what it returns is not to be trusted yet. */
export type FeatureFunction = (row: object) => unknown;

const ENTRY = 'features.js';

/** Loads `features.js` of the folder and gives its function `features`. Throws FeatureProblem. */
export async function loadFeatures(folder: string): Promise<FeatureFunction> {
  const root = realpathSync(folder);
  const modules = sourceModules(root);
  const file = path.join(root, ENTRY);
  if (!isInside(root, realpathSync(file))) {
    throw new FeatureProblem({
      code: 'features-import',
      message: 'src/features.js is a link to a file outside src/',
      hint: 'Put the file itself there: what a model is made of must be in its branch.',
    });
  }
  const entry = modules.open(file);
  try {
    await entry.link(modules.link);
    await entry.evaluate();
  } catch (error) {
    if (error instanceof FeatureProblem) throw error;
    throw (
      modules.missingExport(error) ??
      new FeatureProblem(problemOf(error, { rows: [], during: 'it was loaded' }))
    );
  }
  const { features } = entry.namespace as { features?: unknown };
  if (typeof features !== 'function') throw noFunction(Object.keys(entry.namespace));
  return features as FeatureFunction;
}

function noFunction(exported: string[]): FeatureProblem {
  const has = exported.length === 0 ? 'it exports nothing' : `it exports ${exported.join(', ')}`;
  return new FeatureProblem({
    code: 'features-missing',
    message: `src/features.js exports no function named features: ${has}`,
    hint: 'export function features(row) { return { ...row }; }',
  });
}
