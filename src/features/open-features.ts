// Who makes the features of a folder: its code, in a process, or nobody where that gives each row back as it is.

import type { FeatureProcessOptions } from './feature-process.ts';
import { type FeatureMaker, openFeatureMaker } from './maker.ts';
import { givesWholeRow, learnedRows, wholeRows } from './whole-row.ts';

/**
 * As `openFeatureMaker`, and without its process where `features.js` says no more than that of a new project: then
 * columns may share their memory with the table's. Throws UserError `features-missing`.
 */
export function openFeatures(options: FeatureProcessOptions): FeatureMaker {
  return givesWholeRow(options.sourceDirectory) ? wholeRowMaker() : openFeatureMaker(options);
}

function wholeRowMaker(): FeatureMaker {
  return {
    async make({ expected, onProgress, ...request }) {
      const made = expected
        ? { features: wholeRows({ ...request, expected }), warnings: [] }
        : learnedRows(request);
      onProgress?.(1);
      return made;
    },
    lends: true,
    alive: () => true,
    close: async () => {},
  };
}
