// `predict`: the rows of a CSV with the model and the code of a commit, in memory that does not grow.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Project, salesCsv, testEnvironment } from '../support/project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));
const REPORT_MEMORY = fileURLToPath(new URL('../../bench/report-memory.cjs', import.meta.url));

type Row = Record<string, string>;
const rowsOf = (csv: string): Row[] => parse(csv, { columns: true });
const without = (csv: string, ...names: string[]) => {
  const rows = rowsOf(csv);
  const kept = Object.keys(rows[0]).filter(name => !names.includes(name));
  return `${[kept, ...rows.map(row => kept.map(name => row[name]))].map(row => row.join(',')).join('\n')}\n`;
};

async function predicted(project: Project, name: string, csv: string): Promise<Row[]> {
  const ran = await project.mv(['predict', name, '-'], { input: csv });
  assert.is(ran.exitCode, 0, ran.stderr);
  return rowsOf(ran.stdout);
}

test('predictions of the held-out rows give the metrics that training recorded', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.addFeature('weekend: row.day.getUTCDay() % 6 === 0');
  const { metrics } = await project.json('train');
  // The last 24 of 120 daily rows were held out: 20 %.
  const rows = await predicted(project, 'feature-x', salesCsv());
  assert.is(rows.length, 120);
  const errors = rows.slice(96).map(row => Number(row.prediction) - Number(row.sales));
  assert.is(errors.reduce((sum, error) => sum + Math.abs(error), 0) / 24, metrics.mae);
  assert.ok(Math.abs(Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / 24) - metrics.rmse) < 1e-12);
  assert.equal(Object.keys(rows[0]), ['day', 'temp', 'weather', 'sales', 'prediction']);

  const blind = await predicted(project, 'feature-x', without(salesCsv(), 'sales'));
  assert.equal(Object.keys(blind[0]), ['day', 'temp', 'weather', 'prediction']);
  assert.equal(
    blind.map(row => row.prediction),
    rows.map(row => row.prediction),
  );
  await project.remove();
});

