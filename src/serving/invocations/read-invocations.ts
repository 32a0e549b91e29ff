// The body of MLflow's /invocations: five ways to write a table.

import { objectIn, parseLenientJson } from '../lenient-json.ts';
import { type RawValues, type Received, requestId, requireFewColumns } from '../received.ts';
import { badRequest, Rejection, shown } from '../rejection.ts';
import { readCsvBody } from './read-csv-body.ts';

const FORMS = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;

type Table = Pick<Received, 'rows' | 'columns' | 'matrix'>;

/** Throws Rejection 415 for a content type other than JSON and CSV, 400 for what is wrong with the body. */
export async function readInvocations(body: Buffer, contentType: string | undefined): Promise<Received> {
  const type = (contentType ?? 'application/json').split(';')[0].trim().toLowerCase();
  const received = type === 'text/csv' ? await readCsvBody(body) : readJsonBody(body, type);
  if (received.rows === 0) throw badRequest('there are no rows');
  return received;
}

function readJsonBody(body: Buffer, type: string): Received {
  if (type !== 'application/json') {
    throw new Rejection(
      415,
      `the content type is ${shown(type)}: application/json and text/csv are understood`,
    );
  }
  const request = objectIn(parseLenientJson(body));
  const given = FORMS.filter(form => request[form] !== undefined);
  if (given.length !== 1) throw badRequest(`the body needs exactly one of ${FORMS.join(', ')}`);
  const parameters = request['params'] === undefined ? {} : objectIn(request['params'], '"params"');
  const table = READERS[given[0]](request[given[0]]);
  return { id: requestId(request['id']), ...table, parameters, strict: false };
}

const READERS: Record<(typeof FORMS)[number], (value: unknown) => Table> = {
  dataframe_split: readSplit,
  dataframe_records: value => readRecords(value, 'dataframe_records'),
  instances: value => readInstances(value),
  inputs: readInputs,
};

function readSplit(value: unknown): Table {
  const { columns, data } = objectIn(value, '"dataframe_split"');
  if (!Array.isArray(columns) || !columns.every(name => typeof name === 'string')) {
    throw badRequest('"dataframe_split" has no list of "columns"');
  }
  requireFewColumns(columns.length);
  const cells = flatRows(data, columns.length, '"data"');
  return { rows: (data as unknown[]).length, columns: namedColumns(columns, cells), matrix: null };
}

function readRecords(value: unknown, form: string): Table {
  if (!Array.isArray(value)) throw badRequest(`"${form}" is no list`);
  const records = value.map((record, row) => objectIn(record, `"${form}", row ${row + 1}`));
  const columns = [...namesIn(records)].map(name => {
    const values = records.map(record => (Object.hasOwn(record, name) ? record[name] : null));
    return [name, json(values)] as const;
  });
  return { rows: records.length, columns: new Map(columns), matrix: null };
}

/** How many cells may be made for each that was sent: rows leave some columns out, but are rows of one table. */
const MOST_PER_CELL = 20;
/** As many cells are few. */
const FEW_CELLS = 10_000;

function namesIn(records: readonly Record<string, unknown>[]): Set<string> {
  const names = new Set<string>();
  let cells = 0;
  for (const record of records) {
    for (const name of Object.keys(record)) names.add(name);
    cells += Object.keys(record).length;
    requireFewColumns(names.size);
  }
  if (names.size * records.length <= MOST_PER_CELL * Math.max(cells, FEW_CELLS)) return names;
  throw badRequest(`the rows have ${names.size} columns in all, and hardly any of them in common`);
}

/** TensorFlow's form: a row each, as an object, as a list, or as one value. */
function readInstances(value: unknown, form = 'instances'): Table {
  if (!Array.isArray(value)) throw badRequest(`"${form}" is no list`);
  const [first] = value;
  if (typeof first === 'object' && first !== null && !Array.isArray(first)) return readRecords(value, form);
  return readRowLists(value, `"${form}"`);
}

/** A column each, or rows as in `instances`. */
function readInputs(value: unknown): Table {
  if (Array.isArray(value)) return readInstances(value, 'inputs');
  const given = Object.entries(objectIn(value, '"inputs"'));
  requireFewColumns(given.length);
  const columns = given.map(([name, given]) => {
    const values = Array.isArray(given) ? given : [given];
    return [
      name,
      json(values.map(cell => (Array.isArray(cell) && cell.length === 1 ? cell[0] : cell))),
    ] as const;
  });
  const rows = columns[0]?.[1].values.length ?? 0;
  const odd = columns.find(([, { values }]) => values.length !== rows);
  if (odd)
    throw badRequest(`${shown(odd[0])} has ${odd[1].values.length} rows, ${shown(columns[0][0])} ${rows}`);
  return { rows, columns: new Map(columns), matrix: null };
}

function readRowLists(value: readonly unknown[], what: string): Table {
  const rows = Array.isArray(value[0]) ? value : value.map(cell => [cell]);
  const width = (rows[0] as unknown[] | undefined)?.length ?? 0;
  const values = flatRows(rows, width, what);
  return { rows: rows.length, columns: new Map(), matrix: { width, values: json(values) } };
}

function flatRows(data: unknown, width: number, what: string): unknown[] {
  if (!Array.isArray(data)) throw badRequest(`${what} is no list of rows`);
  data.forEach((row, index) => {
    if (Array.isArray(row) && row.length === width) return;
    throw badRequest(`${what}, row ${index + 1}: it is no list of ${width} values`);
  });
  return data.flat(1);
}

function namedColumns(names: readonly string[], cells: readonly unknown[]): Map<string, RawValues> {
  const columns = new Map<string, RawValues>();
  names.forEach((name, index) => {
    if (columns.has(name)) throw badRequest(`there are two columns ${shown(name)}`);
    const values: unknown[] = [];
    for (let at = index; at < cells.length; at += names.length) values.push(cells[at]);
    columns.set(name, json(values));
  });
  return columns;
}

function json(values: readonly unknown[]): RawValues {
  return { kind: 'json', values };
}
