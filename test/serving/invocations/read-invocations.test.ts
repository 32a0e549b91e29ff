// Bodies that cost more than they say.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readInvocations } from '../../../src/serving/invocations/read-invocations.ts';
import { Rejection } from '../../../src/serving/rejection.ts';

async function read(body: unknown, type = 'application/json'): Promise<string> {
  try {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const { rows, columns } = await readInvocations(bytes, type);
    return `${rows} rows of ${columns.size}`;
  } catch (error) {
    assert.instance(error, Rejection);
    assert.is((error as Rejection).status, 400);
    return (error as Rejection).message;
  }
}

const many = Array.from({ length: 10_001 }, (_, at) => `column-${at}`);
const objectOf = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, 1]));

test('rows may leave columns out, but not each have one of its own: a table of 300 kB would have 4e8 cells', async () => {
  const sparse = Array.from({ length: 1000 }, (_, row) => objectOf([`column-${row % 20}`]));
  assert.is(await read({ dataframe_records: sparse }), '1000 rows of 20');
  const strangers = Array.from({ length: 9_000 }, (_, row) => objectOf([`column-${row}`]));
  assert.match(await read({ dataframe_records: strangers }), 'hardly any of them in common');
  assert.match(await read({ instances: strangers }), 'hardly any of them in common');
});

test('no form takes more than 10,000 columns', async () => {
  for (const body of [
    { dataframe_records: [objectOf(many)] },
    { dataframe_records: many.map(name => objectOf([name])) },
    { inputs: objectOf(many) },
    { dataframe_split: { columns: many, data: [] } },
  ]) {
    assert.match(await read(body), 'more than 10000 columns');
  }
  assert.match(await read(`${many.join()}\n`, 'text/csv'), 'more than 10000 columns');
  assert.is(await read({ inputs: objectOf(many.slice(1)) }), '1 rows of 10000');
});

test.run();
