import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareScored, type ScoredBranch } from '../../src/comparison/compare-scored.ts';

const on = {
  source: 'prod',
  data: 'd'.repeat(40),
  rows: 500,
  leftOut: { trainedOn: 100, withoutTarget: 0 },
  blockLength: 2.5,
};

function branch(name: string, rmse: number | null, more: Partial<ScoredBranch> = {}): ScoredBranch {
  return {
    measured: {
      branch: name,
      commit: name.padEnd(40, '0'),
      fresh: true,
      stale: [],
      dataCommit: null,
      metrics: { rmse: 1 },
      rows: null,
      parameters: {},
    },
    metrics: rmse === null ? {} : { rmse },
    difference: null,
    problem: null,
    ...more,
  };
}

const between = (low: number, high: number, enough = true) => ({
  difference: { value: (low + high) / 2, low, high, level: 0.95, effectiveRows: 199.6, enough },
});

test('verdicts follow the intervals, and the best comes first by what was scored', () => {
  const { rows, comparable, warnings } = compareScored({
    branches: [
      branch('prod', 10),
      branch('worse', 11, between(0.5, 1.5)),
      branch('better', 9, between(-1.5, -0.5)),
      branch('same', 9.5, between(-1.2, 0.2)),
    ],
    metric: 'rmse',
    on,
  });
  assert.equal(
    rows.map(row => `${row.branch} ${row.verdict}`),
    ['better better', 'same no-difference', 'prod no-difference', 'worse worse'],
  );
  assert.equal(rows[0].difference, {
    value: -1,
    low: -1.5,
    high: -0.5,
    level: 0.95,
    effectiveRows: 199,
    withheld: false,
  });
  assert.equal([comparable, warnings], [true, []]);
  const [first] = compareScored({
    branches: [
      branch('prod', 0, { metrics: { r2_score: 0.5 } }),
      branch('b', 0, { metrics: { r2_score: 0.6 }, ...between(0.05, 0.15) }),
    ],
    metric: 'r2_score',
    on,
  }).rows;
  assert.equal([first.branch, first.verdict], ['b', 'better']);
});

test('without rows enough the numbers stand and the verdict is withheld, and it is said', () => {
  const { rows, warnings } = compareScored({
    branches: [branch('prod', 10), branch('b', 9, between(-1.5, -0.5, false))],
    metric: 'rmse',
    on,
  });
  assert.equal([rows[0].branch, rows[0].verdict, rows[0].difference?.low], ['b', 'no-difference', -1.5]);
  assert.is(rows[0].difference?.withheld, true);
  assert.equal(warnings, [
    'the verdict on b is withheld: 500 rows tell as much as 199 independent ones, in 200 blocks (100 and 100 are needed)',
  ]);
});

test('under 30 rows there is no number; what has a problem says which', () => {
  const few = compareScored({
    branches: [branch('prod', 10), branch('b', 9, between(-1.5, -0.5))],
    metric: 'rmse',
    on: { ...on, rows: 29 },
  });
  assert.equal([few.comparable, ...few.rows.map(row => row.difference)], [false, null, null]);
  assert.match(few.warnings.join(), '29 rows are left');
  const { rows, warnings, comparable } = compareScored({
    branches: [branch('prod', 10), branch('b', null, { problem: 'it has no hands' })],
    metric: 'rmse',
    on,
  });
  assert.equal([comparable, rows[1].verdict], [false, 'not-comparable']);
  assert.equal(warnings, ['b cannot be scored on these rows: it has no hands']);
});

test.run();
