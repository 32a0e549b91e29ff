import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { requireDate, updatePath } from '../../src/ingestion/update-path.ts';
import { caught } from '../data/caught.ts';

const pathFor = (patterns: string[], taken: string[] = []) =>
  updatePath({ date: '2012-01-31', patterns, taken: new Set(taken) });

test('an update goes to updates/, and to a second file where its date is taken', () => {
  const patterns = ['initial/*.csv', 'updates/*.csv'];
  assert.is(pathFor(patterns), 'updates/2012-01-31.csv');
  const taken = ['updates/2012-01-31.csv', 'updates/2012-01-31-2.csv'];
  assert.is(pathFor(patterns, taken), 'updates/2012-01-31-3.csv');
});

test('where training does not read updates/, the update goes where it reads', async () => {
  assert.is(pathFor(['**/*.csv']), 'updates/2012-01-31.csv');
  assert.is(pathFor(['rows/*.csv']), 'rows/2012-01-31.csv');
  assert.is(pathFor(['rows/day-*.csv']), 'rows/day-2012-01-31.csv');
  assert.is(pathFor(['rows/**']), 'rows/2012-01-31.csv');
  assert.is(pathFor(['*.csv']), '2012-01-31.csv');
  assert.is((await caught(async () => pathFor(['hour.csv']))).code, 'no-place-for-updates');
});

test('a date is a day of the calendar', async () => {
  assert.is(requireDate('2012-02-29'), '2012-02-29');
  for (const text of ['2011-02-29', '2012-1-1', 'today', '2012-01-01T00:00', '']) {
    assert.is((await caught(async () => requireDate(text))).code, 'invalid-date', text);
  }
});

test.run();