test('a branch of ml-random-forest predicts what training scored', async () => {
  const project = await makeProject();
  // Its columns are numbers: another kind's defaults are not its own.
  const yaml = await project.read('mv.yaml');
  await project.json('experiment', 'plain', '--set', 'features.exclude=[weather]');
  const now = await project.read('mv.yaml');
  assert.is.not(now, yaml);
  await project.write(
    'mv.yaml',
    now.replace(/^model:\n(?:[ #].*\n)*/m, 'model: {kind: ml-random-forest, trees: 9}\n'),
  );
  const { metrics, model } = await project.json('train');
  assert.is(model.kind, 'ml-random-forest');
  const rows = await predicted(project, 'plain', salesCsv());
  const errors = rows.slice(96).map(row => Math.abs(Number(row.prediction) - Number(row.sales)));
  assert.ok(Math.abs(errors.reduce((sum, error) => sum + error, 0) / 24 - metrics.mae) < 1e-12);
  await project.remove();
});

test('classes come with a probability each, and score as training recorded', async () => {
  const { sandbox } = await makeProject();
  const lines = Array.from({ length: 200 }, (_, i) => {
    const x = (i * 37) % 101;
    return `${x},${(i * 53) % 17},${x + ((i * 29) % 31) > 60 ? 'high, very' : x % 3 === 0 ? 'low' : 'mid'}`;
  });
  const csv = `x,y,level\n${lines.map(line => line.replace(/,(high.*)$/, ',"$1"')).join('\n')}\n`;
  await writeFile(sandbox.path('levels.csv'), csv);
  const made = await sandbox.mv(
    [
      'init',
      'levels',
      '--data',
      'levels.csv',
      '--target',
      'level',
      '--set',
      'model.trees=7',
      '--json',
    ].concat('--set', 'validation.refit=true'),
  );
  assert.is(made.exitCode, 0, made.stderr);
  const project = new Project(sandbox, sandbox.path('levels'));
  const rows = await predicted(project, 'prod', csv);
  const classes = ['high, very', 'low', 'mid'];
  assert.equal(Object.keys(rows[0]), [
    'x',
    'y',
    'level',
    'prediction',
    ...classes.map(name => `probability_${name}`),
  ]);
  for (const row of rows) {
    const shares = classes.map(name => Number(row[`probability_${name}`]));
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);
    assert.is(row.prediction, classes[shares.indexOf(Math.max(...shares))]);
  }
  // Refitted on all rows, full-depth trees know nearly each of them.
  assert.ok(rows.filter(row => row.prediction === row.level).length > 190);
  await sandbox.remove();
});

test('the intervals of a regression cover as much of the held-out rows as was recorded', async () => {
  const { sandbox } = await makeProject();
  await writeFile(sandbox.path('many.csv'), salesCsv(400));
  const options = ['--target', 'sales', '--time', 'day', '--set', 'model.trees=5'];
  const made = await sandbox.mv(['init', 'many', '--data', 'many.csv', ...options]);
  assert.is(made.exitCode, 0, made.stderr);
  const project = new Project(sandbox, sandbox.path('many'));
  const ran = await project.mv(['predict', 'prod', '../many.csv', '--intervals']);
  assert.is(ran.exitCode, 0, ran.stderr);
  const rows = rowsOf(ran.stdout);
  assert.equal(Object.keys(rows[0]).slice(-3), ['prediction', 'prediction_low', 'prediction_high']);
  const inside = rows
    .slice(320)
    .filter(row => +row.prediction_low <= +row.sales && +row.sales <= +row.prediction_high);
  const { calibration } = JSON.parse(await project.read('metrics/model.json'));
  assert.is(inside.length / 80, calibration.interval.coverage);

  await project.git('checkout', '--quiet', '-b', 'edited');
  await project.write('models/calibration.json', '{}\n');
  await project.commit('Somebody else');
  const altered = await project.mv(['predict', 'edited', '../many.csv']);
  assert.is(altered.exitCode, 2);
  assert.match(altered.stderr, 'models/calibration.json of "edited" is not the file');
  await sandbox.remove();
});

test('the bytes of the input may be of any kind that training reads', async () => {
  const project = await makeProject();
  const plain = await predicted(project, 'prod', salesCsv());
  const values = plain.map(row => row.prediction);
  const shuffled = rowsOf(salesCsv()).map(({ day, temp, weather }) => [weather, 'x,y', day, temp].join(';'));
  const foreign = `weather;extra;day;temp\r\n${shuffled.join('\r\n').replaceAll('.', ',')}\r\n`;
  await writeFile(project.sandbox.path('utf16.csv'), Buffer.from(`\ufeff${foreign}`, 'utf16le'));
  const ran = await project.mv(['predict', 'prod', '../utf16.csv']);
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.not.match(ran.stdout, /\r|\ufeff/);
  const rows = rowsOf(ran.stdout);
  assert.equal(Object.keys(rows[0]), ['weather', 'extra', 'day', 'temp', 'prediction']);
  assert.equal(
    rows.map(row => row.prediction),
    values,
  );
  assert.is(rows[1].temp, '12,5', 'as it was written');
  assert.is(rows[1].extra, 'x,y');
  await project.remove();
});

test('a commit, a linked tree and a remote branch predict alike; a remote needs trust', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  const commit = await project.git('rev-parse', 'HEAD');
  const expected = (await project.mv(['predict', 'prod', '../sales.csv'])).stdout;
  await project.json('experiment', 'elsewhere', '--worktree', '../tree');
  await project.git('tag', 'prod', 'elsewhere', '--force');
  for (const name of [commit, commit.slice(0, 9), 'prod', 'HEAD']) {
    const ran = await sandbox.mv(['predict', name, '../sales.csv'], { directory: sandbox.path('tree') });
    assert.is(ran.stdout, expected, `${name}: ${ran.stderr}`);
  }
  await sandbox.git(['clone', '--quiet', project.directory, 'copy']);
  const copy = new Project(sandbox, sandbox.path('copy'));
  const refused = await copy.mv(['predict', 'origin/prod', '../sales.csv']);
  assert.is(refused.exitCode, 2);
  assert.is(refused.stdout, '');
  assert.match(refused.stderr, '--trust');
  const trusted = await copy.mv(['predict', 'origin/prod', '../sales.csv', '--trust']);
  assert.is(trusted.stdout, expected);
  const { branch } = await copy.json('predict', 'origin/prod', '../sales.csv', '--output', '../out.csv');
  assert.is(branch, 'origin/prod');
  assert.is((await copy.json('predict', commit, '../sales.csv', '--output', '../out.csv')).branch, null);
  await project.remove();
});

test('a stale model predicts with the code it was made from, and says which', async () => {
  const project = await makeProject();
  const made = await project.git('rev-parse', '--short=7', 'HEAD');
  const before = await project.mv(['predict', 'prod', '../sales.csv']);
  assert.is(before.stderr, '');
  await project.json('experiment', 'feature-x');
  await project.write('src/features.js', 'export const features = () => { throw new Error("not me"); };\n');
  await project.write(
    'mv.yaml',
    (await project.read('mv.yaml')).replace('temp: numeric', 'temp: categorical'),
  );
  await project.commit('Other code and settings');
  const after = await project.mv(['predict', 'feature-x', '../sales.csv']);
  assert.is(after.exitCode, 0, after.stderr);
  assert.is(after.stdout, before.stdout);
  assert.match(after.stderr, /^warning: the model of feature-x is stale \(src\/ has changed/);
  assert.match(after.stderr, made);
  const quiet = await project.mv(['predict', 'feature-x', '../sales.csv', '--quiet']);
  assert.equal([quiet.stdout, quiet.stderr], [before.stdout, '']);

  await project.write('models/model.json', '{}\n');
  await project.commit('Somebody else');
  const altered = await project.mv(['predict', 'feature-x', '../sales.csv']);
  assert.is(altered.exitCode, 2);
  assert.match(altered.stderr, 'models/model.json of "feature-x" is not the file that its provenance names');
  await project.remove();
});

test('what is wrong with the rows is named by file, line and column, and leaves nothing behind', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  const header = 'day,temp,weather';
  const good = '2024-05-01,12.5,rain';
  const cases: [string, string, Record<string, unknown>][] = [
    [`day,temp\n2024-05-01,1\n`, 'missing-column', { line: 1, column: 'weather' }],
    [`${header}\n${good}\n2024-05-02,warm,sun\n`, 'not-a-number', { line: 3, column: 'temp', value: 'warm' }],
    [`${header}\n${good}\n2024-05-02,1e999,sun\n`, 'not-finite', { line: 3, column: 'temp' }],
    [`${header}\n${good}\n02/05/2024,1,sun\n`, 'not-a-time', { line: 3, column: 'day', value: '02/05/2024' }],
    [`${header}\n${good}\n"2024-\n05-02",1\n`, 'ragged-row', { line: 3 }],
    [`${header},temp\n${good},1\n`, 'duplicate-column', { line: 1, column: 'temp' }],
    [`${header},prediction\n${good},1\n`, 'column-taken', { line: 1, column: 'prediction' }],
    [`${header}\n${good}\n2024-05-02,1,"sun\n`, 'quote-not-closed', { line: 3 }],
    ['', 'empty-file', {}],
    ['PK\u0003\u0004', 'not-text', {}],
  ];
  await writeFile(sandbox.path('out.csv'), 'as before\n');
  for (const [text, code, place] of cases) {
    await writeFile(sandbox.path('in.csv'), text);
    const ran = await project.mv(['predict', 'prod', '../in.csv', '--output', '../out.csv', '--json']);
    assert.is(ran.exitCode, 2, code);
    const { error } = ran.document();
    assert.is(error.code, code);
    for (const [key, value] of Object.entries({ file: '../in.csv', ...place }))
      assert.equal(error.details[key], value, `${code}: ${key}`);
  }
  assert.is(await readFile(sandbox.path('out.csv'), 'utf8'), 'as before\n');
  assert.equal(
    readdirSync(sandbox.root).filter(name => name.endsWith('.part')),
    [],
  );
  await project.remove();
});

test('a row that the code of the project refuses is named in the input', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.write(
    'src/features.js',
    'export const features = row => { if (row.temp > 30) throw new Error("too hot"); return { temp: row.temp }; };\n',
  );
  await project.json('train');
  const rows = `${'2024-05-01,1,rain\n'.repeat(9000)}2024-05-01,31,rain\n`;
  const ran = await project.mv(['predict', 'feature-x', '-'], { input: `day,temp,weather\n${rows}` });
  assert.is(ran.exitCode, 1);
  assert.match(ran.stderr, /too hot.*\(stdin, line 9002\)/);
  await project.remove();
});

