import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Column } from '../../src/data/table.ts';
import { inferTask, prepareTarget, type Task } from '../../src/data/target.ts';
import { caught } from './caught.ts';
import { categorical, numeric, range, tableOf, time } from './columns.ts';

const prepared = (column: Column, task: Task) =>
  prepareTarget({ column, task, origin: tableOf(column).origin });

test('fractions or many distinct numbers mean regression, few whole numbers and texts classes', () => {
  assert.is(inferTask(numeric('y', [0, 1, 0.5])).task, 'regression');
  assert.is(
    inferTask(
      numeric(
        'y',
        range(11, row => row),
      ),
    ).task,
    'regression',
  );
  assert.equal(inferTask(numeric('y', [0, 1, 1, Number.NaN])), {
    task: 'classification',
    reason: '"y" has 2 distinct whole numbers',
  });
  assert.is(
    inferTask(
      numeric(
        'y',
        range(1000, row => row % 10),
      ),
    ).task,
    'classification',
  );
  assert.is(inferTask(categorical('y', ['a', 'b'])).task, 'classification');
});

test('rows without a target are left out, counted, and the first is placed', () => {
  const { target, rows, dropped, firstDropped } = prepared(
    numeric('y', [1, Number.NaN, 3, Number.NaN]),
    'regression',
  );
  assert.equal(target, { task: 'regression', values: Float64Array.of(1, 3) });
  assert.equal([...rows], [0, 2]);
  assert.is(dropped, 2);
  assert.equal(firstDropped, { file: 'rows.csv', line: 3 });
});

test('classes are texts in the order of code units, whatever the type of the column', () => {
  const texts = prepared(categorical('y', ['b', 'Ä', null, 'a', 'b']), 'classification');
  assert.equal(texts.target, {
    task: 'classification',
    classes: ['a', 'b', 'Ä'],
    codes: Int32Array.of(1, 2, 0, 1),
  });
  const numbers = prepared(numeric('y', [10, 2, 1.5, 10]), 'classification');
  assert.equal(numbers.target, {
    task: 'classification',
    classes: ['1.5', '10', '2'],
    codes: Int32Array.of(1, 2, 0, 1),
  });
  const times = prepared(time('y', ['2011-01-02', '2011-01-01']), 'classification');
  assert.equal(times.target.task === 'classification' && times.target.classes, [
    '2011-01-01T00:00:00.000Z',
    '2011-01-02T00:00:00.000Z',
  ]);
});

test('a category that no row bears makes no class', () => {
  const column = { ...categorical('y', ['a', 'b', 'c']), codes: Int32Array.of(0, 1, 0) };
  const { target } = prepared(column, 'classification');
  assert.equal(target.task === 'classification' && target.classes, ['a', 'b']);
});

test('a target without values, of one class, or of texts for a regression is refused', async () => {
  const none = await caught(() => prepared(numeric('y', [Number.NaN, Number.NaN]), 'regression'));
  assert.is(none.code, 'target-missing');
  const one = await caught(() => prepared(categorical('y', ['yes', 'yes', null]), 'classification'));
  assert.is(one.code, 'target-one-class');
  assert.match(one.message, '"yes" in every row');
  const texts = await caught(() => prepared(categorical('y', [null, 'a', 'b']), 'regression'));
  assert.is(texts.code, 'target-not-numeric');
  assert.match(texts.message, 'rows.csv, line 3, column "y"');
});

test.run();
