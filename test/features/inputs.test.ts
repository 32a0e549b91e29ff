import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UserError } from '../../src/errors.ts';
import { inputColumns } from '../../src/features/inputs.ts';
import { tableOf } from './source-folder.ts';

const table = tableOf({ temp: [1], day: [new Date('2024-05-06')], cnt: [3], day_week: [9] });
const codeOf = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return 'no error';
};

test('a row has its inputs in their order, each time followed by its calendar parts', () => {
  const columns = inputColumns({ table, inputs: ['day', 'temp'], calendar: { day: ['month', 'day'] } });
  assert.equal(
    columns.map(column => column.name),
    ['day', 'day_month', 'day_day', 'temp'],
  );
});

test('a column that the data lack, a calendar of a number and a name that is taken are refused', () => {
  assert.is(
    codeOf(() => inputColumns({ table, inputs: ['tmep'] })),
    'column-not-found',
  );
  assert.is(
    codeOf(() => inputColumns({ table, inputs: ['temp'], calendar: { day: ['month'] } })),
    'column-not-found',
  );
  assert.is(
    codeOf(() => inputColumns({ table, inputs: ['temp'], calendar: { temp: ['month'] } })),
    'not-a-time-column',
  );
  assert.is(
    codeOf(() => inputColumns({ table, inputs: ['day'], calendar: { day: ['week'] } })),
    'calendar-name-taken',
  );
});

test.run();
