import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeFeatures } from '../../src/features/make-features.ts';
import type { FeatureRequest } from '../../src/features/maker.ts';
import { plain, tableOf, withSource } from './source-folder.ts';

const TEMPLATE = fileURLToPath(new URL('../../templates/random-forest/src/features.js', import.meta.url));

const table = tableOf({
  temp: [0.24, 0.22, null],
  season: ['spring', null, 'fall'],
  at: [new Date('2011-01-01T05:00Z'), new Date('2011-01-02T00:00Z'), null],
  cnt: [16, 40, 32],
});
const request: FeatureRequest = {
  table,
  inputs: ['temp', 'season', 'at'],
  calendar: { at: ['month', 'hour'] },
};

const made = (files: Record<string, string>, more: Partial<FeatureRequest> = {}) =>
  withSource(files, sourceDirectory => makeFeatures({ sourceDirectory, ...request, ...more }));

test('the template gives every input column and the calendar features, and leaves the raw time out', async () => {
  const { features, warnings } = await made({ 'features.js': readFileSync(TEMPLATE, 'utf8') });
  assert.equal(plain(features), {
    temp: [0.24, 0.22, null],
    season: ['spring', null, 'fall'],
    at_month: [1, 1, null],
    at_hour: [5, 0, null],
  });
  assert.equal(warnings, []);
});

test('files of src/, JSON, a dynamic import and the modules of Node can be imported', async () => {
  const { features } = await made({
    'features.js': `
      import { createHash } from 'node:crypto';
      import fs, { readFileSync } from 'fs';
      import levels from './lib/levels.json' with { type: 'json' };
      import { warmth } from './lib/warmth.js';
      const { late } = await import('./lib/late.mjs');
      const text = readFileSync(new URL('./lib/levels.json', import.meta.url), 'utf8');
      export function features(row) {
        return {
          warm: warmth(row.temp), late, level: levels[row.season] ?? null, length: text.length,
          folder: import.meta.dirname.split(/[\\\\/]/).pop(), same: fs.readFileSync === readFileSync,
          hash: createHash('md5').update(String(row.temp)).digest()[0],
        };
      }`,
    'lib/warmth.js': `import { half } from './half.js'; export const warmth = temp => temp > half; export { half };`,
    // Two files may import each other.
    'lib/half.js': `import * as other from './warmth.js'; export const half = 0.23; export default other;`,
    'lib/late.mjs': 'export const late = 7;',
    'lib/levels.json': '{ "spring": 1, "fall": 3 }',
  });
  const values = plain(features);
  assert.equal(values.warm, [1, 0, 0]);
  assert.equal(values.late, [7, 7, 7]);
  assert.equal(values.level, [1, null, 3]);
  assert.equal(values.folder, ['src', 'src', 'src']);
  assert.equal(values.same, [1, 1, 1]);
  assert.equal(values.length, [26, 26, 26]);
});

