// A model is watched: on files, on its log with labels, on data that were ingested; through the binary.

import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project, salesCsv } from '../support/project.ts';

/** Rows after those of the project: as they were, 15 degrees warmer, or with sales that no longer follow. */
function rowsAfter(first: number, rows: number, { warmer = 0, less = 0, sales = true } = {}): string {
  const [header, ...lines] = salesCsv(first + rows)
    .trimEnd()
    .split('\n');
  const changed = lines.slice(first).map(line => {
    const [day, temp, weather, sold] = line.split(',');
    return [day, Number(temp) + warmer, weather, ...(sales ? [Number(sold) - less] : [])].join(',');
  });
  return `${[sales ? header : 'day,temp,weather', ...changed].join('\n')}\n`;
}

/** 600 days in which a model has much to learn from, and 120 held out. */
async function watchedProject(): Promise<Project> {
  const project = await makeProject();
  await project.write('more.csv', rowsAfter(120, 480));
  await project.json('ingest', 'more.csv');
  await project.json('retrain', 'prod', '--as', 'newer');
  await project.json('promote', 'newer', 'prod');
  return project;
}

const recordsOf = async (project: Project, file: string) =>
  (await project.git('show', `prod:monitoring/${file}.csv`)).trimEnd().split('\n').length - 1;

