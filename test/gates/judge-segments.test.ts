import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CategoricalColumn, NumericColumn } from '../../src/data/table.ts';
import { judgeDifference } from '../../src/gates/judge-difference.ts';
import { judgeSegments } from '../../src/gates/judge-segments.ts';
import type { ScoredRows } from '../../src/scoring/score-on-rows.ts';

/**
 * 403 rows: 200 of "a", 200 of "b", 3 of "c". The environment's model is off by 1 everywhere, the other by 1 in "a" and
 * by 1.5 elsewhere: no row differs from its segment, so that every interval is a point.
 */
function scored(): { scored: ScoredRows; column: CategoricalColumn } {
  const codes = Int32Array.from({ length: 403 }, (_, row) => (row >= 400 ? 2 : row % 2));
  const values = Float64Array.from(codes, (_, row) => row);
  const off = (by: (code: number) => number) => ({
    prediction: { task: 'regression' as const, values: values.map((value, row) => value + by(codes[row])) },
    metrics: { mae: 1 },
    problem: null,
  });
  return {
    scored: {
      rows: { total: 403, withoutTarget: 0, trainedOn: 0, used: 403 },
      target: { task: 'regression', values },
      timeOrder: Uint32Array.from(codes.keys()).reverse(),
      times: Float64Array.from(codes.keys()).reverse(),
      models: [off(() => 1), off(code => (code === 0 ? 1 : 1.5))],
      columns: [],
    },
    column: { type: 'categorical', name: 'shop', codes, categories: ['a', 'b', 'c'] },
  };
}

const gate = { kind: 'not-worse', metric: 'mae', by: '10%', each: 'shop' } as const;
const asked = { seed: 1, environment: 'prod' };

test('the worst segment decides; one with too few rows is named', () => {
  const verdict = judgeSegments(gate, { ...scored(), ...asked });
  assert.is(verdict.passed, false);
  assert.ok(Math.abs(verdict.value! - 0.5) < 1e-9 && Math.abs(verdict.limit! - 0.1) < 1e-9);
  assert.match(verdict.reason, /^worst of 2 segments, shop b: mae differs from prod's by \+0\.5000/);
  assert.match(verdict.reason, /on 200 rows .*; too few rows to say: c$/);
  assert.is(judgeSegments({ ...gate, by: 0.6 }, { ...scored(), ...asked }).passed, true);
});

test('numbers are segments by their value; what is missing is one of its own; too many are none', () => {
  const { scored: rows, column } = scored();
  const numbers: NumericColumn = {
    type: 'numeric',
    name: 'shop',
    values: Float64Array.from(column.codes, code => (code === 1 ? Number.NaN : code)),
  };
  const { reason } = judgeSegments(gate, { scored: rows, column: numbers, ...asked });
  assert.match(reason, /shop \(missing\): .*too few rows to say: 2$/);
  const many = { ...numbers, values: Float64Array.from(numbers.values.keys()) };
  const refused = judgeSegments(gate, { scored: rows, column: many, ...asked });
  assert.equal([refused.passed, refused.reason], [false, '"shop" has 403 values, more than 100 segments']);
  assert.is(judgeSegments(gate, { scored: rows, column: undefined, ...asked }).passed, false);
});

test('a difference passes where the whole interval does, in the direction of the metric', () => {
  const { scored: rows } = scored();
  const { each: _each, ...whole } = gate;
  // 203 of 403 rows are worse by 0.5: 0.2519 in the mean; its end lies beyond that.
  const { passed, value } = judgeDifference({ ...whole, by: 0.2519 }, { scored: rows, ...asked });
  assert.is(passed, false);
  assert.ok(value! > (203 * 0.5) / 403);
  const better = { ...rows, models: [rows.models[1], rows.models[0]] };
  const other = judgeDifference({ ...whole, by: 0 }, { scored: better, ...asked });
  assert.is(other.passed, true);
  assert.ok(other.value! < 0, 'surely better');
});

test.run();
