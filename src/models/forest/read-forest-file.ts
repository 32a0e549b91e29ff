// A model file of a random forest, distrusted: every field is what it should be, or the file is refused.

import { readFeatures } from '../binning/features-file.ts';
import { invalidModel } from '../invalid-model.ts';
import { numbers, readClasses } from '../model-fields.ts';
import { readTrees } from '../trees/trees-file.ts';
import { FOREST_FORMAT, FOREST_VERSION, type Forest, outputsOf } from './forest-file.ts';

/** Reads `document`, the parsed file. The trees' shape is checked where they are laid out. Throws UserError `invalid-model`. */
export function readForest(document: Record<string, unknown>): Forest {
  if (document['format'] !== FOREST_FORMAT) throw invalidModel('it is no random forest');
  if (document['version'] !== FOREST_VERSION) {
    throw invalidModel(
      `it is of version ${JSON.stringify(document['version'])}, this program reads version ${FOREST_VERSION}`,
    );
  }
  const classes = readClasses(document['task'], document['classes']);
  const bins = readFeatures(document['features']);
  const importance = numbers(document['importance'], 'importance', Float64Array);
  if (importance.length !== bins.length || !importance.every(isShare))
    throw invalidModel('"importance" is no list of shares');
  return {
    bins,
    classes,
    importance,
    trees: readTrees(document['trees'], outputsOf(classes), classes !== null),
  };
}

const isShare = (value: number) => value >= 0 && value <= 1 + 1e-9;
