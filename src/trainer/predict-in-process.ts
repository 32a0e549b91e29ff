// Predictions by the project's own code: one process for as long as it is needed, rows in blocks, answers in order.

import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Column } from '../data/table.ts';
import type { Task } from '../data/target.ts';
import type { Prediction } from '../models/learner.ts';
import { pickColumns } from '../models/pick-columns.ts';
import { collectAnswers } from './collect-answers.ts';
import { jobOf, type ModelTask, makeJobFolder } from './fit-in-process.ts';
import { rowsIn, timeText } from './job-files.ts';
import type { JobColumn } from './protocol.ts';
import { startTrainer, type TrainerCode, type TrainerProcess } from './trainer-process.ts';

export type ServedModel = {
  /** Requests are answered one after the other. Throws Failure `trainer-failed` or `invalid-prediction`, naming the row. */
  predict(columns: readonly Column[], nameRow?: (row: number) => string): Promise<Prediction>;
  /** Whether its process runs, as far as is known. */
  alive(): boolean;
  close(): Promise<void>;
};

/** Cells that travel at once: some MiB of JSON. */
const BLOCK_CELLS = 2 ** 17;
const BLOCK_ROWS = 8192;
/** Requests under way: one is worked on while the next travels. More would only fill the pipe. */
const BLOCKS_AHEAD = 2;

/** Starts the process and loads the model in it; throws what is wrong with either. */
export async function serveInProcess({
  code,
  task,
  columns,
  kind,
  classes,
  model,
}: {
  code: TrainerCode;
  task: ModelTask;
  columns: readonly JobColumn[];
  kind: Task;
  classes: readonly string[] | null;
  /** Bytes of the model file. */
  model: Uint8Array;
}): Promise<ServedModel> {
  const folder = await makeJobFolder(code);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const file = path.join(folder, task.file);
    const job = path.join(folder, 'job.json');
    await Promise.all([
      writeFile(file, model),
      writeFile(job, JSON.stringify(jobOf({ code, task, columns, kind, classes, model: file }))),
    ]);
    const running = await startTrainer(code, { script: 'serve.py', job, during: 'loading the model' });
    let previous: Promise<unknown> = Promise.resolve();
    const width = Math.max(columns.length, classes?.length ?? 1, 1);
    const block = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_CELLS / width)));
    return {
      predict(given, nameRow = row => `row ${row + 1}`) {
        const own = pickColumns(columns, given, 'column');
        const made = previous.then(() => ask(running, { columns: own, kind, block, nameRow }));
        previous = made.catch(() => {});
        return made;
      },
      alive: () => running.alive(),
      async close() {
        await running.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

type Asked = {
  columns: readonly Column[];
  kind: Task;
  /** Most rows of a request. */
  block: number;
  nameRow: (row: number) => string;
};

async function ask(running: TrainerProcess, { columns, kind, block, nameRow }: Asked): Promise<Prediction> {
  const rows = rowsIn(columns);
  const collected = collectAnswers({ kind, rows, nameRow });
  const underWay: { id: number; firstRow: number; rows: number }[] = [];
  let sent = 0;
  const sendNext = async () => {
    const firstRow = sent;
    sent = Math.min(rows, sent + block);
    const request = { id: firstRow, rows: sent - firstRow };
    underWay.push({ ...request, firstRow });
    const lists = columns.map(column => [column.name, valuesOf(column, firstRow, sent)] as const);
    await running.send({ ...request, columns: Object.fromEntries(lists) });
  };
  while (sent < rows && underWay.length < BLOCKS_AHEAD) await sendNext();
  let failure: unknown = null;
  while (underWay.length > 0) {
    const answer = await running.next({ waiting: 'answer', during: 'predicting' });
    const asked = underWay.shift()!;
    // After a failure the answers still under way are taken in, so that the next request finds the channel empty.
    if (failure !== null) continue;
    try {
      collected.add(answer, asked);
      if (sent < rows) await sendNext();
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== null) throw failure;
  return collected.finish();
}

/** JSON knows no NaN and no times: null is missing, a time is text. */
function valuesOf(column: Column, start: number, end: number): (number | string | null)[] {
  if (column.type === 'categorical') {
    return Array.from(column.codes.subarray(start, end), code => (code < 0 ? null : column.categories[code]));
  }
  const shown = column.type === 'time' ? timeText : (value: number) => value;
  return Array.from<number, number | string | null>(column.values.subarray(start, end), value =>
    Number.isNaN(value) ? null : shown(value),
  );
}
