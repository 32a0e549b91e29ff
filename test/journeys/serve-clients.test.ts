// `serve` met by programs that others wrote, and in front of models that Python makes.

import { spawnSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Project, Sandbox } from '../support/project.ts';
import { makePythonProject } from '../support/python-project.ts';
import { endServers, serve, shopRows } from '../support/server.ts';
import { servingClients } from '../support/serving-clients.ts';

const MEET_SERVER = fileURLToPath(new URL('../support/meet-server.py', import.meta.url));
const PROMTOOL = process.env['GIT_MODEL_PROMTOOL'] ?? 'promtool';

test('a model that Python makes is served by its own process, which may be killed', async () => {
  const project = await makePythonProject();
  await project.json('train');
  const server = await serve(project, ['line']);
  const said = await project.mv(['predict', 'line', '-'], {
    input: 'day,temp,weather\n2024-05-01,12.5,sun\n',
  });
  const expected = Number(said.stdout.trim().split('\n')[1].split(',').at(-1));
  const ask = async () => {
    const answer = await server.post('/v2/models/line/infer', shopRows([{ temp: 12.5 }]));
    return [answer.status, ((await answer.json()) as any).outputs?.[0].data];
  };
  assert.equal(await ask(), [200, [expected]]);
  const processes = () =>
    spawnSync('pgrep', ['-P', String(server.pid), '-f', 'serve.py'])
      .stdout.toString()
      .trim();
  process.kill(Number(processes()), 'SIGKILL');
  assert.equal(await Promise.all([ask(), ask(), ask()]), Array(3).fill([200, [expected]]));
  assert.match((await server.event('restarted')).reason, /ended|kill/i);
  assert.is(await server.stop(), 0);
  await project.remove();
});

test('where there is no git, the repository is read without it, and followed', async () => {
  const project = await makeProject();
  const bare = project.sandbox.path('bin');
  await mkdir(bare);
  await symlink(process.execPath, path.join(bare, 'node'));
  const server = await serve(project, ['prod'], { PATH: bare });
  const first = await server.post('/v2/models/prod/infer', shopRows([{}]));
  assert.is(first.headers.get('x-model-commit'), await project.git('rev-parse', 'prod'));
  await project.json('experiment', 'other', '--set', 'model.trees=3');
  await project.json('train');
  await project.json('promote', 'other', 'prod');
  assert.is((await server.event('reloaded')).to, await project.git('rev-parse', 'prod'));
  assert.is(await server.stop(), 0);
  await project.remove();
});

/** Three classes, and a column that lacks values. */
function visitsCsv(rows: number): string {
  const lines = ['day,temp,weather,visits'];
  for (let row = 0; row < rows; row++) {
    const temp = (row * 37) % 25;
    const day = new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10);
    const visits = temp > 16 ? 'many' : temp > 8 ? 'some' : 'few';
    lines.push(`${day},${row % 9 === 8 ? '' : temp},${['sun', 'rain', 'fög'][row % 3]},${visits}`);
  }
  return `${lines.join('\n')}\n`;
}

