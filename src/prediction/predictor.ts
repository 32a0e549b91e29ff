// A model that is ready to predict: rows as they are read go in, in blocks, predictions come out.

import path from 'node:path';
import type { ColumnSchema } from '../data/schema.ts';
import type { Table } from '../data/table.ts';
import { openFeatureMaker } from '../features/maker.ts';
import { loadModel } from '../models/kinds.ts';
import type { Prediction } from '../models/learner.ts';
import { calendarOf, hiddenColumns, inputsOf, schemasOf } from '../project/input-columns.ts';
import { materialiseTree } from '../repository/materialise.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { type CommittedModel, missing } from './committed-model.ts';
import { spreadModel } from './spread-model.ts';

export type Predictor = {
  /** What it needs to be given, in the order of its signature. */
  columns: readonly ColumnSchema[];
  /**
   * Predicts the rows of a block, which has these columns. Blocks may be asked for before the one before is answered;
   * answers come in order. Throws what the project's own code throws.
   */
  predict(block: Table): Promise<Prediction>;
  /** Ends the processes that it keeps. */
  close(): Promise<void>;
};

/** `folder` is an empty one, for the project's code, that outlives the predictor. */
export async function openPredictor({
  model,
  name,
  reader,
  folder,
  onOutput,
}: {
  model: CommittedModel;
  /** What messages call the model. */
  name: string;
  reader: ObjectReader;
  folder: string;
  /** What the project's code prints. */
  onOutput: (text: string) => void;
}): Promise<Predictor> {
  const { configuration, sourceTree, bytes } = model;
  const inputs = inputsOf(configuration);
  if ((await reader.read(sourceTree))?.type !== 'tree')
    throw missing(name, 'the code that its model was made with');
  const sourceDirectory = path.join(folder, 'src');
  await materialiseTree(reader, sourceTree, sourceDirectory);
  // Its process starts while the model is loaded.
  const maker = openFeatureMaker({ sourceDirectory, onOutput });
  try {
    const fitted = await loadModel(bytes);
    const spread = spreadModel(fitted, bytes);
    const request = {
      inputs,
      calendar: calendarOf(configuration),
      hidden: hiddenColumns(configuration),
      expected: fitted.features,
    };
    return {
      columns: schemasOf(configuration, inputs),
      async predict(table) {
        const { features } = await maker.make({ ...request, table });
        return spread.predict(features);
      },
      async close() {
        await Promise.all([maker.close(), spread.close()]);
      },
    };
  } catch (error) {
    await maker.close();
    throw error;
  }
}
