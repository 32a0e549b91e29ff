import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRows, putRows, type Row, writeRows } from '../../../src/monitoring/records/record-file.ts';

const COLUMNS = ['at', 'release', 'window', 'verdict'];
const row = (window: string, verdict: string, at = '1', release = 'r'): Row => ({
  ...{ at, release, window, verdict },
});

test('rows come back as they were written, with commas, quotes and line ends in them', () => {
  const rows = [row('w1', 'a, "b"'), row('w2', 'two\nlines'), row('w3', '')];
  assert.equal(parseRows(writeRows(COLUMNS, rows), COLUMNS), rows);
});

test('no file, another file and a torn end have the rows that are whole', () => {
  assert.equal(parseRows('', COLUMNS), []);
  assert.equal(parseRows('a,b\n1,2\n', COLUMNS), []);
  const text = writeRows(COLUMNS, [row('w1', 'none'), row('w2', 'drift')]);
  assert.equal(parseRows(text.slice(0, -8), COLUMNS), [row('w1', 'none')]);
  // A program before this one wrote fewer columns.
  assert.equal(parseRows(text, [...COLUMNS, 'psi'])[1], { ...row('w2', 'drift'), psi: '' });
});

test('the same window twice changes nothing, a changed one takes its place', () => {
  const before = [row('w1', 'none'), row('w2', 'none')];
  assert.equal(putRows(before, [row('w1', 'none', '2')], { most: 9 }), before);
  assert.equal(putRows(before, [row('w1', 'drift', '2')], { most: 9 }), [row('w1', 'drift', '2'), before[1]]);
  assert.equal(putRows(before, [row('w1', 'none', '2', 's')], { most: 9 }), [
    ...before,
    row('w1', 'none', '2', 's'),
  ]);
});

test('by time, a window whose labels came late stands before later ones of its model', () => {
  const at = (window: string, to: string) => ({ ...row(window, 'none'), to });
  const before = [at('w1', '2026-01-01'), at('w3', '2026-01-03')];
  const late = at('w2', '2026-01-02');
  assert.equal(putRows(before, [late], { most: 9, byTime: true }), [before[0], late, before[1]]);
  assert.equal(putRows(before, [late], { most: 9 }), [...before, late]);
});

test('the oldest windows go, whole', () => {
  const before = [row('w1', 'a'), row('w1', 'b'), row('w2', 'a'), row('w2', 'b')];
  assert.equal(putRows(before, [row('w3', 'a')], { most: 4 }), [...before.slice(2), row('w3', 'a')]);
});

test.run();
