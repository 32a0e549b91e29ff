import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkHeader } from '../../../src/data/csv/header.ts';
import { caught } from '../caught.ts';

const refused = (...names: string[]) => caught(() => checkHeader(names, 'rows.csv'));

test('a header of names passes, hostile ones too', () => {
  for (const names of [
    ['a'],
    ['__proto__', 'constructor', 'toString'],
    ['a\nb', '"'],
    ['label', '2019', '2020'],
  ]) {
    checkHeader(names, 'rows.csv');
  }
});

test('a nameless column is named by its position', async () => {
  const error = await refused('a', '', 'c');
  assert.is(error.code, 'empty-column-name');
  assert.is(error.message, 'rows.csv, line 1: column 2 has no name');
});

test('two columns of one name are both named', async () => {
  const error = await refused('a', 'b', 'a');
  assert.is(error.code, 'duplicate-column');
  assert.is(error.message, 'rows.csv, line 1: columns 1 and 3 are both named "a"');
});

test('a row of values where names should be is recognised', async () => {
  assert.is((await refused('1', '0.5', '3')).code, 'missing-header');
  assert.is((await refused('5.1', '3.5', '1.4', '0.2', 'setosa')).code, 'missing-header');
  assert.is((await refused('17')).code, 'missing-header');
});

test('values that repeat are said to be values, and not names that repeat', async () => {
  assert.is((await refused('0', '0', '3')).code, 'missing-header');
});

test('counted columns such as pixels and years are names', () => {
  checkHeader(['0', '1', '2', '3'], 'rows.csv');
  checkHeader(['2019', '2020', '2021'], 'rows.csv');
  checkHeader(['country', '1990', '1995', '2000'], 'rows.csv');
});

test.run();