test('a category that training never saw is predicted, and pointed out once', async () => {
  const project = await makeProject();
  const csv = 'day,temp,weather\n2024-05-01,1,hail\n2024-05-01,1,sun\n2024-05-01,1,snow\n2024-05-01,1,\n';
  const ran = await project.mv(['predict', 'prod', '-'], { input: csv });
  assert.is(ran.exitCode, 0);
  assert.is(
    ran.stderr,
    'warning: 2 rows have a category that the model has never seen; the first: stdin, line 2, column "weather": "hail"\n',
  );
  const [hail, , snow, missing] = rowsOf(ran.stdout);
  assert.is(hail.prediction, missing.prediction);
  assert.is(snow.prediction, missing.prediction);
  await project.remove();
});

test('--output is whole and says how many rows; a header alone gives a header', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  const commit = await project.git('rev-parse', 'HEAD');
  const document = await project.json('predict', 'prod', '../sales.csv', '--output', '../out.csv');
  const { id, ...rest } = document;
  assert.match(id, /^[0-9a-f]{16}$/);
  const output = sandbox.path('out.csv');
  assert.equal(rest, { branch: 'prod', commit, rows: 120, output, logged: 120, dropped: 0 });
  const streamed = await project.mv(['predict', 'prod', '../sales.csv']);
  assert.is(await readFile(sandbox.path('out.csv'), 'utf8'), streamed.stdout);
  // The file may be the one that is read: it is replaced once it has been.
  await writeFile(sandbox.path('same.csv'), salesCsv());
  await project.json('predict', 'prod', '../same.csv', '--output', '../same.csv');
  assert.is(await readFile(sandbox.path('same.csv'), 'utf8'), streamed.stdout);

  const none = await project.mv(['predict', 'prod', '-'], { input: 'weather,temp,day\n' });
  assert.equal([none.exitCode, none.stdout], [0, 'weather,temp,day,prediction\n']);
  const without = await project.mv(['predict', 'prod', '../sales.csv', '--intervals']);
  assert.is(without.exitCode, 2);
  assert.match(without.stderr, 'the model of prod has no intervals');
  const both = await project.mv(['predict', 'prod', '../sales.csv', '--json']);
  assert.equal([both.exitCode, both.document().error.code], [2, 'usage']);
  const nowhere = await project.mv(['predict', 'prod', '../sales.csv', '--output', 'no/out.csv', '--json']);
  assert.equal([nowhere.exitCode, nowhere.document().error.code], [2, 'file-not-found']);
  const unknown = await project.mv(['predict', 'nope', '../sales.csv', '--output', '../out.csv', '--json']);
  assert.equal([unknown.exitCode, unknown.document().error.code], [2, 'commit-not-found']);
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

/** A file of `rows` rows, each with 1,000 bytes that only pass through. */
async function longCsv(file: string, rows: number): Promise<void> {
  const stream = createWriteStream(file);
  stream.write('day,note,temp,weather\n');
  const note = 'n'.repeat(1000);
  for (let row = 0; row < rows; row++) {
    const more = stream.write(`2024-05-01,${note},${(row % 250) / 10},${row % 2 ? 'rain' : 'sun'}\n`);
    if (!more) await once(stream, 'drain');
  }
  await new Promise<void>(resolve => stream.end(() => resolve()));
}

test('memory does not grow with the rows', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  const peakMegabytes = async (rows: number) => {
    const file = sandbox.path('long.csv');
    await longCsv(file, rows);
    const args = ['--require', REPORT_MEMORY, BINARY, 'predict', 'prod', file, '--output', '../out.csv'];
    const ran = spawnSync(process.execPath, args, {
      cwd: project.directory,
      env: testEnvironment(sandbox.home),
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    assert.is(ran.status, 0, String(ran.stderr));
    return Number(String(ran.output[3]).split(' ')[0]) / 1024;
  };
  const [few, many] = [await peakMegabytes(40_000), await peakMegabytes(170_000)];
  // 130,000 rows more are 130 MB of text alone. What the collector has not looked at yet differs from run to run.
  assert.ok(many - few < 90, `${few} MB for 40,000 rows, ${many} MB for 170,000`);
  await project.remove();
});

test('a reader that leaves ends it in silence, and so does a signal', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  const file = sandbox.path('long.csv');
  await longCsv(file, 40_000);
  const piped = spawn(
    'sh',
    ['-c', `"$0" "$1" predict prod "$2" | head -n 1; cat >&2 </dev/null`, process.execPath, BINARY, file],
    {
      cwd: project.directory,
      env: testEnvironment(sandbox.home),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  piped.stdout.on('data', text => {
    stdout += text;
  });
  piped.stderr.on('data', text => {
    stderr += text;
  });
  const status = await new Promise(resolve => piped.on('close', resolve));
  assert.equal([status, stdout, stderr], [0, 'day,note,temp,weather,prediction\n', '']);

  const killed = spawn(process.execPath, [BINARY, 'predict', 'prod', '-', '--output', '../out.csv'], {
    cwd: project.directory,
    env: testEnvironment(sandbox.home),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  killed.stdin.on('error', () => {});
  killed.stdin.write(await readFile(file));
  const isBegun = () => readdirSync(sandbox.root).some(name => name.endsWith('.part'));
  while (killed.exitCode === null && !isBegun()) await new Promise(resolve => setTimeout(resolve, 20));
  killed.kill('SIGTERM');
  const signal = await new Promise(resolve => killed.on('close', (_, by) => resolve(by)));
  assert.is(signal, 'SIGTERM');
  assert.not.ok(isBegun());
  assert.not.ok(readdirSync(sandbox.root).includes('out.csv'));
  await project.remove();
});

test.run();