test('files are judged, written down once, and kept out of the history of releases', async () => {
  const project = await watchedProject();
  const model = await project.git('rev-parse', 'prod');
  await project.write('quiet.csv', rowsAfter(600, 200));
  const quiet = await project.json('monitor', 'prod', '--data', 'quiet.csv');
  assert.equal([quiet.branch, quiet.commit], ['prod', model]);
  assert.equal(
    [quiet.window.rows, quiet.window.source, quiet.window.from],
    [200, 'file', '2025-08-23T00:00:00.000Z'],
  );
  assert.equal([quiet.drift.verdict, quiet.performance.verdict], ['none', 'none']);
  assert.equal(
    [quiet.decision.retrain, quiet.performance.labels, quiet.drift.predictedRows],
    [false, 200, 200],
  );
  assert.is(quiet.written, await project.git('rev-parse', 'prod'));
  assert.is(await project.git('status', '--porcelain', '--untracked-files=no'), '');
  assert.is(
    await project.git('diff', '--name-only', model, 'prod'),
    'logs/app.log\nmonitoring/decisions.csv\nmonitoring/drift.csv\nmonitoring/performance.csv',
  );

  assert.is((await project.json('monitor', 'prod', '--data', 'quiet.csv')).written, null);

  await project.write('warm.csv', rowsAfter(800, 200, { warmer: 15, sales: false }));
  const watch = ['monitor', 'prod', '--data', 'warm.csv'];
  const before = await project.git('rev-parse', 'prod');
  for (const [extra, code] of [
    [['--report', 'none/warm.html'], 'file-not-found'],
    [['--markdown'], 'usage'],
  ] as const)
    assert.is((await project.mv([...watch, ...extra, '--json'])).document().error.code, code);
  assert.is(await project.git('rev-parse', 'prod'), before);
  const warm = await project.mv([...watch, '--exit-code', '--json', '--report', '../warm.html']);
  assert.is(warm.exitCode, 5);
  const drift = warm.document();
  assert.is(drift.report, '../warm.html');
  const page = await readFile(project.sandbox.path('warm.html'), 'utf8');
  assert.match(page, '<title>prod: drift, no labels yet, retrain</title>');
  // Two windows are on record, this one with them.
  assert.match(page, 'Retraining was advised in 1 of 2 windows.');
  const again = await project.mv([...watch, '--markdown', '--report', '../warm.html']);
  assert.match(again.stdout, /^\*\*prod\*\* [0-9a-f]{7} on 200 rows, [\s\S]*\n\| `temp` \| [a-z]+ \| /);
  assert.is(await readFile(project.sandbox.path('warm.html'), 'utf8'), page);
  assert.equal(
    [drift.drift.verdict, drift.performance.verdict, drift.decision.retrain],
    ['drift', 'no-labels', true],
  );
  assert.equal(drift.drift.columns.find((each: any) => each.column === 'temp').verdict, 'drift');
  assert.ok(drift.relativeMeanDifference.exceeded);
  // The statistics that people know are on record too.
  const recorded = (await project.git('show', 'prod:monitoring/drift.csv')).split('\n');
  const names = recorded[0].split(',');
  const temp = recorded.findLast(line => line.includes(',temp,numeric,'))!.split(',');
  for (const [name, key] of [
    ['psi', 'psi'],
    ['jensen_shannon', 'jensenShannon'],
    ['wasserstein', 'wasserstein'],
    ['ks', 'ks'],
  ])
    assert.is(
      Number(temp[names.indexOf(name)]),
      Number(drift.drift.columns.find((each: any) => each.column === 'temp').reported[key].toPrecision(4)),
    );
  assert.is(drift.diagnosis.cause, 'inputs');
  assert.is((await project.json('status')).environments[0].drift, 'drift');

  await project.write('world.csv', rowsAfter(1000, 200, { less: 30 }));
  const world = await project.json('monitor', 'prod', '--data', 'world.csv', '--no-commit');
  assert.equal([world.performance.verdict, world.diagnosis.cause, world.written], ['decay', 'world', null]);
  assert.ok(world.performance.low > world.performance.reference);

  // Held against days that were as warm it is as it should be; that is a question, and no record.
  await project.write('last-year.csv', rowsAfter(400, 200, { warmer: 15 }));
  await project.write('the-year-before.csv', rowsAfter(100, 300, { warmer: 15 }));
  const others = ['--against', 'last-year.csv', '--against', 'the-year-before.csv'];
  const like = await project.mv([...watch, ...others, '--json']);
  assert.equal(like.document().against, { files: ['last-year.csv', 'the-year-before.csv'], rows: 500 });
  assert.equal([like.document().drift.verdict, like.document().written], ['none', null]);
  assert.equal(
    like.document().drift.leftOut.map(({ column }: any) => column),
    ['day', 'prediction'],
  );
  assert.match(
    (await project.mv([...watch, ...others])).stdout,
    /\nheld against 500 rows of last-year.csv, the-year-before.csv\n/,
  );
  const unlike = await project.json(...(watch as [string]), '--against', 'quiet.csv');
  assert.is(unlike.drift.verdict, 'drift');
  await project.write('none.csv', 'day,temp,weather\n');
  const nothing = await project.mv([...watch, '--against', 'none.csv', '--json']);
  assert.is(nothing.document().error.code, 'no-rows');

  // What is recorded stays with the environment, and is no release.
  assert.equal(
    (await project.json('history', 'prod')).releases.map((each: any) => each.kind),
    ['retrain', 'init'],
  );
  assert.is(await recordsOf(project, 'decisions'), 2);
  await project.json('rollback', 'prod');
  assert.is(await recordsOf(project, 'decisions'), 2);
  // The verdict was of another model.
  assert.is((await project.json('status')).environments[0].drift, 'unknown');
  await project.remove();
});

test('the log is a window, and labels that come later count for it', async () => {
  const project = await watchedProject();
  const empty = await project.json('monitor');
  assert.equal([empty.window.rows, empty.drift.verdict, empty.written], [0, 'too-few-rows', null]);
  await project.write('today.csv', rowsAfter(600, 200));
  await project.json('predict', 'prod', 'today.csv', '--ids', '--output', 'said.csv');
  const logged = await project.json('monitor');
  assert.equal(
    [logged.window.source, logged.window.rows, logged.performance.verdict],
    ['log', 200, 'no-labels'],
  );
  assert.match(
    await project.git('show', 'prod:monitoring/predictions.csv'),
    /^prediction_id,predicted_at,commit,day,temp,weather,prediction,label\n/,
  );

  const lines = (await project.read('said.csv'))
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split(','));
  const label = (ids: string[][]) =>
    ['prediction_id,label', ...ids.map(row => `${row[4]},${Number(row[3]) - 40}`)].join('\n');
  await project.write('labels.csv', `${label(lines)}\n`);
  await project.json('feedback', 'labels.csv');
  const labelled = await project.json('monitor');
  assert.equal(
    [labelled.window.id, labelled.performance.verdict, labelled.performance.labels],
    [logged.window.id, 'decay', 200],
  );
  assert.is.not(labelled.written, null);
  assert.is((await project.json('monitor')).written, null);
  assert.is(await recordsOf(project, 'decisions'), 1);

  // Labels lie in the log: whoever asks for decay alone gets a model, of the very same data, so there is nothing to train.
  const nothing = await project.json('retrain', 'prod', '--if', 'drift');
  assert.equal([nothing.trained, nothing.reason], [false, 'drift: none']);
  await project.remove();
});

