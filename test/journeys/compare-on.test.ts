// Branches on the same rows, none of which any of them was made from: through the binary.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Browser, findBrowser } from '../support/browser.ts';
import { copiesOf, makeProject } from '../support/project.ts';
import { makePythonProject } from '../support/python-project.ts';

const DAY = 86_400_000;

/** Days from 2025 on, after all that `makeProject` has; sales follow temperature, as there. */
function newerCsv(days: number, header = 'day,temp,weather,sales'): string {
  const lines = Array.from({ length: days }, (_, i) => {
    const day = new Date(Date.UTC(2025, 0, 1) + i * DAY).toISOString().slice(0, 10);
    // Without a period, which would make neighbours depend on each other.
    const temp = Math.round(360 * Math.sin(i * i) ** 2) / 10;
    return `${day},${temp},${['sun', 'rain', 'fog'][i % 3]},${20 + 3 * temp}`;
  });
  return `${header}\n${lines.join('\n')}\n`;
}

/** `blunt` cannot tell much: every leaf holds forty rows. */
const withExperiments = copiesOf(async () => {
  const project = await makeProject();
  await project.json('experiment', 'blunt', '--set', 'model.min_samples_leaf=40');
  await project.json('train');
  await project.json('experiment', 'twin', '--from', 'prod');
  await writeFile(project.sandbox.path('newer.csv'), newerCsv(400));
  return project;
});

const rowOf = (document: any, branch: string) => document.rows.find((row: any) => row.branch === branch);

test('on rows that came later every model predicts all of them, and verdicts follow the intervals', async () => {
  const project = await withExperiments();
  const document = await project.json('compare', '--on', '../newer.csv');
  const { rows, leftOut, data, source } = document.on;
  assert.equal(
    [rows, leftOut, data, source],
    [400, { trainedOn: 0, withoutTarget: 0 }, null, '../newer.csv'],
  );
  const blunt = rowOf(document, 'blunt');
  assert.is(blunt.verdict, 'worse');
  assert.ok(blunt.difference.low > 0 && blunt.difference.high > blunt.difference.low);
  assert.is(blunt.difference.level, 0.95);
  const expected = blunt.metrics.rmse - rowOf(document, 'prod').metrics.rmse;
  assert.ok(Math.abs(blunt.difference.value - expected) < 1e-9);
  assert.equal(
    [rowOf(document, 'twin').verdict, rowOf(document, 'twin').difference.value],
    ['no-difference', 0],
  );
  assert.is(document.comparable, true);
  // The score is that of the predictions of `predict`.
  const { stdout } = await project.mv(['predict', 'blunt', '../newer.csv']);
  const errors = stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split(','))
    .map(cells => (Number(cells[3]) - Number(cells[4])) ** 2);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  assert.ok(Math.abs(Math.sqrt(mean) - blunt.metrics.rmse) < 1e-9);
  await project.remove();
});

test('rows that a model was made from are left out: by file and split of its own data, by what they say in a CSV', async () => {
  const project = await withExperiments();
  // 120 rows, of which the last 24 judge.
  const own = await project.json('compare', '--on', 'prod');
  assert.equal([own.on.rows, own.on.leftOut], [24, { trainedOn: 96, withoutTarget: 0 }]);
  assert.is(own.on.data, await project.git('rev-parse', 'prod:data'));
  assert.equal(
    own.rows.map((row: any) => row.verdict),
    ['not-comparable', 'not-comparable', 'not-comparable'],
  );
  assert.equal(
    own.rows.map((row: any) => row.difference),
    [null, null, null],
  );
  assert.match(own.warnings.join('\n'), '24 rows are left that none of these models was made from');
  // The same rows, in another order of rows and columns, among new ones and one without a target.
  const old = (await project.read('data/initial/sales.csv')).trimEnd().split('\n').slice(1).reverse();
  const swapped = [...old, ...newerCsv(200).trimEnd().split('\n').slice(1), '2026-01-01,5,sun,'].map(line => {
    const [day, temp, weather, sales] = line.split(',');
    return `${sales};x;${weather};${temp};${day}`;
  });
  await writeFile(project.sandbox.path('mixed.csv'), `sales;note;weather;temp;day\n${swapped.join('\n')}\n`);
  const mixed = await project.json('compare', '--on', '../mixed.csv');
  assert.equal([mixed.on.rows, mixed.on.leftOut], [224, { trainedOn: 96, withoutTarget: 1 }]);
  await project.remove();
});

