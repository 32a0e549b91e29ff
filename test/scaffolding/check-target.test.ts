import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Column } from '../../src/data/table.ts';
import type { Task } from '../../src/data/target.ts';
import { checkTarget } from '../../src/scaffolding/check-target.ts';
import { caught } from '../data/caught.ts';
import { categorical, numeric, range, tableOf } from '../data/columns.ts';

const check = (column: Column, task: Task) => checkTarget({ column, task, origin: tableOf(column).origin });

test('a target that can be learned gets no advice', () => {
  assert.equal(
    check(
      numeric(
        'y',
        range(20, i => i),
      ),
      'regression',
    ),
    [],
  );
  assert.equal(check(categorical('y', [...'ababab']), 'classification'), []);
});

test('under four rows with a target nothing can be judged, and the file is named', async () => {
  const error = await caught(() => check(numeric('y', [1, Number.NaN, 3, Number.NaN]), 'regression'));
  assert.is(error.code, 'too-few-rows');
  assert.is(
    error.message,
    'rows.csv: 2 rows with a value of "y" (of 4): too few to train on some and judge by others',
  );
  const one = await caught(() => check(numeric('y', [1]), 'regression'));
  assert.is(one.message, 'rows.csv: 1 row: too few to train on some and judge by others');
});

test('a target without values, of one value or of the wrong type is refused', async () => {
  const codeOf = async (column: Column, task: Task) => (await caught(() => check(column, task))).code;
  assert.is(
    await codeOf(
      numeric(
        'y',
        range(9, () => Number.NaN),
      ),
      'regression',
    ),
    'target-missing',
  );
  assert.is(
    await codeOf(
      numeric(
        'y',
        range(9, () => 5.5),
      ),
      'regression',
    ),
    'target-constant',
  );
  assert.is(await codeOf(categorical('y', [...'aaaaa']), 'classification'), 'target-one-class');
  assert.is(await codeOf(categorical('y', [...'ababab']), 'regression'), 'target-not-numeric');
});

test('classes that are seen once each cannot be learned; a number is offered as one', async () => {
  const names = await caught(() => check(categorical('y', [...'abcdefg']), 'classification'));
  assert.is(names.code, 'target-names-rows');
  assert.match(names.message, '7 classes in 7 rows');
  const numbers = await caught(() =>
    check(
      numeric(
        'y',
        range(40, i => i),
      ),
      'classification',
    ),
  );
  assert.match(numbers.hint ?? '', '--task regression');
});

test('a class of a single row is pointed out', () => {
  assert.equal(
    check(categorical('y', [...'aaaabbbbc']), 'classification').map(({ kind, message }) => [kind, message]),
    [['rare-class', 'only one row of "y" is "c": it is trained on or judged by, never both']],
  );
  const [two] = check(categorical('y', [...'aaaabbbbcd']), 'classification');
  assert.match(two.message, '2 classes of "y" have a single row each ("c", "d")');
});

test.run();
