// A CSV of any length as counts beside the reference, and a sample of its rows to predict, in one pass.

import { availableParallelism } from 'node:os';
import { cellError } from '../data/csv/cell-error.ts';
import { cutBlocks } from '../data/csv/cut-blocks.ts';
import { type FileHead, readHead } from '../data/csv/read-head.ts';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import type { ColumnSchema } from '../data/schema.ts';
import type { Table } from '../data/table.ts';
import type { CountingPlan } from './counting/count-blocks.ts';
import { type CountingCrew, crewOfOne, crewOfThreads } from './counting/counting-crew.ts';
import { addBatchCounts, type BatchCounter, batchCounter } from './drift/batch-counts.ts';
import type { Profile } from './profile.ts';
import { sampleRows } from './sample-rows.ts';

type CountCsvOptions = {
  file: CsvFile;
  reference: Profile;
  /** How the columns of the reference are read; of others there is no need. */
  columns: readonly ColumnSchema[];
  /** Further columns of the sample, such as the target; a file may lack them, and they are not counted. */
  also?: readonly ColumnSchema[];
  /** Names that are no news where the file has them: the target, what is excluded. */
  known: readonly string[];
  separator?: Separator;
  /** Rows to predict, drawn by seed, each row as likely as another. */
  sample: { rows: number; seed: number };
  /** That count a long file. Default: as many as the machine has, at most four. They leave no trace in what is counted. */
  threads?: number;
  /** Bytes of a block. Default 1 MiB. */
  blockBytes?: number;
};

export type CountedCsv = {
  counter: BatchCounter;
  /** In the order of the file. Null where the file lacks a column that it would need. */
  sample: Table | null;
};

const BLOCK_BYTES = 1 << 20;
/** Blocks from which on other threads are worth their start. */
const WORTH_THREADS = 16;
const MOST_THREADS = 4;

/**
 * Reads a file once, in memory that does not grow with it. A cell that does not fit its column is missing and counted as
 * unreadable; a column that the file lacks is left out of the counts. A header without rows counts nothing. Throws what
 * `readHead` and `scanRecords` throw, and `ragged-row`.
 */
export async function countCsv(options: CountCsvOptions): Promise<CountedCsv> {
  const { threads = Math.min(availableParallelism(), MOST_THREADS), file } = options;
  if (threads < 2 || file.once) return count(options, 1);
  try {
    return await count(options, threads);
  } catch {
    // In order, from the start, whatever is wrong is said with its place; and it is then that it throws.
    return count(options, 1);
  }
}

async function count(
  {
    file,
    reference,
    columns,
    also = [],
    known,
    separator,
    sample,
    blockBytes = BLOCK_BYTES,
  }: CountCsvOptions,
  threads: number,
): Promise<CountedCsv> {
  const counter = batchCounter(reference);
  const sampled = sampleRows({ ...sample, path: file.path });
  const spare: ArrayBuffer[] = [];
  const blocks = cutBlocks(file, blockBytes, spare);
  const begun = await blocks.next();
  const head = readHead({ file, separator, bytes: begun.done ? new Uint8Array(0) : begun.value });
  const plan = planOf(head, { file, reference, columns, also });
  const names = new Set([...known, ...columns.map(({ name }) => name)]);
  counter.counts.newColumns.push(...head.names.filter(name => !names.has(name)));
  const waiting = [head.body];
  // With a comma for the decimals what a number is hangs on those before: one thread.
  const mayShare = threads > 1 && head.separator !== ';';
  while (mayShare && waiting.length < WORTH_THREADS) {
    const { done, value } = await blocks.next();
    if (done) break;
    waiting.push(value);
  }
  const isShared = mayShare && waiting.length === WORTH_THREADS;
  const crew = isShared ? crewOfThreads(plan, threads) : crewOfOne(plan);
  try {
    const all = inOrder({ crew, plan, line: head.line, counter, sampled, spare });
    for (const block of waiting.splice(0)) await all.take(block);
    for await (const block of blocks) await all.take(block);
    await all.end();
    for (const [, counts] of (await crew.counts()).sort(([one], [other]) => one - other))
      addBatchCounts(counter.counts, counts);
  } finally {
    await crew.close();
  }
  const isWhole = plan.columns.length === columns.length;
  return { counter, sample: isWhole ? sampled.table([...plan.columns, ...plan.also]) : null };
}

function planOf(
  { names, separator }: FileHead,
  {
    file,
    reference,
    columns,
    also,
  }: Required<Pick<CountCsvOptions, 'file' | 'reference' | 'columns' | 'also'>>,
): CountingPlan {
  const isThere = ({ name }: ColumnSchema) => names.includes(name);
  return {
    ...{ reference, path: file.path, separator, names },
    columns: columns.filter(isThere),
    also: also.filter(isThere),
  };
}

/** Blocks are counted by whoever is free, and heard of in their order: lines, what does not fit, and the sample hang on it. */
function inOrder({
  crew,
  plan,
  line: first,
  counter,
  sampled,
  spare,
}: {
  crew: CountingCrew;
  plan: CountingPlan;
  line: number;
  counter: BatchCounter;
  sampled: ReturnType<typeof sampleRows>;
  spare: ArrayBuffer[];
}) {
  const { unreadable } = counter.counts;
  const schemas = [...plan.columns, ...plan.also];
  const underWay: Promise<void>[] = [];
  let line = first;
  let blocks = 0;
  let before: Promise<void> = Promise.resolve();
  const hear = async (index: number, counting: ReturnType<CountingCrew['count']>) => {
    const earlier = before;
    const { counted, memory } = await counting;
    const { rows, lines, misfits } = counted;
    if (spare.length < crew.room) spare.push(memory);
    await earlier;
    const start = crew.linesAreWhole ? 0 : line - 1;
    line += lines;
    for (const { column, misfit, value, line: own, cells } of misfits) {
      const schema = schemas[column];
      const known = unreadable.get(schema.name);
      if (known) known.cells += cells;
      else {
        const first = cellError(misfit, schema, { value, file: plan.path, line: start + own }).message;
        unreadable.set(schema.name, { cells, first });
      }
    }
    const chosen = sampled.choose(rows);
    const picked = crew.pick(
      index,
      chosen.map(({ row }) => row),
    );
    return async () => {
      for (const [at, row] of (await picked).entries()) sampled.put(chosen[at], start + row.line, row.cells);
    };
  };
  return {
    async take(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
      const heard = hear(blocks, crew.count(blocks, bytes, line));
      blocks++;
      before = heard.then(() => {});
      // What goes wrong is thrown where it is awaited.
      before.catch(() => {});
      const whole = heard.then(put => put());
      whole.catch(() => {});
      underWay.push(whole);
      if (underWay.length >= crew.room) await underWay.shift();
    },
    async end(): Promise<void> {
      await Promise.all(underWay);
    },
  };
}
