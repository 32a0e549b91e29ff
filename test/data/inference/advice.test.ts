import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adviseOnColumns } from '../../../src/data/inference/advice.ts';
import type { Column } from '../../../src/data/table.ts';
import { categorical, numeric, range, tableOf, time } from '../columns.ts';

const ROWS = 200;
/** Numbers without pattern, the same in every run (a linear congruential generator of Numerical Recipes). */
function noise(seed: number, below = 1000): number[] {
  let state = seed;
  return range(ROWS, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  });
}

const A = noise(1);
const B = noise(2);
const Y = noise(3);

function kinds(target: Column, ...columns: Column[]) {
  return adviseOnColumns({ table: tableOf(...columns, target), target: target.name }).map(
    ({ kind, columns: named }) => [kind, ...named],
  );
}

test('ordinary columns get no advice', () => {
  assert.equal(
    kinds(
      numeric('y', Y),
      numeric('a', A),
      numeric('b', B),
      categorical(
        'c',
        A.map(a => `c${a % 7}`),
      ),
    ),
    [],
  );
});

test('a copy of the target and a line through it are found', () => {
  const target = numeric('y', Y);
  assert.equal(kinds(target, numeric('a', Y)), [['copy-of-target', 'a']]);
  // Degrees Celsius for Fahrenheit.
  assert.equal(
    kinds(
      target,
      numeric(
        'f',
        Y.map(y => y * 1.8 + 32),
      ),
    ),
    [['linear-copy-of-target', 'f']],
  );
  assert.equal(
    kinds(
      target,
      numeric(
        'f',
        Y.map(y => -y / 3),
      ),
      numeric('a', A),
    ),
    [['linear-copy-of-target', 'f']],
  );
});

test('a sum, a difference and a product of two columns that give the target are found, missing values or not', () => {
  const a = numeric('a', A);
  const b = numeric('b', B);
  const c = numeric('c', noise(4));
  assert.equal(
    kinds(
      numeric(
        'y',
        A.map((x, i) => x + B[i]),
      ),
      a,
      c,
      b,
    ),
    [['sum-gives-target', 'a', 'b']],
  );
  assert.equal(
    kinds(
      numeric(
        'y',
        A.map((x, i) => x - B[i]),
      ),
      c,
      a,
      b,
    ),
    [['difference-gives-target', 'a', 'b']],
  );
  assert.equal(
    kinds(
      numeric(
        'y',
        B.map((x, i) => x - A[i]),
      ),
      a,
      b,
      c,
    ),
    [['difference-gives-target', 'b', 'a']],
  );
  assert.equal(
    kinds(
      numeric(
        'y',
        A.map((x, i) => x * (B[i] / 100)),
      ),
      a,
      numeric(
        'p',
        B.map(x => x / 100),
      ),
    ),
    [['product-gives-target', 'a', 'p']],
  );
  const holed = numeric(
    'a',
    A.map((x, i) => (i % 50 === 3 ? Number.NaN : x)),
  );
  assert.equal(
    kinds(
      numeric(
        'y',
        A.map((x, i) => x + B[i]),
      ),
      holed,
      b,
    ),
    [['sum-gives-target', 'a', 'b']],
  );
});

test('one row in which the sum fails is enough to clear it', () => {
  const y = A.map((x, i) => x + B[i]);
  y[117] += 1;
  assert.equal(kinds(numeric('y', y), numeric('a', A), numeric('b', B)), []);
});

test('a column that orders the rows as the target does is found, the time column is not accused', () => {
  const y = range(ROWS, row => row * row);
  assert.equal(
    kinds(
      numeric('y', y),
      numeric(
        'rank',
        range(ROWS, row => Math.exp(row / 40)),
      ),
    ),
    [['orders-target', 'rank']],
  );
  assert.equal(
    kinds(
      numeric('y', y),
      numeric(
        'rank',
        range(ROWS, row => -Math.exp(row / 40)),
      ),
    ),
    [['orders-target', 'rank']],
  );
  const days = time(
    'day',
    range(ROWS, row => row).map(row => new Date(row * 86_400_000).toISOString()),
  );
  const table = tableOf(days, numeric('y', y));
  assert.equal(adviseOnColumns({ table, target: 'y', time: 'day' }), []);
});

test('classes under other names give the target away', () => {
  const target = categorical(
    'y',
    A.map(a => (a % 2 === 0 ? 'yes' : 'no')),
  );
  const coded = numeric(
    'code',
    A.map(a => 7 - (a % 2)),
  );
  assert.equal(
    kinds(
      target,
      coded,
      categorical(
        'word',
        A.map(a => `w${a % 2}`),
      ),
      numeric('b', B),
    ),
    [
      ['copy-of-target', 'code'],
      ['copy-of-target', 'word'],
    ],
  );
});

