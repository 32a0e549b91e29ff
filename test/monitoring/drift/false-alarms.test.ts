// Short simulations with fixed seeds; `npm run bench drift-simulation` runs long ones.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MIXED } from './draw-columns.ts';
import { CHANGES, type Simulation, simulate } from './simulate.ts';

/** The rate that is stated, and three standard errors of what a simulation of so many batches can tell. */
const limit = (batches: number) => 0.05 + 3 * Math.sqrt((0.05 * 0.95) / batches);

function quiet(simulation: Partial<Simulation> & { batches: number }): ReturnType<typeof simulate> {
  const seen = simulate({ kinds: MIXED, columns: 13, reference: 500, rows: 100, seed: 1, ...simulation });
  assert.ok(seen.alarms <= limit(simulation.batches), JSON.stringify(seen));
  return seen;
}

test('no more alarms than stated where nothing has changed, whatever the rows of a batch', () => {
  quiet({ rows: 8, batches: 30 });
  quiet({ rows: 24, batches: 40 });
  quiet({ rows: 100, batches: 40 });
  quiet({ rows: 500, batches: 15 });
  quiet({ rows: 5000, batches: 6 });
});

test('nor of a single column, of many alike, or of a large batch beside a small reference', () => {
  quiet({ kinds: ['normal'], columns: 1, rows: 24, batches: 200 });
  quiet({ kinds: ['counts'], columns: 1, rows: 24, batches: 200 });
  quiet({ kinds: ['correlated'], columns: 30, rows: 100, batches: 15 });
  quiet({ kinds: ['normal'], columns: 5, reference: 200, rows: 4000, batches: 20 });
});

test('nor beside a reference that was merged of parts, whose error is never held against a batch', () => {
  quiet({ parts: 8, reference: 2000, rows: 100, batches: 8 });
  quiet({ kinds: ['normal', 'whole'], columns: 2, parts: 10, reference: 10_000, rows: 5000, batches: 10 });
  const shift = { kinds: ['normal'], columns: 5, reference: 4000, parts: 8, rows: 500, batches: 4, seed: 2 };
  assert.is(simulate({ ...shift, change: CHANGES['mean + 0.5 sd'] }).found, 1);
});

test('nor where each row is 0.6 of the one before; less can be seen then', () => {
  const { blind } = quiet({ kinds: ['dependent'], columns: 5, reference: 2000, rows: 24, batches: 40 });
  assert.ok(blind > 0.9, String(blind));
  quiet({ kinds: ['dependent'], columns: 5, reference: 2000, rows: 500, batches: 25 });
});

test('a reference that is too short for how its rows depend on each other is said to be', () => {
  const { alarms, blind } = quiet({ kinds: ['very dependent'], columns: 3, reference: 500, batches: 20 });
  assert.is(alarms, 0);
  assert.ok(blind > 0.9, String(blind));
});

const power = (change: keyof typeof CHANGES, kind: string, rows: number, batches = 10) =>
  simulate({
    ...{ kinds: [kind], columns: 20, reference: 2000, rows, batches, seed: 2 },
    change: CHANGES[change],
  }).found;

test('in 500 rows and 20 columns nearly every change of one is found; of 100 rows a shift of half a deviation', () => {
  assert.ok(power('mean + 0.5 sd', 'normal', 500) >= 0.95);
  assert.ok(power('mean + 0.5 sd', 'normal', 100, 20) >= 0.85);
  assert.ok(power('variance x 3', 'normal', 500) >= 0.95);
  assert.ok(power('5 % of a new category', 'categories', 500) >= 0.95);
  assert.ok(power('missing 0 to 10 %', 'normal', 500) >= 0.95);
});

test.run();
