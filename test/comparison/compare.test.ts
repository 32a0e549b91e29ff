import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareBranches } from '../../src/comparison/compare.ts';
import type { Measured } from '../../src/comparison/measured.ts';

const branch = (name: string, more: Partial<Measured> = {}): Measured => ({
  branch: name,
  commit: name.padEnd(40, '0'),
  fresh: true,
  stale: [],
  dataCommit: 'd'.repeat(40),
  metrics: { rmse: 10, r2_score: 0.5 },
  rows: 'sha256:rows',
  parameters: {},
  ...more,
});
const rmse = (value: number | null) => ({ metrics: { rmse: value } });
const prod = branch('prod', rmse(10));
const compare = (candidates: Measured[], metric = 'rmse', baseline = prod) =>
  compareBranches({ baseline, candidates, metric });
const verdicts = (candidates: Measured[], metric?: string, baseline?: Measured) =>
  compare(candidates, metric, baseline).rows.map(row => `${row.branch} ${row.verdict}`);

test('the best comes first, by the direction of the metric, equals by name', () => {
  const candidates = [
    branch('worse', rmse(12)),
    branch('same-b', rmse(10)),
    branch('a', rmse(10)),
    branch('best', rmse(8)),
  ];
  assert.equal(verdicts(candidates), [
    'best better',
    'a no-difference',
    'prod no-difference',
    'same-b no-difference',
    'worse worse',
  ]);
  const higher = [
    branch('up', { metrics: { r2_score: 0.9 } }),
    branch('down', { metrics: { r2_score: 0.1 } }),
  ];
  const baseline = branch('prod', { metrics: { r2_score: 0.5 } });
  assert.equal(verdicts(higher, 'r2_score', baseline), ['up better', 'prod no-difference', 'down worse']);
});

test('the difference is the value minus the baseline, and has no interval yet', () => {
  const { rows, direction, comparable, on } = compare([branch('a', rmse(8.5))]);
  assert.equal(rows[0].difference, { value: -1.5, low: null, high: null, level: null });
  assert.equal([direction, comparable, on], ['lower', true, null]);
});

test('what was measured on other rows has no difference, comes after those that were, and is named in a warning', () => {
  const { rows, comparable, warnings } = compare([
    branch('other', { ...rmse(1), rows: 'sha256:others' }),
    branch('unknown', { ...rmse(2), rows: null }),
    branch('a', rmse(11)),
  ]);
  assert.equal(
    rows.map(row => row.branch),
    ['prod', 'a', 'other', 'unknown'],
  );
  assert.is(comparable, false);
  assert.is(rows[2].difference, null);
  assert.is(rows[2].verdict, 'not-comparable');
  assert.is(
    warnings[0],
    'other, unknown are measured on other rows than prod: the numbers cannot be ranked against it',
  );
});

test('two branches without recorded rows are not taken to share them', () => {
  const baseline = branch('prod', { rows: null });
  assert.equal(verdicts([branch('a', { rows: null })], 'rmse', baseline), [
    'prod no-difference',
    'a not-comparable',
  ]);
});

test('a branch without the metric comes last, and is said to have none', () => {
  const { rows, warnings, comparable } = compare([
    branch('a', { metrics: {} }),
    branch('b', rmse(null)),
    branch('c', rmse(9)),
  ]);
  assert.equal(
    rows.map(row => row.branch),
    ['c', 'prod', 'a', 'b'],
  );
  assert.is(comparable, false);
  assert.equal(warnings, ['a, b have no rmse']);
});

test('where the baseline has no such metric nothing is ranked, and the warning says why', () => {
  const { warnings, rows } = compare([branch('a', { metrics: { accuracy: 0.9 } })], 'accuracy');
  assert.equal(warnings, ['prod has no accuracy: nothing can be ranked against it']);
  assert.ok(rows.every(row => row.verdict === 'not-comparable'));
});

test('parameters that differ stand with both values, those that one side lacks with null', () => {
  const baseline = branch('prod', {
    parameters: { 'model.trees': 100, 'model.bins': 255, 'training.seed': 42 },
  });
  const other = branch('a', {
    parameters: { 'model.trees': 300, 'model.bins': 255, 'features.exclude': 'id' },
  });
  const { rows } = compareBranches({ baseline, candidates: [other], metric: 'rmse' });
  const row = rows.find(({ branch: name }) => name === 'a')!;
  assert.equal(row.parameters, {
    'model.trees': [100, 300],
    'training.seed': [42, null],
    'features.exclude': [null, 'id'],
  });
});

test('a parameter that bears a name of JavaScript is a parameter', () => {
  const parameters = JSON.parse('{ "__proto__": 1, "constructor": 2 }');
  const { rows } = compare([branch('a', { parameters })]);
  const differing = rows.find(({ branch: name }) => name === 'a')!.parameters;
  assert.equal(Object.keys(differing), ['__proto__', 'constructor']);
});

test('stale branches are named; of many the first five', () => {
  const stale = Array.from({ length: 7 }, (_, i) =>
    branch(`s${i}`, { fresh: false, stale: ['src/ has changed'] }),
  );
  const { warnings } = compare(stale);
  assert.is(
    warnings.at(-1),
    's0, s1, s2, s3, s4 and 2 more are stale: the metrics are those of an earlier state of the branch',
  );
});

test('the input is left as it was, and its order plays no part', () => {
  const candidates = [branch('b', rmse(9)), branch('a', rmse(9)), branch('c', rmse(7))];
  const before = structuredClone(candidates);
  const forwards = compare(candidates);
  assert.equal(candidates, before);
  assert.equal(compare([...candidates].reverse()), forwards);
});

test('a metric that nobody knows is refused', () => {
  assert.throws(() => compare([], 'rmes'), /no metric named "rmes"/);
});

test.run();