test('the process has one clock, one locale and no secrets, whatever the user has', async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    TZ: 'Asia/Kolkata',
    LC_ALL: 'de_DE.UTF-8',
    GITHUB_TOKEN: 'secret',
    AWS_PROFILE: 'mine',
  });
  try {
    const { features } = await made({
      'features.js': `export const features = row => ({
        hour: row.at && row.at.getHours(),
        local: row.at && new Date(2011, 0, 1).getTime() === Date.UTC(2011, 0, 1),
        number: (1234.5).toLocaleString(),
        secrets: Object.keys(process.env).filter(name => /^(GITHUB|AWS|GIT|HOME|USER)/.test(name)).length,
      })`,
    });
    const values = plain(features);
    assert.equal(values.hour, [5, 0, null]);
    assert.equal(values.local, [1, 1, null]);
    assert.equal(values.number, ['1,234.5', '1,234.5', '1,234.5']);
    assert.equal(values.secrets, [0, 0, 0]);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test('what the code prints comes as text, the second look at a row does not print again', async () => {
  const heard: string[] = [];
  await withSource(
    {
      'features.js': `export function features(row) { console.log('row', row.temp); console.error('!'); return row }`,
    },
    sourceDirectory => makeFeatures({ sourceDirectory, ...request, onOutput: text => heard.push(text) }),
  );
  const lines = heard.join('').trim().split('\n');
  assert.equal(
    lines.filter(line => line !== '!'),
    ['row 0.24', 'row 0.22', 'row null'],
  );
  assert.is(lines.filter(line => line === '!').length, 3);
});

test('rows of many blocks come back in their places, with progress', async () => {
  const rows = 20_001;
  const many = tableOf({
    x: Array.from({ length: rows }, (_, i) => i),
    name: Array.from({ length: rows }, (_, i) => `n${i % 7}`),
  });
  const shares: number[] = [];
  const { features } = await made(
    {
      'features.js':
        'export const features = ({ x, name }) => ({ double: x * 2, name, late: x > 15000 ? name : null })',
    },
    { table: many, inputs: ['x', 'name'], calendar: {}, onProgress: share => shares.push(share) },
  );
  const values = plain(features);
  assert.equal(
    values.double,
    Array.from({ length: rows }, (_, i) => 2 * i),
  );
  assert.equal(values.name.slice(-3), [`n${(rows - 3) % 7}`, `n${(rows - 2) % 7}`, `n${(rows - 1) % 7}`]);
  assert.equal([values.late[15_000], values.late[15_001]], [null, `n${15_001 % 7}`]);
  assert.is(shares.at(-1), 1);
  assert.equal(
    shares,
    shares.toSorted((a, b) => a - b),
  );
});

test('the same rows give the same features in another order of rows', async () => {
  const files = {
    'features.js': 'export const features = row => ({ season: row.season, warm: row.temp > 0.23 })',
  };
  const turned = tableOf({ temp: [null, 0.22, 0.24], season: ['fall', null, 'spring'] });
  const [there, back] = await Promise.all([
    made(files),
    made(files, { table: turned, inputs: ['temp', 'season'], calendar: {} }),
  ]);
  assert.equal(plain(back.features).season.toReversed(), plain(there.features).season);
  const categories = [there, back].map(
    ({ features }) => features[0].type === 'categorical' && features[0].categories,
  );
  assert.equal(categories[0], categories[1]);
});

test('real bike rentals get a feature of two columns', async () => {
  const file = fileURLToPath(new URL('../../../shared/data/bike-sharing/hour.csv', import.meta.url));
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    console.log(`skipped: ${path.basename(file)} is not beside this project`);
    return;
  }
  // The file has no quotes: splitting at commas reads it.
  const [header, ...lines] = text
    .trim()
    .split('\n')
    .map(line => line.split(','));
  const bikes = tableOf(
    Object.fromEntries(
      header.map((name, k) => [
        name,
        lines.map(line => (name === 'dteday' ? new Date(line[k]) : Number(line[k]))),
      ]),
    ),
  );
  const { features } = await made(
    { 'features.js': 'export const features = row => ({ ...row, colder: row.atemp - row.temp })' },
    {
      table: bikes,
      inputs: header.filter(name => name !== 'cnt'),
      calendar: { dteday: ['month', 'year', 'day_of_week'] },
    },
  );
  const values = plain(features);
  const original = plain(bikes.columns);
  assert.is(values.colder.length, 17_379);
  assert.equal(values.colder.at(-1), Number(original.atemp.at(-1)) - Number(original.temp.at(-1)));
  // The data set has month, year (0 is 2011) and weekday (0 is Sunday) of its own.
  assert.equal(values.dteday_month, original.mnth);
  assert.equal(
    values.dteday_year,
    original.yr.map(year => 2011 + Number(year)),
  );
  assert.equal(
    values.dteday_day_of_week,
    original.weekday.map(day => Number(day) || 7),
  );
});

test.run();
