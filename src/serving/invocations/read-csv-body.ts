// A CSV as the body of a request: read as every CSV is, its fields left as texts until a model says what they are.

import { readRows } from '../../data/csv/read-rows.ts';
import { fieldText } from '../../data/csv/scan-records.ts';
import { fileOfBytes } from '../../data/csv/source.ts';
import { UserError } from '../../errors.ts';
import { type Received, requireFewColumns } from '../received.ts';
import { badRequest } from '../rejection.ts';

/** Throws Rejection with the line of what is wrong. */
export async function readCsvBody(body: Buffer): Promise<Received> {
  let names: readonly string[] = [];
  const values: string[][] = [];
  try {
    await readRows({
      files: [fileOfBytes({ path: 'the body', bytes: body })],
      onFile: start => {
        names = start.names;
        requireFewColumns(names.length);
        for (const _ of names) values.push([]);
      },
      onRow: record => {
        for (let at = 0; at < values.length; at++) values[at].push(fieldText(record, at));
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw badRequest(error.message);
    throw error;
  }
  const columns = names.map((name, at) => [name, { kind: 'texts', values: values[at] }] as const);
  return {
    id: null,
    rows: values[0]?.length ?? 0,
    columns: new Map(columns),
    matrix: null,
    parameters: {},
    strict: false,
  };
}
