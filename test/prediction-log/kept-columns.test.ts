import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keptColumns } from '../../src/prediction-log/kept-columns.ts';
import { parseConfiguration } from '../../src/project/configuration.ts';

const COLUMNS = [
  'temp',
  'email',
  'remarks',
  'customer_id',
  'shop',
  'street_no',
  'opened',
  'phone',
  'password',
  'kind',
];
const settings = (rest = '') =>
  parseConfiguration(`name: x
problem: {task: regression, target: y}
features:
  columns:
    temp: numeric
    email: categorical
    remarks: categorical
    customer_id: numeric
    shop: categorical
    street_no: numeric
    opened: {type: time, format: iso}
    phone: numeric
    password: categorical
    kind: categorical
    receipt: numeric
    at: {type: time, format: iso}
    y: numeric
  exclude: [receipt, at]
model: {kind: random-forest}
${rest}`);

const texts = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i));
const categorical = (name: string, categories: string[] | number) => ({
  ...{ name, type: 'categorical' as const, nullable: false, categories },
});
const numeric = (name: string, min: number, max: number) => ({
  ...{ name, type: 'numeric' as const, nullable: false, min, max },
});
const model = {
  data: { rows: 1000 },
  signature: {
    target: { name: 'y', type: 'numeric' as const },
    columns: [
      numeric('temp', -5, 35.5),
      categorical(
        'email',
        texts(5, i => `u${i}@example.org`),
      ),
      categorical(
        'remarks',
        texts(30, i => `the guest number ${i} was loud`),
      ),
      numeric('customer_id', 1, 500),
      categorical('shop', 2000),
      numeric('street_no', 10_000_001, 99_999_999),
      { name: 'opened', type: 'time' as const, nullable: false },
      numeric('phone', 1, 2),
      categorical('password', ['a', 'b']),
      categorical('kind', ['a', 'b', 'c']),
    ],
  },
};

const keeping = (configuration: string, environment: string | null = configuration) =>
  Object.fromEntries(
    keptColumns({
      model,
      configuration: settings(configuration),
      environment: environment === null ? null : settings(environment),
    })?.map(({ name, keeping }) => [name, keeping]) ?? [],
  );

test('identifiers are hashed, free text and secrets are left out, kinds and numbers are kept', () => {
  assert.equal(keeping(''), {
    temp: 'keep',
    email: 'hash',
    remarks: 'omit',
    customer_id: 'hash',
    shop: 'hash',
    street_no: 'hash',
    opened: 'keep',
    phone: 'hash',
    password: 'omit',
    kind: 'keep',
  });
});

test('as many kinds as rows are names, however few', () => {
  const few = { ...model, data: { rows: 20 } };
  few.signature = {
    ...model.signature,
    columns: [
      categorical(
        'kind',
        texts(12, i => `k${i}`),
      ),
    ],
  };
  const found = keptColumns({ model: few, configuration: settings(), environment: null });
  assert.is(found?.find(({ name }) => name === 'kind')?.keeping, 'hash');
});

test('the environment says what is kept; a branch can only be stricter', () => {
  const open = 'privacy: {columns: {email: keep, remarks: hash, temp: keep}}';
  assert.equal(
    ['email', 'remarks', 'temp'].map(name => keeping('', open)[name]),
    ['keep', 'hash', 'keep'],
  );
  const strict = keeping('privacy: {columns: {email: keep, kind: omit, temp: hash}}', '');
  assert.equal([strict['email'], strict['kind'], strict['temp']], ['hash', 'omit', 'hash']);
  assert.equal(keeping(open, null)['email'], 'keep');
});

test('all other columns may be treated alike', () => {
  const all = keeping('privacy: {others: omit, columns: {temp: keep}}');
  assert.equal(new Set(Object.values(all)), new Set(['keep', 'omit']));
  assert.equal([all['temp'], all['kind'], all['opened']], ['keep', 'omit', 'omit']);
});

test('key columns that the model is not given are logged to be found by: times as they are, the rest as hashes', () => {
  const configuration = settings('data: {key: [receipt, at, kind]}');
  const found = keptColumns({ model, configuration, environment: configuration });
  const keys = found?.filter(({ key }) => key).map(({ name, keeping }) => [name, keeping]);
  assert.equal(keys, [
    ['receipt', 'hash'],
    ['at', 'keep'],
  ]);
  assert.equal(
    found?.map(({ name }) => name),
    [...COLUMNS, 'receipt', 'at'],
  );
});

test('nothing is logged where either says so', () => {
  const off = settings('privacy: {log: false}');
  assert.is(keptColumns({ model, configuration: settings(), environment: off }), null);
  assert.is(keptColumns({ model, configuration: off, environment: settings() }), null);
});

test.run();
