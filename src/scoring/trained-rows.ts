// Which rows of a source a model was made from: by file and place in it, elsewhere by what they say.

import type { ColumnSchema } from '../data/schema.ts';
import { type Column, columnNamed, type Table } from '../data/table.ts';
import type { CommittedModel } from '../prediction/committed-model.ts';
import { inputsOf, schemasOf } from '../project/input-columns.ts';
import type { Configuration } from '../project/schema.ts';
import type { DataFile } from '../provenance/data-files.ts';
import { chooseRows } from '../training/choose-rows.ts';
import { pick } from '../training/pick.ts';
import { type SourceRows, sourceOfData, sourceReader } from './row-source.ts';

/** Reads the rows of a source or of a model, by columns. */
type ReadRows = (columns: readonly ColumnSchema[]) => Promise<SourceRows>;

/** A model's own rows: where they lie, and which of them it was made from. */
type OwnRows = { read: ReadRows; files: readonly DataFile[]; trained: Uint8Array };

/**
 * What says, of a source whose rows `read` gives, which rows a model was made from: 1 where it was. What many models
 * share (data, columns, split) is read and decided once. `storeOf` finds the Git directory of a data commit.
 *
 * A file that the model was made from, byte for byte, is known by its digest and the model's own split; rows of other
 * files by `data.key` where mv.yaml names one, else by all values that the model reads, the target among them.
 */
export function trainedRowsIn(
  read: ReadRows,
  storeOf: (commit: string) => Promise<string>,
): (model: CommittedModel) => Promise<Uint8Array> {
  const own = new Map<string, Promise<OwnRows>>();
  const masks = new Map<string, Promise<Uint8Array>>();
  const ownRows = (model: CommittedModel) =>
    remembered(own, splitKey(model), () => readOwnRows(model, storeOf));
  return model => {
    const key = JSON.stringify([splitKey(model), identityOf(model.configuration)]);
    return remembered(masks, key, async () => maskOf(model, read, await ownRows(model)));
  };
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/** All that the choice of rows follows from. */
function splitKey({ provenance, configuration }: CommittedModel): string {
  const { data, problem, training, validation } = configuration;
  return JSON.stringify([
    provenance.data.commit,
    data,
    orderingColumns(configuration),
    problem,
    training,
    validation,
  ]);
}

/** Target and time. */
function orderingColumns(configuration: Configuration): ColumnSchema[] {
  const { target, time } = configuration.problem;
  return schemasOf(configuration, time === undefined || time === target ? [target] : [target, time]);
}

/** What a row is known by outside its file. */
function identityOf(configuration: Configuration): ColumnSchema[] {
  const { data, problem } = configuration;
  if (data.key) return data.key.map(name => ({ name, type: 'categorical' }));
  const names = [...inputsOf(configuration), problem.target, ...(problem.time ? [problem.time] : [])];
  return schemasOf(configuration, [...new Set(names)]);
}

async function readOwnRows(
  { provenance, configuration }: CommittedModel,
  storeOf: (commit: string) => Promise<string>,
): Promise<OwnRows> {
  const { commit } = provenance.data;
  const { files: patterns, separator } = configuration.data;
  const source = sourceOfData({ name: commit, store: await storeOf(commit), commit, patterns, separator });
  // Opened anew for each reading: most often there is but one.
  const read: ReadRows = columns => source.withFiles(files => sourceReader(files, separator)(columns));
  const { table, files } = await read(orderingColumns(configuration));
  const { rows, fitted, refit } = chooseRows(configuration, table);
  const trained = new Uint8Array(table.rows);
  // Calibration was learned from the rows of the scored model, also where another one is kept.
  for (const some of [fitted, refit]) if (some) for (const row of pick(rows, some.rows)) trained[row] = 1;
  return { read, files, trained };
}

async function maskOf({ configuration }: CommittedModel, read: ReadRows, own: OwnRows): Promise<Uint8Array> {
  const columns = identityOf(configuration);
  const { table, files } = await read(orderingColumns(configuration));
  const mask = new Uint8Array(table.rows);
  const foreign: { start: number; end: number }[] = [];
  let start = 0;
  for (const file of files) {
    const places = placesOf(own.files, file);
    for (const place of places) {
      for (let row = 0; row < file.rows; row++) mask[start + row] |= own.trained[place + row];
    }
    if (places.length === 0 && file.rows > 0) foreign.push({ start, end: start + file.rows });
    start += file.rows;
  }
  if (foreign.length === 0) return mask;
  const [theirs, ours] = await Promise.all([read(columns), own.read(columns)]);
  const known = new Set<string>();
  const ownText = rowTexts(ours.table, columns);
  for (let row = 0; row < own.trained.length; row++) if (own.trained[row] === 1) known.add(ownText(row));
  const text = rowTexts(theirs.table, columns);
  for (const { start: from, end } of foreign) {
    for (let row = from; row < end; row++) if (known.has(text(row))) mask[row] = 1;
  }
  return mask;
}

/** First rows of the model's files that are this one, byte for byte. */
function placesOf(files: readonly DataFile[], { digest, rows }: DataFile): number[] {
  const places: number[] = [];
  let start = 0;
  for (const file of files) {
    if (file.digest === digest && file.rows === rows) places.push(start);
    start += file.rows;
  }
  return places;
}

function rowTexts(table: Table, columns: readonly ColumnSchema[]): (row: number) => string {
  const texts = columns.map(({ name }) => cellText(columnNamed(table, name)!));
  return row => texts.map(text => text(row)).join('\u001f');
}

function cellText(column: Column): (row: number) => string {
  if (column.type !== 'categorical') return row => String(column.values[row]);
  return row => (column.codes[row] < 0 ? '' : column.categories[column.codes[row]]);
}