test('a branch that was refitted on all rows leaves none of its own, to nobody', async () => {
  const project = await withExperiments();
  await project.json('experiment', 'whole', '--from', 'prod', '--set', 'validation.refit=true');
  await project.json('train');
  const document = await project.json('compare', '--on', 'prod');
  assert.equal([document.on.rows, document.on.leftOut.trainedOn], [0, 120]);
  assert.is((await project.json('compare', 'blunt', '--on', 'prod')).on.rows, 24);
  await project.remove();
});

test('newer data of one branch are rows for all: what it trained on of them is left out', async () => {
  const project = await withExperiments();
  const ran = await project.mv(['ingest', '../newer.csv', '--json']);
  assert.is(ran.exitCode, 0, ran.stderr);
  const newest = await project.json('compare', '--on', 'main');
  assert.equal([newest.on.rows, newest.on.leftOut.trainedOn], [424, 96]);
  assert.is(newest.on.data, ran.document().data.after);
  await project.json('retrain', 'twin');
  // Of 520 rows its newest 104 judge.
  const document = await project.json('compare', '--on', 'twin');
  assert.equal([document.on.rows, document.on.leftOut.trainedOn], [104, 416]);
  assert.is(document.comparable, true);
  await project.remove();
});

test('what cannot be scored says why, and the others are', async () => {
  const project = await withExperiments();
  await project.json('experiment', 'broken', '--from', 'prod');
  await project.addFeature('late: row.day.getUTCFullYear() > 2024 ? row.nothing.here : 1');
  await project.json('train');
  const document = await project.json('compare', '--on', '../newer.csv');
  assert.is(document.comparable, false);
  assert.equal(
    [rowOf(document, 'broken').verdict, rowOf(document, 'broken').difference],
    ['not-comparable', null],
  );
  assert.is(rowOf(document, 'blunt').verdict, 'worse');
  assert.match(document.warnings.join('\n'), /broken cannot be scored on these rows: .*newer\.csv, line 2/);
  // Of the baseline it is an error.
  const ran = await project.mv(['compare', '--on', '../newer.csv', '--baseline', 'broken', '--json']);
  assert.is.not(ran.exitCode, 0);
  for (const [on, code] of [
    ['nowhere', 'rows-not-found'],
    ['..', 'not-a-file'],
  ]) {
    const refused = await project.mv(['compare', '--on', on, '--json']);
    assert.equal([refused.exitCode, refused.document().error.code], [2, code]);
  }
  await project.remove();
});

test('a second look is the first one, runs nothing, and survives what is damaged', async () => {
  const project = await withExperiments();
  const args = ['compare', '--on', '../newer.csv', '--json'];
  const first = await project.mv(args);
  const folder = `${project.directory}/.git/mv/scores`;
  const kept = await readdir(folder);
  // One comparison, and predictions: twin's model is prod's.
  assert.is(kept.length, 3);
  const [again, another] = await Promise.all([project.mv(args), project.mv([...args, '--metric', 'mae'])]);
  assert.is(again.stdout, first.stdout);
  assert.is(another.document().metric, 'mae');
  for (const name of kept) await writeFile(`${folder}/${name}`, 'damaged');
  assert.is((await project.mv(args)).stdout, first.stdout);
  await rm(folder, { recursive: true });
  // Two at once.
  const both = await Promise.all([project.mv(args), project.mv(args)]);
  assert.equal(
    both.map(ran => ran.stdout),
    [first.stdout, first.stdout],
  );
  assert.is((await readdir(folder)).length, 3);
  await project.remove();
});

test('every form says the rows and the interval', async () => {
  const project = await withExperiments();
  const { stdout: text } = await project.mv(['compare', 'blunt', '--on', '../newer.csv'], {
    env: { COLUMNS: '160' },
  });
  assert.match(text, 'on 400 rows of ../newer.csv');
  assert.match(text, /blunt +[\d.,]+ +\+[\d.,]+ % \[\+[\d.,]+ %, \+[\d.,]+ %\] +worse/);
  const { stdout: markdown } = await project.mv(['compare', 'blunt', '--on', '../newer.csv', '--markdown']);
  assert.match(markdown, 'on 400 rows of');
  const { stdout: csv } = await project.mv(['compare', 'blunt', '--on', '../newer.csv', '--csv']);
  assert.match(csv, 'branch,commit,fresh,data,verdict,difference,low,high,level,effective_rows,');
  await project.remove();
});

