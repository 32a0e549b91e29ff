// What windows with labels say of a model: which segment decays, and labels that come late.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Prediction, Target } from '../../src/models/learner.ts';
import { profileErrors } from '../../src/monitoring/decay/error-profile.ts';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { judgeLabels } from '../../src/watching/judge-labels.ts';
import { normal, uniform } from '../monitoring/decay/simulated.ts';
import { MV_YAML } from '../project/mv-yaml.ts';

const draw = uniform(21);
const WEATHER = ['sun', 'rain', 'fog', 'snow'];

/** Errors of 1, but where it snows of `snow`. */
function rows(count: number, snow = 1) {
  const weather = Array.from({ length: count }, (_, row) => WEATHER[row % 4]);
  const errors = Float64Array.from(weather, each => (each === 'snow' ? snow : 1) * normal(draw));
  const values = Float64Array.from({ length: count }, () => 100 * draw());
  const target: Target = { task: 'regression', values: values.map((value, row) => value + errors[row]) };
  const prediction: Prediction = { task: 'regression', values };
  return { target, prediction, segments: [{ column: 'weather', values: weather }] };
}

const settings = parseConfiguration(
  `${MV_YAML.replace('    temp: numeric', '    temp: numeric\n    weather: categorical')}monitoring:\n  by: [weather]\n  rules: [rmse above 3]\n`,
);
const watched = { settings, release: 'a'.repeat(40), model: { configuration: settings } } as any;
const errors = profileErrors(rows(2000));
const judge = (labelled: { id: string; rows: ReturnType<typeof rows> }[], before: any[] = []) =>
  judgeLabels({
    watched,
    window: {
      reference: { errors },
      labelled: labelled.map(each => ({ ...each, source: 'log', from: null, to: null })),
    } as any,
    before,
  });

test('the segment that decays is named, and the others are not', () => {
  const { performance } = judge([{ id: 'w1', rows: rows(800, 2) }]);
  assert.is(performance.verdict, 'decay');
  assert.equal(
    performance.segments.filter(({ verdict }) => verdict === 'decay').map(({ segment }) => segment),
    ['weather=snow'],
  );
  assert.is(performance.rules[0].verdict, 'none');
  const quiet = judge([{ id: 'w1', rows: rows(800) }]);
  assert.equal([quiet.performance.verdict, quiet.performance.overall], ['none', 'none']);
});

test('labels that come late take the place of what was known of their window', () => {
  const [few, more, next] = [rows(100), rows(300), rows(100)];
  const first = judge([{ id: 'w1', rows: few }]).rows;
  const then = judge(
    [
      { id: 'w1', rows: few },
      { id: 'w2', rows: next },
    ],
    first,
  ).rows;
  // Six rows a window: the metric, the rule, four segments.
  assert.equal([first.length, then.length], [6, 12]);
  assert.equal(then.slice(0, 6), first);
  const late = judge(
    [
      { id: 'w1', rows: more },
      { id: 'w2', rows: next },
    ],
    then,
  );
  assert.equal(
    late.rows.filter(row => row['metric'] === 'rmse' && row['segment'] === '').map(row => row['labels']),
    ['300', '100'],
  );
  // The log was cut since: two labels of three hundred are left in it.
  const cut = judge([{ id: 'w1', rows: rows(12) }], late.rows);
  assert.equal(cut.rows, late.rows);
  assert.is(cut.performance.labels, 300);
});

test('a window without labels is not judged, and a reference without errors judges none', () => {
  assert.is(judge([]).performance.verdict, 'no-labels');
});

test.run();
