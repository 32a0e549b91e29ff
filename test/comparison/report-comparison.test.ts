import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareScored, type ScoredBranch } from '../../src/comparison/compare-scored.ts';
import { reportComparison } from '../../src/comparison/report-comparison.ts';
import { residualsOf } from '../../src/comparison/residuals.ts';

const HOSTILE = 'a"><script>alert(1)</script>';

function branch(name: string, difference: [low: number, high: number] | null): ScoredBranch {
  const measured = { branch: name, commit: 'c'.repeat(40), fresh: true, stale: [], dataCommit: null };
  return {
    measured: { ...measured, metrics: {}, rows: null, parameters: {} },
    metrics: { rmse: 1 + (difference?.[0] ?? 0) },
    difference: difference && {
      ...{ value: (difference[0] + difference[1]) / 2, low: difference[0], high: difference[1] },
      ...{ level: 0.95, effectiveRows: 400, enough: true },
    },
    problem: null,
  };
}

function report(rows: number, names = ['prod', HOSTILE]): string {
  const actual = Float64Array.from({ length: rows }, (_, row) => row % 17);
  const comparison = compareScored({
    branches: names.map((name, at) => branch(name, at === 0 ? null : [-0.5, -0.1 * at])),
    metric: 'rmse',
    on: { source: HOSTILE, data: null, rows, leftOut: { trainedOn: 1234, withoutTarget: 0 }, blockLength: 1 },
  });
  const residuals = residualsOf({
    target: { task: 'regression', values: actual },
    predictions: names.map((_, at) => ({ task: 'regression', values: actual.map(value => value + at) })),
    ...{ timeOrder: null, times: null },
  });
  return reportComparison(comparison, { residuals, branches: names, target: HOSTILE, version: '1.2.3' });
}

test('a page says the verdicts, what was left out and how errors lie, in names that stay text', () => {
  const page = report(600);
  assert.not.match(page, '<script');
  for (const words of [
    '1,234 that a model was made from',
    'Errors of prod',
    'Errors by row',
    '▲',
    'git-model 1.2.3',
  ])
    assert.match(page, words);
  assert.is(page, report(600));
});

test('too few rows make no picture, and many branches a page that is bounded', () => {
  assert.not.match(report(20), 'Errors of');
  const names = ['prod', ...Array.from({ length: 60 }, (_, at) => `branch-${at}`)];
  const page = report(5000, names);
  assert.is(page.match(/Predicted and actual/g)?.length, 12);
  assert.match(page, 'Charts of 49 further branches are left out');
  assert.ok(Buffer.byteLength(page) < 500_000, String(Buffer.byteLength(page)));
});

test.run();
