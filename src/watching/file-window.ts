// A CSV as the window that a model is judged on.

import { createHash } from 'node:crypto';
import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import { columnNamed, type Table } from '../data/table.ts';
import type { Prediction } from '../models/learner.ts';
import { countCsv } from '../monitoring/count-csv.ts';
import { addBatchCounts, type BatchCounts, batchCounter } from '../monitoring/drift/batch-counts.ts';
import { inputsOf, schemasOf } from '../project/input-columns.ts';
import type { Configuration } from '../project/schema.ts';
import { segmentColumn } from '../project/segment-column.ts';
import { digestWhileRead } from '../training/digest-while-read.ts';
import { labelledRows } from './labelled-rows.ts';
import type { WatchedModel } from './watched-model.ts';
import type { LabelledStretch, Window } from './window.ts';

/** Rows that are predicted, drawn by seed where a file has more. */
const SAMPLE_ROWS = 10_000;
/** Of each file, however many there are. */
const LEAST_SAMPLE = 500;

/** Predicts a table of the columns that the model reads, in their order. */
export type PredictTable = (table: Table) => Promise<Prediction>;

/**
 * Reads each file once, in memory that does not grow with it; each is a stretch of labels of its own. A file without
 * rows, and one that lacks columns, makes a window too. Throws what reading a CSV throws for what is none, and what the
 * model's code throws.
 */
export async function fileWindow({
  files,
  separator,
  watched,
  predict,
}: {
  files: readonly CsvFile[];
  separator?: Separator;
  watched: WatchedModel;
  predict: PredictTable;
}): Promise<Window> {
  const { model, reference, settings } = watched;
  const { configuration } = model;
  const { problem, features, training } = configuration;
  const inputs = inputsOf(configuration);
  const counters: BatchCounts[] = [];
  const digests: string[] = [];
  const labelled: LabelledStretch[] = [];
  const spans: Span[] = [];
  for (const file of files) {
    const digested = digestWhileRead(file);
    const { counter, sample } = await countCsv({
      file: digested,
      reference,
      columns: schemasOf(configuration, inputs),
      also: schemasOf(configuration, furtherColumns(configuration, settings)),
      known: [...Object.keys(features.columns), ...features.exclude],
      separator: separator ?? configuration.data.separator,
      sample: { rows: Math.max(LEAST_SAMPLE, Math.floor(SAMPLE_ROWS / files.length)), seed: training.seed },
    });
    counters.push(counter.counts);
    const { digest } = digested.digested();
    digests.push(digest);
    const span = spanOf(sample, problem.time);
    spans.push(span);
    if (sample === null || sample.rows === 0) continue;
    const columns = inputs.map(name => columnNamed(sample, name)!);
    const prediction = await predict({ ...sample, columns });
    counter.addPredictions(prediction);
    const rows = labelledRows({ table: sample, prediction, configuration, settings });
    if (rows !== null) labelled.push({ id: windowId('file', digest), source: 'file', ...span, rows });
  }
  const batch = counters.reduce((whole, part) => {
    addBatchCounts(whole, part);
    return whole;
  }, batchCounter(reference).counts);
  for (const { name, withheld } of reference.columns) {
    const unreadable = batch.unreadable.get(name);
    if (withheld && unreadable) unreadable.first = 'not shown (privacy of mv.yaml)';
  }
  return {
    id: windowId('file', ...digests),
    source: 'file',
    from: spans.map(({ from }) => from).reduce(earlier, null),
    to: spans.map(({ to }) => to).reduce(later, null),
    rows: batch.rows,
    ...{ batch, reference, labelled, leftOut: [], predictions: null, notes: notesOf(batch) },
  };
}

const earlier = (one: string | null, other: string | null) =>
  one === null || (other !== null && other < one) ? other : one;
const later = (one: string | null, other: string | null) =>
  one === null || (other !== null && other > one) ? other : one;

/** Of the target and of times no verdict speaks: what cannot be read of them would be passed over without a word. */
function notesOf({ unreadable, columns }: BatchCounts): string[] {
  return [...unreadable]
    .filter(([name]) => (columns.get(name)?.type ?? 'time') === 'time')
    .map(
      ([name, { cells, first }]) =>
        `${cells} ${cells === 1 ? 'value' : 'values'} of "${name}" cannot be read and count as missing; the first: ${first}`,
    );
}

type Span = Pick<Window, 'from' | 'to'>;

/** Columns that no model is given: the target, the time, and what segments are made of. */
function furtherColumns(configuration: Configuration, settings: Configuration): string[] {
  const { problem, features } = configuration;
  const segments = settings.monitoring.by.flatMap(name => segmentColumn(configuration, name)?.column ?? []);
  const names = [problem.target, ...(problem.time ? [problem.time] : []), ...segments];
  const inputs = inputsOf(configuration);
  return [...new Set(names)].filter(name => !inputs.includes(name) && Object.hasOwn(features.columns, name));
}

function spanOf(sample: Table | null, time: string | undefined): Span {
  const column = sample && time !== undefined ? columnNamed(sample, time) : undefined;
  if (column?.type !== 'time') return { from: null, to: null };
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column.values) {
    if (value < from) from = value;
    if (value > to) to = value;
  }
  const text = (value: number) => (Number.isFinite(value) ? new Date(value).toISOString() : null);
  return { from: text(from), to: text(to) };
}

/** Twelve hexadecimal digits; the same rows of the same source have the same. */
export function windowId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}
