import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { diagnose } from '../../../src/monitoring/decay/diagnose.ts';
import { findFaults } from '../../../src/monitoring/decay/find-units.ts';
import { byPrediction, foretold } from '../../../src/monitoring/decay/prediction-bands.ts';
import { uniform } from './simulated.ts';

const errors = (foretold: number, observed: number) => ({
  ...{ metric: 'mse', reference: 4, foretold, observed },
  alarm: null,
});

test('a rise that these inputs do not explain is the world, one that they do is the inputs', () => {
  const of = (foretold: number) =>
    diagnose({ decay: true, drifted: ['temp'], faults: [], errors: errors(foretold, 8) });
  assert.is(of(4.4).cause, 'world');
  assert.ok(of(4.4).words.some(words => words.includes('0.4 (10 %)') && words.includes('3.6 (90 %)')));
  assert.is(of(7).cause, 'inputs');
});

test('a column in another unit, or missing more often, is the pipeline', () => {
  const moved = (mean: number, std: number, missingShare = 0) => [
    {
      column: 'temp',
      reference: { mean: 20, std: 5, missingShare: 0 },
      window: { mean, std, missingShare },
    },
  ];
  assert.equal(
    [findFaults(moved(68, 9)), findFaults(moved(293, 5)), findFaults(moved(0.2, 0.05))].map(([{ words }]) =>
      words.split('(').at(-1),
    ),
    [
      'as degrees Celsius in Fahrenheit)?',
      'as degrees Celsius in kelvin)?',
      'the reverse of: as percent for shares, or centimetres for metres)?',
    ],
  );
  assert.equal(findFaults(moved(25, 5)), []);
  assert.is(findFaults(moved(20, 5, 0.1))[0].words, 'missing in 10.0 % of the rows, 0.0 % at release');
  const { cause } = diagnose({
    decay: true,
    drifted: ['temp'],
    faults: findFaults(moved(68, 9)),
    errors: errors(4, 90),
  });
  assert.is(cause, 'pipeline');
});

test('where nothing moved there is no cause, and drift without decay says so', () => {
  assert.equal(diagnose({ decay: false, drifted: [], faults: [], errors: null }), { cause: null, words: [] });
  const { cause, words } = diagnose({ decay: false, drifted: ['a', 'b'], faults: [], errors: errors(4, 4) });
  assert.is(cause, 'inputs');
  assert.equal(words, ['inputs: 2 columns drifted (a, b)', 'mse is 4, 4 at release: no decay to be seen']);
});

test('the error by band of prediction foretells what other inputs would bring', () => {
  const draw = uniform(4);
  const values = Float64Array.from({ length: 2000 }, () => 100 * draw());
  // The error is the prediction itself.
  const bands = byPrediction({ task: 'regression', values }, values);
  assert.is(bands.length, 10);
  const high = values.filter(value => value > 90);
  const { mean } = foretold(bands, { task: 'regression', values: high })!;
  assert.ok(Math.abs(mean - 95) < 1);
});

test.run();
