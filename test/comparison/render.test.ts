import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareBranches } from '../../src/comparison/compare.ts';
import type { Measured } from '../../src/comparison/measured.ts';
import { renderComparison } from '../../src/comparison/render.ts';
import { coloursFor } from '../../src/terminal/colour.ts';
import { displayWidth } from '../../src/terminal/width.ts';

const branch = (name: string, rmse: number, more: Partial<Measured> = {}): Measured => ({
  branch: name,
  commit: 'c'.repeat(40),
  fresh: true,
  stale: [],
  dataCommit: `${'d'.repeat(39)}1`,
  metrics: { mse: rmse ** 2, rmse, mae: rmse / 2 },
  rows: 'sha256:rows',
  parameters: { 'model.trees': 100 },
  ...more,
});
const baseline = branch('prod', 10);
const look = (width: number) => ({ colours: coloursFor({ env: {}, isTTY: false }), width });
const render = (candidates: Measured[], format: 'table' | 'markdown' | 'csv' = 'table', width = Infinity) =>
  renderComparison(look(width), compareBranches({ baseline, candidates, metric: 'rmse' }), format);

test('a table: best first, relative difference, and what differs', () => {
  const text = render([branch('deeper', 9.5, { parameters: { 'model.trees': 300 } }), branch('other', 12)]);
  assert.is(
    text,
    [
      'by rmse (lower is better), against prod; all on data ddddddd',
      '',
      'branch   rmse  difference  verdict  model    mae  differs in',
      'deeper  9.500      -5.0 %  better   fresh  4.750  trees=300',
      'prod       10    baseline           fresh      5',
      'other      12     +20.0 %  worse    fresh      6',
    ].join('\n'),
  );
});

test('pins that differ are shown row by row', () => {
  const text = render([branch('newer', 9, { dataCommit: 'e'.repeat(40), rows: 'sha256:others' })]);
  assert.match(text, 'against prod\n');
  assert.match(text, /newer .*not-comparable +fresh +eeeeeee/);
  assert.match(text, /prod .*fresh +ddddddd/);
  assert.match(text, 'warning: newer is measured on other rows than prod');
});

test('no line is wider than the screen', () => {
  const long = branch('client-a/an-experiment-with-a-name-that-says-all-of-it', 9, {
    parameters: {
      'model.trees': 300,
      'features.exclude': 'temperature, humidity, wind, weather',
      'training.seed': 7,
    },
  });
  for (const width of [40, 60, 80, 120]) {
    const lines = render([long], 'table', width).split('\n').slice(2);
    for (const line of lines) assert.ok(displayWidth(line) <= width, `${width}: ${line}`);
  }
});

test('names that would forge a line or turn the text around are spelled out, in title and warnings too', () => {
  const forged = 'x\u202eevil\u009b31m';
  const comparison = compareBranches({
    baseline: branch(forged, 10),
    candidates: [branch('y\u202e', 9, { fresh: false, stale: ['src/ has changed'] })],
    metric: 'rmse',
  });
  for (const format of ['table', 'markdown'] as const) {
    assert.not.match(renderComparison(look(80), comparison, format), /[\u202e\u009b]/);
  }
});

test('Markdown is one table under a title, with warnings as quotes', () => {
  const text = render([branch('a|b', 9.5, { fresh: false, stale: ['src/ has changed'] })], 'markdown');
  assert.is(
    text,
    [
      'Models by rmse (lower is better), against prod',
      '',
      '| branch | rmse | difference | verdict | model | data | mae | differs in |',
      '| :--- | ---: | ---: | :--- | :--- | :--- | ---: | :--- |',
      '| `a\\|b` | 9.500 | -5.0 % | better | stale | `ddddddd` | 4.750 |  |',
      '| `prod` | 10 | baseline |  | fresh | `ddddddd` | 5 |  |',
      '',
      '> **Warning:** a\\|b is stale: the metrics are those of an earlier state of the branch',
    ].join('\n'),
  );
});

test('CSV has every metric in full, and no row without its commit', () => {
  const text = render([branch('a', 9.123456789)], 'csv');
  assert.is(text.split('\n')[0], 'branch,commit,fresh,data,verdict,difference,mse,rmse,mae,differs_in');
  assert.match(text, `a,${'c'.repeat(40)},true,${'d'.repeat(39)}1,better,${9.123456789 - 10},`);
});

test('of another kind the kind is shown, and what a person chose, but not its defaults', () => {
  const forest = { 'model.kind': 'random-forest', 'model.trees': 100, 'model.bootstrap': true };
  const boosted = {
    'model.kind': 'gradient-boosting',
    'model.trees': 300,
    'model.learning_rate': 0.1,
    'model.max_leaves': 15,
  };
  const text = renderComparison(
    look(Infinity),
    compareBranches({
      baseline: branch('prod', 10, { parameters: forest }),
      candidates: [branch('boosted', 9, { parameters: boosted })],
      metric: 'rmse',
    }),
    'table',
  );
  assert.match(text, /kind=gradient-boosting, trees=300, max_leaves=15$/m);
});

test('a parameter that is no scalar is shown as JSON', () => {
  const parameters = { 'model.trees': { a: 1 } } as unknown as Measured['parameters'];
  assert.match(render([branch('odd', 9, { parameters })]), 'trees={"a":1}');
});

test.run();
