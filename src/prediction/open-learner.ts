// A model of ours: its features come from the project's code, in a process; it predicts here, and on threads.

import path from 'node:path';
import type { ColumnSchema } from '../data/schema.ts';
import { openFeatureMaker } from '../features/maker.ts';
import { givesWholeRow, wholeRows } from '../features/whole-row.ts';
import { loadModel } from '../models/kinds.ts';
import { calendarOf, hiddenColumns } from '../project/input-columns.ts';
import { SOURCE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import type { ModelOpening, Predictor } from './predictor.ts';
import { spreadModel } from './spread-model.ts';

export async function openLearner(
  { model: { configuration, bytes }, folder, waited = false, onOutput }: ModelOpening,
  columns: readonly ColumnSchema[],
): Promise<Omit<Predictor, 'columns'>> {
  const sourceDirectory = path.join(folder, SOURCE);
  // Only where somebody waits is the way to a process and back worth saving; a batch has its features made beside it.
  if (waited && givesWholeRow(sourceDirectory)) return openWholeRowLearner(bytes, configuration, columns);
  // Its process starts while the model is loaded.
  const maker = openFeatureMaker({ sourceDirectory, onOutput });
  try {
    const fitted = await loadModel(bytes);
    const spread = spreadModel(fitted, bytes, { waited });
    const hidden = hiddenColumns(configuration);
    const request = { ...requestOf(configuration, columns), hidden, expected: fitted.features };
    return {
      async predict(table) {
        const { features } = await maker.make({ ...request, table });
        return spread.predict(features);
      },
      alive: () => maker.alive(),
      async close() {
        await Promise.all([maker.close(), spread.close()]);
      },
    };
  } catch (error) {
    await maker.close();
    throw error;
  }
}

/** There is no code of the project to run, and no process. */
async function openWholeRowLearner(
  bytes: Uint8Array,
  configuration: Configuration,
  columns: readonly ColumnSchema[],
): Promise<Omit<Predictor, 'columns'>> {
  const fitted = await loadModel(bytes);
  const spread = spreadModel(fitted, bytes, { waited: true, lent: true });
  const request = { ...requestOf(configuration, columns), expected: fitted.features };
  return {
    predict: async table => spread.predict(wholeRows({ ...request, table })),
    alive: () => true,
    close: () => spread.close(),
  };
}

function requestOf(configuration: Configuration, columns: readonly ColumnSchema[]) {
  return { inputs: columns.map(({ name }) => name), calendar: calendarOf(configuration) };
}
