// From a CSV to a CSV with predictions, in memory that does not grow with the rows.

import { type Calibration, intervalsOf } from '../calibration/calibration.ts';
import { emptyTable } from '../data/csv/empty-table.ts';
import { type RowBlock, readBlocks } from '../data/csv/read-blocks.ts';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import type { Signature } from '../data/signature.ts';
import type { Prediction } from '../models/learner.ts';
import { keySchemas } from '../prediction-log/key-columns.ts';
import type { BatchLog } from './log-batch.ts';
import { headerOf, predictedRows } from './predicted-columns.ts';
import type { Predictor } from './predictor.ts';
import { unseenCategories } from './unseen-categories.ts';

/** Takes bytes; resolves once there is room for more: to false where nobody reads them any longer. */
export type WriteBytes = (bytes: Uint8Array) => Promise<boolean>;

export type Predicted = {
  rows: number;
  /** False where whoever read the output left before its end. */
  complete: boolean;
  /** What a person should hear. */
  warnings: string[];
};

/** Blocks under way: one is read, one gets its features, and each thread that predicts has one. */
const BLOCKS_UNDER_WAY = 6;

/** Thrown through the reading to end it where nobody reads the output. */
const NOBODY_READS = Symbol('nobody reads the output');

/**
 * Predicts every row of `file`, in order. The output has all columns of the input as they were written, then what was
 * predicted, separated by commas, in UTF-8, each line ended by LF. Throws what `readBlocks`, `headerOf` and the
 * predictor throw; what was written before stands.
 */
export async function predictCsv({
  file,
  separator,
  predictor,
  signature,
  calibration = null,
  ids = null,
  log = null,
  write,
}: {
  file: CsvFile;
  /** Found in the header where it is not given. */
  separator?: Separator;
  predictor: Predictor;
  signature: Signature;
  /** Where the ends of intervals are asked for: what they follow from. */
  calibration?: Calibration | null;
  /** Where prediction ids are asked for: what they begin with. */
  ids?: string | null;
  log?: BatchLog | null;
  write: WriteBytes;
}): Promise<Predicted> {
  const inputs = predictor.columns.length;
  const unseen = unseenCategories(signature);
  const underWay: { block: RowBlock; predicted: Promise<Prediction> }[] = [];
  let names: readonly string[] = [];
  let headerIsWritten = false;
  let classes: readonly string[] | undefined = signature.target.classes;
  let rows = 0;

  const writeHeader = async (prediction: Prediction): Promise<void> => {
    headerIsWritten = true;
    // Code of the project may speak of those classes only that it predicts; models of before have no list of them.
    if (prediction.task === 'classification') classes ??= prediction.classes;
    const added = { classes, intervals: calibration !== null, ids: ids !== null };
    await writeOrEnd(Buffer.from(headerOf(names, file.path, added)));
  };
  const writeOrEnd = async (bytes: Uint8Array): Promise<void> => {
    if (!(await write(bytes))) throw NOBODY_READS;
  };
  const finishFirst = async (): Promise<void> => {
    const { block, predicted } = underWay[0];
    const prediction = await predicted;
    underWay.shift();
    if (!headerIsWritten) await writeHeader(prediction);
    const logged = log?.add({
      ...{ table: block.table, firstRow: rows, prediction, bytes: block.ends[block.table.rows - 1] },
    });
    const interval = intervalsOf(calibration, prediction);
    const idOf = ids === null ? null : (row: number, before = rows) => `${ids}:${before + row}`;
    await writeOrEnd(predictedRows(block, prediction, { classes, interval, idOf }));
    rows += block.table.rows;
    await logged;
  };

  try {
    await readBlocks({
      file,
      columns: [...predictor.columns, ...keySchemas(log?.columns ?? [])],
      separator,
      onHeader: found => {
        names = found;
      },
      onBlock: async block => {
        unseen.look(block.table);
        const predicted = predictor.predict({
          ...block.table,
          columns: block.table.columns.slice(0, inputs),
        });
        // Whoever waits for an earlier block must not be overtaken by the failure of a later one.
        predicted.catch(() => {});
        underWay.push({ block, predicted });
        if (underWay.length > BLOCKS_UNDER_WAY) await finishFirst();
      },
    });
    while (underWay.length > 0) await finishFirst();
    if (!headerIsWritten) await writeHeader(await predictor.predict(emptyTable(predictor.columns)));
  } catch (error) {
    if (error !== NOBODY_READS) throw error;
    return { rows, complete: false, warnings: unseen.warnings() };
  }
  return { rows, complete: true, warnings: unseen.warnings() };
}