test('identifiers are told by counting, by naming each row, or by their name', () => {
  const target = numeric('y', Y);
  assert.equal(
    kinds(
      target,
      numeric(
        'instant',
        range(ROWS, row => row + 1),
      ),
    ),
    [['identifier', 'instant']],
  );
  assert.equal(
    kinds(
      target,
      numeric(
        'n',
        range(ROWS, row => ROWS - row),
      ),
    ),
    [['identifier', 'n']],
  );
  assert.equal(
    kinds(
      target,
      categorical(
        'name',
        range(ROWS, row => row).map(row => `n${row}`),
      ),
    ),
    [['identifier', 'name']],
  );
  assert.equal(kinds(target, numeric('Customer ID', A)), [['identifier', 'Customer ID']]);
  assert.equal(kinds(target, numeric('orderId', A)), [['identifier', 'orderId']]);
  for (const name of ['humid', 'grid', 'paid', 'idle'])
    assert.equal(kinds(target, numeric(name, A)), [], name);
  assert.equal(
    kinds(
      target,
      numeric(
        'year',
        range(ROWS, row => 1801 + row),
      ),
    ),
    [],
  );
});

test('a constant, many missing values and very many categories are said', () => {
  const target = numeric('y', Y);
  assert.equal(
    kinds(
      target,
      numeric(
        'c',
        range(ROWS, () => 3),
      ),
    ),
    [['constant', 'c']],
  );
  assert.equal(kinds(target, categorical('c', Array(ROWS).fill('x'))), [['constant', 'c']]);
  assert.equal(
    kinds(
      target,
      numeric(
        'c',
        range(ROWS, () => Number.NaN),
      ),
    ),
    [['constant', 'c']],
  );
  assert.equal(
    kinds(
      target,
      categorical(
        'c',
        A.map((_, i) => `c${i % 150}`),
      ),
    ),
    [['many-categories', 'c']],
  );
  const [some] = adviseOnColumns({
    table: tableOf(
      numeric(
        'a',
        A.map((a, i) => (i % 4 === 0 ? Number.NaN : a)),
      ),
      target,
    ),
    target: 'y',
  });
  assert.equal(some, {
    kind: 'missing-values',
    columns: ['a'],
    message: '"a" has no value in 50 of 200 rows (25.0 %)',
    suggestExclude: false,
  });
});

test('a handful of rows accuses nobody', () => {
  const few = (values: number[]) => values.slice(0, 6);
  assert.equal(
    kinds(
      numeric('y', few(Y)),
      numeric('a', few(Y)),
      numeric(
        'n',
        range(6, row => row),
      ),
    ),
    [],
  );
});

test('a thousand columns are paired in time', () => {
  const columns = range(1000, i => i).map(i => numeric(`c${i}`, noise(i + 10)));
  const [first, last] = [columns[17], columns[983]];
  const target = numeric(
    'y',
    Array.from(first.values, (value, row) => value + last.values[row]),
  );
  const started = performance.now();
  assert.equal(kinds(target, ...columns), [['sum-gives-target', 'c17', 'c983']]);
  assert.ok(performance.now() - started < 2000);
});

test('one category in several spellings is pointed out', () => {
  const status = categorical(
    'status',
    Array.from({ length: ROWS }, (_, i) => ['Gold', 'Silver', 'GOLD', 'Platinum'][i % 4]),
  );
  const [advice] = adviseOnColumns({ table: tableOf(status, numeric('y', Y)), target: 'y' });
  assert.is(advice.kind, 'category-spelled-twice');
  assert.is(advice.message, '"status" spells one category in several ways: "GOLD", "Gold"');
  assert.is(advice.suggestExclude, false);
});

test('columns between which the target always lies are pointed out together; one side alone is not', () => {
  const target = numeric('mean', Y);
  const least = numeric(
    'least',
    Y.map((y, row) => y - (A[row] % 50)),
  );
  const greatest = numeric(
    'greatest',
    Y.map((y, row) => (row % 9 === 0 ? Number.NaN : y + (B[row] % 50))),
  );
  const far = [
    numeric(
      'zero or one',
      A.map(a => a % 2),
    ),
    numeric(
      'millions',
      A.map(a => 1e6 + a),
    ),
  ];
  assert.equal(kinds(target, least, ...far, greatest), [
    ['brackets-target', 'least', 'greatest'],
    ['missing-values', 'greatest'],
  ]);
  assert.equal(kinds(target, least, ...far), []);
  const [advice] = adviseOnColumns({ table: tableOf(least, greatest, target), target: 'mean' });
  assert.equal(
    [advice.suggestExclude, advice.message],
    [
      false,
      '"mean" lies between "least" and "greatest" in all 200 rows: leave them out if they are measured together with it',
    ],
  );
  // Of 200 rows one may contradict, and not two.
  const but = (slips: number) =>
    numeric(
      'slips',
      Y.map((y, row) => (row < slips ? y + 1 : y - (A[row] % 50))),
    );
  assert.equal(kinds(target, but(1), greatest)[0], ['brackets-target', 'slips', 'greatest']);
  assert.equal(kinds(target, but(2), greatest), [['missing-values', 'greatest']]);
});

test.run();