test('data that were ingested are watched without a log, a file a window; what is odd in rows does not stop it', async () => {
  const project = await watchedProject();
  await project.git('switch', '--quiet', 'prod');
  const text = await project.read('mv.yaml');
  await project.write(
    'mv.yaml',
    `${text}monitoring:\n  by: [weather]\n  rules: [rmse above 25]\n  retrain: {any: [decay, {new_rows: 150}]}\n`,
  );
  await project.git('add', 'mv.yaml');
  await project.git('commit', '--quiet', '--message', 'Watch');
  for (const [at, first] of [600, 700].entries()) {
    await project.write('new.csv', rowsAfter(first, 100, { less: 30 }));
    await project.json('ingest', 'new.csv', '--date', `2030-01-0${at + 1}`);
  }
  const ingested = await project.json('monitor', 'prod');
  assert.equal([ingested.window.rows, ingested.window.source], [200, 'file']);
  assert.equal([ingested.performance.verdict, ingested.performance.windows], ['decay', 2]);
  assert.is(ingested.performance.rules[0].verdict, 'decay');
  assert.ok(ingested.decision.reasons.includes('new rows: 200 that the model was not made from, due at 150'));
  assert.match((await project.json('retrain', 'prod', '--if', 'decay', '--as', 'again')).reason, /data/);

  const odd: [string, (document: any) => void][] = [
    [
      'day,temp,weather,sales\n',
      d => assert.equal([d.window.rows, d.drift.verdict, d.written], [0, 'too-few-rows', null]),
    ],
    ['day,temp,weather\n2030-01-01,5,sun\n', d => assert.is(d.drift.verdict, 'too-few-rows')],
    [rowsAfter(600, 60).replaceAll(',sun,', ',"",'), d => assert.ok(d.window.rows === 60)],
    [
      rowsAfter(600, 60).replace('temp', 'heat'),
      d => {
        assert.equal(
          [d.drift.verdict, d.drift.newColumns, d.performance.verdict],
          ['drift', ['heat'], 'no-labels'],
        );
        assert.is(d.drift.columns.find((each: any) => each.column === 'temp').statistic, 'gone');
      },
    ],
    [
      rowsAfter(600, 60).replace(/^(2025-08-2\d),[^,]+/gm, '$1,warm'),
      d =>
        assert.match(
          d.drift.columns[0].reasons.at(-1),
          /7 values are of another type .*line 2, column "temp": "warm"/,
        ),
    ],
  ];
  for (const [rows, holds] of odd) {
    await project.write('odd.csv', rows);
    holds(await project.json('monitor', 'prod', '--data', 'odd.csv', '--no-commit'));
  }
  // A person is told of each, also where no verdict speaks of it.
  await project.write('odd.csv', 'day,temp,weather,sales,till\nsoon,5,sun,few,1\n2030-01-02,6,sun,30,1\n');
  const told = await project.mv(['monitor', 'prod', '--data', 'odd.csv', '--no-commit']);
  assert.match(told.stderr, /1 value of "day" cannot be read .*line 2, column "day": "soon"/);
  assert.match(told.stderr, /1 value of "sales" cannot be read .*"few"/);
  assert.match(told.stdout, '\ncolumns that the model does not know: till\n');
  const none = await project.mv(['monitor', 'prod', '--data', 'absent.csv', '--json']);
  assert.equal([none.exitCode, none.document().error.code], [2, 'file-not-found']);
  await project.remove();
});

test.run();
