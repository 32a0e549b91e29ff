// Data that people have published. It is read where it lies, and these tests are skipped where it is not.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sandbox } from '../support/project.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const shared = path.join(root, '../shared/data');
const weather = path.join(root, 'node_modules/vega-datasets/data/seattle-weather.csv');
const QUICK = ['--set', 'model.trees=3', '--json'];

const onShared = existsSync(shared) ? test : test.skip;
const onWeather = existsSync(weather) ? test : test.skip;

async function init(args: readonly string[]) {
  const sandbox = await Sandbox.make();
  const ran = await sandbox.mv(['init', 'project', ...args, ...QUICK]);
  await sandbox.remove();
  return { ran, document: ran.document() };
}

const typesOf = (document: any) =>
  Object.fromEntries(document.features.map(({ name, type }: any) => [name, type]));

onShared('hourly bikes: casual + registered give the target away, instant counts the rows', async () => {
  const args = [
    '--data',
    path.join(shared, 'bike-sharing/hour.csv'),
    '--target',
    'cnt',
    '--time',
    'dteday',
    '--yes',
  ];
  const { document } = await init(args);
  assert.equal(document.excluded, ['casual', 'registered', 'instant']);
  assert.equal(
    document.advice.map(({ kind, columns }: any) => [kind, ...columns]),
    [
      ['sum-gives-target', 'casual', 'registered'],
      ['identifier', 'instant'],
    ],
  );
  assert.is(document.task, 'regression');
  assert.is(document.data.rows, 17_379);
  assert.is(document.features.length, 13);
  assert.is(typesOf(document)['dteday'], 'time');
  // With the answer left out the model is good, and not perfect.
  assert.ok(document.metrics.r2_score > 0.5 && document.metrics.r2_score < 0.97);
});

onShared('daily bikes beside the hourly ones have other columns: they are one table or none', async () => {
  const { ran, document } = await init(['--data', path.join(shared, 'bike-sharing'), '--target', 'cnt']);
  assert.is(ran.exitCode, 2);
  assert.is(document.error.code, 'column-mismatch');
  assert.match(document.error.message, 'day.csv has no column "hr"');
});

onShared('orders: a byte-order mark, dates such as 01-Jan-17, categories in mixed case', async () => {
  const args = [
    '--data',
    path.join(shared, 'wholesale-retail-orders/orders.csv'),
    '--time',
    'Date Order was placed',
  ];
  const { document } = await init([...args, '--target', 'Total Retail Price for This Order']);
  assert.is(document.task, 'regression');
  assert.is(document.features[0].name, 'Customer ID');
  assert.is(typesOf(document)['Delivery Date'], 'time');
  const kinds = document.advice.map(({ kind }: any) => kind);
  assert.ok(kinds.includes('category-spelled-twice'));
  assert.ok(kinds.includes('identifier'));
});

onShared('one snapshot of air quality cannot tell day from month, and asks; three can', async () => {
  const snapshot = path.join(shared, 'india-aqi/aqi_2024-05-07T00.csv');
  const call = ['--target', 'pollutant_avg', '--time', 'last_update'];
  const alone = await init(['--data', snapshot, ...call]);
  assert.is(alone.ran.exitCode, 2);
  assert.is(alone.document.error.code, 'ambiguous-time');
  assert.match(alone.document.error.hint, "--time-format 'dd-MM-yyyy HH:mm:ss'");
  assert.equal(alone.document.error.details.candidates, ['dd-MM-yyyy HH:mm:ss', 'MM-dd-yyyy HH:mm:ss']);

  const told = await init(['--data', snapshot, ...call, '--time-format', 'dd-MM-yyyy HH:mm:ss']);
  assert.is(told.ran.exitCode, 0);
  // All rows bear one time: they are drawn by seed, and that is said.
  assert.match(told.document.warnings.join(), 'drawn by seed 42');

  const all = await init(['--data', path.join(shared, 'india-aqi'), ...call]);
  assert.is(all.document.data.files.length, 3);
  assert.is(typesOf(all.document)['last_update'], 'time');
});

onWeather('weather of Seattle: classes of text, a date', async () => {
  const { document } = await init(['--data', weather, '--target', 'weather', '--time', 'date']);
  assert.is(document.task, 'classification');
  assert.equal(typesOf(document), {
    date: 'time',
    precipitation: 'numeric',
    temp_max: 'numeric',
    temp_min: 'numeric',
    wind: 'numeric',
  });
  assert.ok(document.metrics.accuracy > 0.5);
});

test.run();
