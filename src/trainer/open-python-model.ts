// A committed Python model, ready to predict: its code in a folder, its file loaded in a process that stays.

import { placeText } from '../data/place.ts';
import type { Signature } from '../data/signature.ts';
import { placeOfRow, type Table } from '../data/table.ts';
import type { Prediction } from '../models/learner.ts';
import type { Configuration } from '../project/schema.ts';
import { serveInProcess } from './predict-in-process.ts';
import type { PythonProject } from './python/prepare-python.ts';
import { openPythonCode } from './python-code.ts';

export type PythonModel = {
  /**
   * Rows as they are read: the input columns of mv.yaml, whose features the code makes itself. Blocks may be asked for
   * before the one before is answered; answers come in order. Throws Failure `trainer-failed`, `trainer-timeout`,
   * `invalid-prediction`, naming file and line of the row.
   */
  predict(block: Table): Promise<Prediction>;
  /** Whether its process runs, as far as is known. */
  alive(): boolean;
  close(): Promise<void>;
};

/**
 * `folder` holds the `src/` that the model was made with, and outlives the model; a signal removes it. `signature` is
 * that of the provenance, `bytes` the model file's. Throws what preparing Python throws, and what loading the model does.
 */
export async function openPythonModel({
  configuration,
  signature,
  bytes,
  ...options
}: {
  configuration: Configuration;
  signature: Signature;
  bytes: Uint8Array;
  folder: string;
  project: PythonProject;
  /** What the project's code prints. */
  onOutput: (text: string) => void;
}): Promise<PythonModel> {
  const { code, task, columnsOf, close } = await openPythonCode(configuration, options);
  try {
    const served = await serveInProcess({
      code,
      task,
      columns: columnsOf(emptyTable(signature)),
      kind: configuration.problem.task,
      classes: signature.target.classes ?? null,
      model: bytes,
    });
    return {
      predict(block) {
        const nameRow = (row: number) => placeText(placeOfRow(block.origin, row));
        return served.predict(columnsOf(block), nameRow);
      },
      alive: () => served.alive(),
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

/** The columns of a model without a row: from them the code's own columns follow, calendar and all. */
function emptyTable({ columns }: Signature): Table {
  return {
    rows: 0,
    columns: columns.map(({ name, type }) =>
      type === 'categorical'
        ? { name, type, codes: new Int32Array(), categories: [] }
        : { name, type, values: new Float64Array() },
    ),
    origin: { files: [], lines: new Uint32Array() },
  };
}
