import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { splitRows } from '../../src/data/split.ts';
import { caught } from './caught.ts';
import { numeric, range, time } from './columns.ts';

const day = (n: number) => new Date(Date.UTC(2011, 0, 1 + n)).toISOString();
const timeOf = (values: number[]) => ({ ...numeric('t', values), type: 'time' as const });

test('by time the last fifth is held out, whatever the order of the rows', () => {
  const column = time('t', [3, 0, 9, 1, 2, 4, 8, 5, 7, 6].map(day));
  const split = splitRows({ rows: 10, time: column, seed: 1 });
  assert.is(split.by, 'time');
  assert.equal([...split.validation], [2, 6]);
  assert.equal([...split.training], [0, 1, 3, 4, 5, 7, 8, 9]);
  assert.is(split.by === 'time' && split.boundary, Date.UTC(2011, 0, 9));
  assert.is(split.reason, 'the last 2 of 10 rows by "t", from 2011-01-09T00:00:00.000Z on (20.0 %)');
});

test('equal times stay together, at the boundary nearest to the wished share', () => {
  // Days 0 to 3 with 4, 3, 2 and 1 rows: 1 row or 3 of 10 are equally near to 2; one row is too few.
  const column = time('t', [0, 0, 0, 0, 1, 1, 1, 2, 2, 3].map(day));
  assert.equal([...splitRows({ rows: 10, time: column, seed: 1 }).validation], [7, 8, 9]);
  assert.equal(
    [...splitRows({ rows: 10, time: column, fraction: 0.55, seed: 1 }).validation],
    [4, 5, 6, 7, 8, 9],
  );
});

test('rows without a time train, and are counted', () => {
  const column = time('t', [day(0), null, day(1), day(2), day(3), null, day(4), day(5), day(6), day(7)]);
  const split = splitRows({ rows: 10, time: column, seed: 1 });
  assert.equal([...split.validation], [8, 9]);
  assert.match(split.reason, '; 2 without a time train');
});

test('where all rows bear one time, or none, a seeded split says so', () => {
  const same = splitRows({ rows: 10, time: time('t', Array(10).fill(day(0))), seed: 1 });
  assert.is(same.by, 'seed');
  assert.is(
    same.reason,
    '2 of 10 rows drawn by seed 1 (20.0 %), as all rows bear one time in "t", 2011-01-01T00:00:00.000Z',
  );
  assert.match(
    splitRows({ rows: 10, time: time('t', Array(10).fill(null)), seed: 1 }).reason,
    'no row has a time',
  );
  assert.match(splitRows({ rows: 10, seed: 1 }).reason, 'no column orders them in time');
  const lone = splitRows({ rows: 5, time: time('t', [0, 0, 0, 0, 1].map(day)), seed: 1 });
  assert.match(lone.reason, 'divides the rows');
});

test('the same seed draws the same rows, another seed others', () => {
  const drawn = (seed: number) => [...splitRows({ rows: 100, seed }).validation];
  assert.equal(drawn(7), drawn(7));
  assert.not.equal(drawn(7), drawn(8));
  // Kept so that an upgrade of the generator cannot change what projects hold out.
  assert.equal([...splitRows({ rows: 20, seed: 42 }).validation], [4, 5, 16, 19]);
});

test('every row is on exactly one side, both ascending, none too small, none mixed in time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { nil: Number.NaN }), {
        minLength: 4,
        maxLength: 60,
      }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      (times, fraction, seed) => {
        const split = splitRows({ rows: times.length, time: timeOf(times), fraction, seed });
        const { training, validation } = split;
        assert.equal(
          [...training, ...validation].sort((a, b) => a - b),
          range(times.length, row => row),
        );
        for (const side of [training, validation]) {
          assert.ok(side.length >= 2);
          assert.equal(
            [...side],
            [...side].sort((a, b) => a - b),
          );
        }
        if (split.by === 'time') {
          assert.ok(validation.every(row => times[row] >= split.boundary));
          assert.not(training.some(row => times[row] >= split.boundary));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a seeded draw is fair: each row is held out about as often as the next', () => {
  const times = new Float64Array(20);
  for (let seed = 0; seed < 2000; seed++)
    for (const row of splitRows({ rows: 20, seed }).validation) times[row]++;
  // Binomial(2000, 0.2): mean 400, standard deviation 17.9; five of them on either side.
  for (const count of times) assert.ok(count > 310 && count < 490, String(count));
});

test('too few rows and shares that are none are refused', async () => {
  const error = await caught(() => splitRows({ rows: 3, seed: 1 }));
  assert.is(error.code, 'too-few-rows');
  assert.is(
    (await caught(() => splitRows({ rows: 1, seed: 1 }))).message,
    '1 row is too few to train on some and judge by others',
  );
  for (const fraction of [0, 1, -1, Number.NaN]) {
    assert.is((await caught(() => splitRows({ rows: 10, fraction, seed: 1 }))).code, 'invalid-fraction');
  }
});

test.run();
