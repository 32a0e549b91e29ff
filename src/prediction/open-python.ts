// A model that the branch's own Python made: one process of it loads the model and is asked block by block.

import { emptyTable } from '../data/empty-table.ts';
import { placeText } from '../data/place.ts';
import type { ColumnSchema } from '../data/schema.ts';
import { placeOfRow } from '../data/table.ts';
import { serveInProcess } from '../trainer/predict-in-process.ts';
import { openPythonCode } from '../trainer/python-code.ts';
import type { ModelOpening, Predictor } from './predictor.ts';

export async function openPython(
  { model: { configuration, provenance, bytes }, folder, python: project, onOutput }: ModelOpening,
  columns: readonly ColumnSchema[],
): Promise<Omit<Predictor, 'columns'>> {
  const { code, task, columnsOf, close } = await openPythonCode(configuration, { folder, project, onOutput });
  try {
    const served = await serveInProcess({
      code,
      task,
      columns: columnsOf(emptyTable(columns)),
      kind: configuration.problem.task,
      classes: provenance.signature.target.classes ?? null,
      model: bytes,
    });
    return {
      predict: table => served.predict(columnsOf(table), row => placeText(placeOfRow(table.origin, row))),
      async close() {
        await served.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}
