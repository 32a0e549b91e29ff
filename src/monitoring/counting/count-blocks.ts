// Blocks of a CSV as counts beside the reference: what one thread does.

import { type ColumnSink, createColumnSink, type Misfit } from '../../data/csv/column-sink.ts';
import { raggedRow } from '../../data/csv/read-rows.ts';
import { createScanner, fieldText, scanRecords } from '../../data/csv/scan-records.ts';
import type { Separator } from '../../data/csv/separator.ts';
import type { ColumnSchema } from '../../data/schema.ts';
import type { Column } from '../../data/table.ts';
import { type BatchCounter, type BatchCounts, batchCounter } from '../drift/batch-counts.ts';
import type { Profile } from '../profile.ts';
import { cellsOf } from '../sample-rows.ts';

/**
 * Blocks are dealt out to so many counters in turn, and these added up in their order: sums of numbers hang on it in
 * their last digits, and so they are the same on one thread and on several.
 */
export const LANES = 12;

/** Plain data: what a thread needs to know of a file whose header has been read. */
export type CountingPlan = {
  reference: Profile;
  path: string;
  separator: Separator;
  /** The header. */
  names: readonly string[];
  /** Columns of the reference that the file has, and further ones for the sample. */
  columns: readonly ColumnSchema[];
  also: readonly ColumnSchema[];
};

/** Cells of one column in one block that do not fit it; `value` and `line` are those of the first. */
type Misfits = { column: number; misfit: Misfit; value: string; line: number; cells: number };

export type CountedBlock = {
  rows: number;
  /** Line ends in it. */
  lines: number;
  misfits: Misfits[];
};

/** A row as plain cells, and its line. */
export type PickedRow = { line: number; cells: (number | string | null)[] };

export type BlockCounting = {
  /** Counts block `index`, whose first byte stands on `line`; its rows are kept until they are picked. Throws what `scanRecords` throws, and `ragged-row`. */
  count: (index: number, bytes: Uint8Array, line: number) => CountedBlock;
  /** Some rows of a block, which is forgotten then. */
  pick: (index: number, rows: readonly number[]) => PickedRow[];
  /** What was counted, by lane; lanes without rows are left out. */
  counts: () => [lane: number, counts: BatchCounts][];
};

type Held = { sinks: ColumnSink[]; lines: Uint32Array };

export function countBlocks(plan: CountingPlan): BlockCounting {
  const { reference, path, separator, names, columns, also } = plan;
  const read = [...columns, ...also];
  /** Memory of blocks that were picked from: the next are written over them. */
  const free: Held[] = [];
  const fields = Int32Array.from(read, ({ name }) => names.indexOf(name));
  const scanner = createScanner({ path, separator: separator.charCodeAt(0) });
  const counters = new Map<number, BatchCounter>();
  const kept = new Map<number, { columns: Column[]; held: Held }>();

  return {
    count(index, bytes, line) {
      let rows = 0;
      const misfits = new Map<number, Misfits>();
      const held = free.pop() ?? newlyHeld();
      const { sinks } = held;
      scanner.line = line;
      scanRecords(scanner, bytes, true, record => {
        if (record.count !== names.length)
          return raggedRow({ start: { file: { path }, names }, record, onRagged: undefined });
        if (rows === held.lines.length) held.lines = doubled(held.lines);
        for (let i = 0; i < sinks.length; i++) {
          const misfit = sinks[i].put(record, fields[i], rows);
          if (misfit === null) continue;
          const own = misfits.get(i);
          if (own) own.cells++;
          else {
            const value = fieldText(record, fields[i]);
            misfits.set(i, { column: i, misfit, value, line: record.line, cells: 1 });
          }
        }
        held.lines[rows++] = record.line;
      });
      const block = sinks.map(sink => sink.view(rows));
      if (rows > 0) counterOf(index % LANES).add(block.slice(0, columns.length), rows);
      kept.set(index, { columns: block, held });
      return { rows, lines: scanner.line - line, misfits: [...misfits.values()] };
    },
    pick(index, rows) {
      const { columns, held } = kept.get(index)!;
      const picked = rows.map(row => ({ line: held.lines[row], cells: cellsOf(columns, row) }));
      kept.delete(index);
      for (const sink of held.sinks) sink.reuse();
      free.push(held);
      return picked;
    },
    counts: () => [...counters].map(([lane, { counts }]) => [lane, counts]),
  };

  function newlyHeld(): Held {
    const sinks = read.map(createColumnSink);
    for (const sink of sinks) sink.begin(separator);
    return { sinks, lines: new Uint32Array(1024) };
  }

  function counterOf(lane: number): BatchCounter {
    const known = counters.get(lane);
    if (known !== undefined) return known;
    const made = batchCounter(reference);
    counters.set(lane, made);
    return made;
  }
}

function doubled(from: Uint32Array): Uint32Array<ArrayBuffer> {
  const into = new Uint32Array(2 * from.length);
  into.set(from);
  return into;
}
