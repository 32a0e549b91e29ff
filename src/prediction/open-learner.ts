// A model of ours: its features come from the project's code; it predicts here, and on threads.

import path from 'node:path';
import type { ColumnSchema } from '../data/schema.ts';
import { openFeatures } from '../features/open-features.ts';
import { loadModel } from '../models/kinds.ts';
import { calendarOf, hiddenColumns } from '../project/input-columns.ts';
import { SOURCE } from '../project/layout.ts';
import type { ModelOpening, Predictor } from './predictor.ts';
import { spreadModel } from './spread-model.ts';

export async function openLearner(
  { model: { configuration, bytes }, folder, waited = false, onOutput }: ModelOpening,
  columns: readonly ColumnSchema[],
): Promise<Omit<Predictor, 'columns'>> {
  const sourceDirectory = path.join(folder, SOURCE);
  // Its process, where it has one, starts while the model is loaded.
  const maker = openFeatures({ sourceDirectory, onOutput });
  try {
    const fitted = await loadModel(bytes);
    const spread = spreadModel(fitted, bytes, { waited, lent: maker.lends });
    const hidden = hiddenColumns(configuration);
    const inputs = columns.map(({ name }) => name);
    const request = { inputs, calendar: calendarOf(configuration), hidden, expected: fitted.features };
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
