// Models of our own learners: features by src/features.js in a process, the fit in this one.

import { availableParallelism } from 'node:os';
import type { FeatureMaker } from '../features/maker.ts';
import { learnerOfKind } from '../models/kinds.ts';
import type { FeatureColumns } from '../models/learner.ts';
import { calendarOf, hiddenColumns, inputsOf } from '../project/input-columns.ts';
import type { Configuration } from '../project/schema.ts';
import type { ModelMaker } from './model-maker.ts';
import { roughParameters } from './rough-parameters.ts';

/** `features` runs the project's code; closing the one closes the other. */
export function learnerMaker(configuration: Configuration, features: FeatureMaker): ModelMaker {
  const { kind, ...parameters } = configuration.model;
  return {
    kind,
    path: 'models/model.json',
    versions: {},
    async prepare(table, onProgress, expected) {
      const made = await features.make({
        table,
        inputs: inputsOf(configuration),
        calendar: calendarOf(configuration),
        hidden: hiddenColumns(configuration),
        onProgress,
        // Features hold no times.
        ...(expected && { expected: expected as FeatureColumns }),
      });
      return { columns: made.features, warnings: made.warnings };
    },
    async fit({ columns, target, weights, ordered, rough, onProgress }) {
      const learner = await learnerOfKind(kind);
      return learner.fit({
        // Features hold no times: `prepare` made them.
        features: columns as FeatureColumns,
        target,
        parameters: rough ? roughParameters(parameters, target.task) : parameters,
        seed: configuration.training.seed,
        threads: availableParallelism(),
        ordered,
        ...(weights && { weights }),
        onProgress,
      });
    },
    close: () => features.close(),
  };
}