test('--by says where which branch is better', async () => {
  const project = await withExperiments();
  const args = ['compare', 'blunt', '--on', '../newer.csv', '--by'];
  const document = await project.json(...args, 'weather');
  assert.equal(
    document.by.segments.map(({ name, rows }: any) => [name, rows]),
    [
      ['fog', 133],
      ['rain', 133],
      ['sun', 134],
    ],
  );
  for (const { branches } of document.by.segments) {
    assert.equal(
      branches.map(({ branch }: any) => branch),
      ['prod', 'blunt'],
    );
    assert.ok(Math.abs(branches[1].difference.value - (branches[1].value - branches[0].value)) < 1e-9);
    // Three segments share 5 %.
    assert.ok(Math.abs(branches[1].difference.level - (1 - 0.05 / 3)) < 1e-12);
  }
  const weekdays = await project.json(...args, 'weekday');
  assert.is(weekdays.by.segments.length, 7);
  assert.is(weekdays.by.segments[0].name, '1 Monday');
  assert.is((await project.json(...args, 'temp')).by.segments.length, 4);
  const file = project.sandbox.path('report.html');
  const { stdout: markdown } = await project.mv([
    ...args,
    'weather',
    '--markdown',
    '--report',
    '../report.html',
  ]);
  assert.match(markdown, /\| `fog` \| 133 \| `prod` \|/);
  assert.match(markdown, /\| `blunt` \| [+-][\d.]+ \| [\d.]+ \| -[\d.]+ and \+[\d.]+ \|/);
  const page = await readFile(file, 'utf8');
  for (const words of [
    'Which is better',
    'Where, by weather',
    'Errors of prod',
    'Errors of blunt',
    'Errors over time',
  ])
    assert.match(page, words);
  // The same bytes again, from what is kept; a failure leaves the page that was there.
  const again = await project.json(...args, 'weather', '--report', '../report.html');
  assert.equal([again.report, await readFile(file, 'utf8')], ['../report.html', page]);
  assert.is((await project.mv([...args, 'wether', '--report', '../report.html'])).exitCode, 2);
  assert.is(await readFile(file, 'utf8'), page);
  const browser = findBrowser();
  if (browser === null) console.log('no Chromium is installed: the report is not opened');
  else {
    const opened = await Browser.open(browser);
    for (const width of [400, 1200]) {
      const seen = await opened.visit(pathToFileURL(file).href, { width });
      assert.equal(seen, { requests: [], complaints: [], overflow: 0 });
    }
    await opened.close();
  }
  const { stdout: csv } = await project.mv([...args, 'weather', '--csv']);
  assert.is(csv.trimEnd().split('\n').length, 7);
  for (const [more, code] of [
    [['--on', '../newer.csv', '--by', 'wether'], 'unknown-column'],
    [['--by', 'weather'], 'usage'],
    [['--report', '../report.html'], 'usage'],
    [['--on', 'prod', '--report', '../none/report.html'], 'file-not-found'],
  ] as const) {
    const ran = await project.mv(['compare', ...more, '--json']);
    assert.equal([ran.exitCode, ran.document().error.code], [2, code]);
  }
  await project.remove();
});

test('a model in Python takes part', async () => {
  const project = await makePythonProject();
  await project.json('train');
  await writeFile(project.sandbox.path('newer.csv'), newerCsv(300));
  const document = await project.json('compare', '--on', '../newer.csv');
  // Least squares on sales = 20 + 3 temp + noise of weekends; the forest of five trees has steps.
  assert.equal([rowOf(document, 'line').verdict, document.on.rows], ['better', 300]);
  assert.equal(await project.json('compare', '--on', '../newer.csv'), document);
  await project.remove();
});

test('code of a remote that nobody trusts is not run', async () => {
  const project = await withExperiments();
  await project.comesFrom('elsewhere', 'https://example.org/x.git');
  const ran = await project.mv(['compare', '--on', '../newer.csv', '--json']);
  assert.equal([ran.exitCode, ran.document().error.code], [2, 'untrusted']);
  await project.remove();
});

test.run();