test("Triton's client, MLflow's, schemathesis and promtool find a server as they expect it, and nothing wrong", async () => {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('visits.csv'), visitsCsv(90));
  const made = await sandbox.mv([
    ...['init', 'visits', '--data', 'visits.csv', '--target', 'visits', '--time', 'day'],
    ...['--set', 'model.trees=5', '--quiet'],
  ]);
  assert.is(made.exitCode, 0, made.stderr);
  const project = new Project(sandbox, sandbox.path('visits'));
  const commit = await project.git('rev-parse', 'prod');
  const asked = visitsCsv(12).replaceAll(/,[a-z]+$/gm, '');
  const said = await project.mv(['predict', 'prod', '-'], { input: asked });
  const expected = parse(said.stdout, { columns: true }).map((row: any) => row.prediction);
  const server = await serve(project, ['prod']);
  const { host } = new URL(server.url);
  const python = servingClients();
  if (python !== null) {
    // What follows from the schema alone is no reason to refuse or to take: that shapes, lists and rows belong together,
    // which columns a row may have besides, and that JSON may be sent under any name.
    const excluded = 'positive_data_acceptance,negative_data_rejection';
    const words = [
      '--phases=coverage,fuzzing',
      '-n',
      '5',
      '--seed',
      '1',
      '--exclude-checks',
      excluded,
      '--generation-database=none',
    ];
    const met = spawnSync(python, [MEET_SERVER, host, 'prod', commit, asked, ...words], {
      encoding: 'utf8',
      // It leaves a folder of its own where it runs.
      cwd: sandbox.root,
    });
    assert.is(met.status, 0, met.stdout + met.stderr);
    const { told, model, server: itself, refusals, ...found } = JSON.parse(met.stdout.split('\n')[0]);
    assert.equal(told[0], expected);
    for (const row of told[1]) assert.ok(Math.abs(row[0] + row[1] + row[2] - 1) < 1e-9, `${row}`);
    assert.equal(model.outputs, [
      { name: 'prediction', datatype: 'BYTES', shape: [-1] },
      { name: 'probability', datatype: 'FP64', shape: [-1, 3] },
    ]);
    assert.equal([itself.name, itself.extensions[0]], ['git-model', 'binary_tensor_data']);
    assert.match(refusals[0], 'there is no model "absent"');
    assert.match(refusals[1], '400 ');
    assert.match(refusals[2], 'no output "nothing"');
    assert.match(found['mlflow refusal'], /error code 400, response: .*error/);
    const at = { name: 'prod', version: commit, state: 'READY', reason: '' };
    assert.equal(found, {
      live: [true, true],
      ready: [true, true],
      absent: [false, false],
      version: [commit],
      index: [at, { ...at, name: 'visits' }],
      differ: [],
      one: ['r-1', 'prod', commit, { branch: 'prod' }],
      'not asked for': true,
      together: true,
      'mlflow version': found['mlflow version'],
      forms: found.forms,
      'forms differ': [],
      'mlflow refusal': found['mlflow refusal'],
    });
    assert.is(found.forms.length, 10);
  }
  await server.post('/invocations', asked, { 'content-type': 'text/csv' });
  const metrics = await (await server.get('/metrics')).text();
  const checked = spawnSync(PROMTOOL, ['check', 'metrics'], { input: metrics, encoding: 'utf8' });
  if (checked.error) console.log('(promtool is not here: what it would check is skipped)');
  else assert.is(checked.status, 0, checked.stderr);
  assert.is(await server.stop(), 0);
  await sandbox.remove();
});

test('the lines of curl in the documents are answered as they stand', async () => {
  const sandbox = await Sandbox.make();
  const root = new URL('../../', import.meta.url);
  const [readme, serving] = await Promise.all(
    ['README.md', 'docs/serving.md'].map(name => readFile(new URL(name, root), 'utf8')),
  );
  const weather = await readFile(
    new URL('node_modules/vega-datasets/data/seattle-weather.csv', root),
    'utf8',
  );
  await writeFile(sandbox.path('seattle.csv'), weather);
  const bikes = visitsCsv(90)
    .trim()
    .split('\n')
    .slice(1)
    .map((line, row) => [...line.split(',').slice(0, 2), (row * 31) % 83].join());
  await writeFile(sandbox.path('bikes.csv'), ['day,temp,visits', ...bikes, ''].join('\n'));
  const answered = async (name: string, words: string[], target: string[], lines: string[]) => {
    const made = await sandbox.mv([
      'init',
      name,
      '--data',
      `${name}.csv`,
      '--target',
      ...target,
      '--set',
      'model.trees=5',
    ]);
    assert.is(made.exitCode, 0, made.stderr);
    const project = new Project(sandbox, sandbox.path(name));
    await project.git('branch', 'feature-x', 'prod');
    await project.write('tomorrow.csv', weather.split('\n').slice(0, 3).join('\n'));
    const server = await serve(project, words);
    const { host } = new URL(server.url);
    for (const line of lines) {
      const ran = spawnSync('sh', ['-c', line.replace('localhost:8080', host)], {
        cwd: project.directory,
        encoding: 'utf8',
      });
      assert.match(
        ran.stdout,
        /^\{"(predictions"|.*"outputs".*"data"):\[-?\d/,
        `${line}\n${ran.stdout}${ran.stderr}`,
      );
    }
    assert.is(await server.stop(), 0);
  };
  const block = /^curl localhost(.|\n)*?(?=\n```)/m.exec(serving)?.[0].split(/\n(?=curl )/) ?? [];
  assert.is(block.length, 2);
  await answered('seattle', ['prod'], ['temp_max', '--time', 'date'], block);
  const told = [...readme.matchAll(/^\$ mv (serve .*)\n.*\n\n\$ (curl .*)$/gm)];
  assert.is(told.length, 1);
  await answered('bikes', told[0][1].split(' ').slice(1), ['visits', '--time', 'day'], [told[0][2]]);
  await sandbox.remove();
});

test.after(endServers);
test.run();
