// `serve`: HTTP answered from commits, as its clients meet it.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, salesCsv } from '../support/project.ts';
import { speak } from '../support/raw-http.ts';
import { endServers, serve, shopRows } from '../support/server.ts';

const RANDOM_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:0$/;

test('a branch answers what predict says, by every protocol, and every row is logged', async () => {
  const project = await makeProject();
  const said = await project.mv(['predict', 'prod', '-'], { input: salesCsv(30) });
  const expected = parse(said.stdout, { columns: true }).map((row: any) => Number(row.prediction));
  const rows = parse(salesCsv(30), { columns: true }).map((row: any) => ({ ...row, temp: Number(row.temp) }));
  const server = await serve(project, ['prod']);
  const commit = await project.git('rev-parse', 'prod');
  assert.equal(server.arms, [{ branch: 'prod', commit, weight: 1 }]);

  // The Open Inference Protocol, as JSON and as binary tensors.
  const answer = await server.post('/v2/models/prod/infer', shopRows(rows, { id: 'req-1' }));
  assert.is(answer.status, 200);
  assert.is(answer.headers.get('x-model-branch'), 'prod');
  assert.is(answer.headers.get('x-model-commit'), commit);
  assert.is(answer.headers.get('x-prediction-id'), 'req-1:0');
  assert.equal(await answer.json(), {
    model_name: 'prod',
    model_version: commit,
    id: 'req-1',
    parameters: { branch: 'prod' },
    outputs: [{ name: 'prediction', datatype: 'FP64', shape: [30], data: expected }],
  });
  const made = await server.post(`/v2/models/shop/versions/${commit}/infer`, shopRows(rows.slice(0, 1)));
  assert.match(made.headers.get('x-prediction-id') ?? '', RANDOM_ID);
  assert.is(((await made.json()) as any).model_name, 'shop');
  const temps = Buffer.alloc(8);
  temps.writeDoubleLE(rows[3].temp);
  const json = JSON.stringify({
    inputs: [
      { name: 'temp', shape: [1], datatype: 'FP64', parameters: { binary_data_size: 8 } },
      { name: 'day', shape: [1], datatype: 'BYTES', data: [rows[3].day] },
      { name: 'weather', shape: [1], datatype: 'BYTES', data: [rows[3].weather] },
    ],
    outputs: [{ name: 'prediction', parameters: { binary_data: true } }],
  });
  const binary = await server.post('/v2/models/prod/infer', Buffer.concat([Buffer.from(json), temps]), {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(json.length),
  });
  const header = Number(binary.headers.get('inference-header-content-length'));
  const bytes = Buffer.from(await binary.arrayBuffer());
  assert.equal(JSON.parse(bytes.toString('utf8', 0, header)).outputs, [
    { name: 'prediction', datatype: 'FP64', shape: [1], parameters: { binary_data_size: 8 } },
  ]);
  assert.is(bytes.readDoubleLE(header), expected[3]);

  // MLflow's, in its five forms.
  const columns = ['temp', 'day', 'weather'];
  const data = rows.map((row: any) => columns.map(name => row[name]));
  const signature = rows.map((row: any) => [row.day, row.temp, row.weather]);
  const forms: [unknown, string?][] = [
    [{ dataframe_split: { columns, data } }],
    [{ dataframe_records: rows }],
    [{ instances: rows }],
    [{ inputs: Object.fromEntries(columns.map(name => [name, rows.map((row: any) => row[name])])) }],
    [{ instances: signature }],
    [salesCsv(30), 'text/csv; charset=utf-8'],
  ];
  for (const [body, type] of forms) {
    const predicted = await server.post('/invocations', body, type ? { 'content-type': type } : {});
    assert.equal(await predicted.json(), { predictions: expected });
  }

  // What it says of itself.
  assert.equal(await (await server.get('/v2/models/prod')).json(), {
    name: 'prod',
    versions: [commit],
    platform: 'git-model_random-forest',
    inputs: [
      { name: 'day', datatype: 'BYTES', shape: [-1] },
      { name: 'temp', datatype: 'FP64', shape: [-1] },
      { name: 'weather', datatype: 'BYTES', shape: [-1] },
    ],
    outputs: [{ name: 'prediction', datatype: 'FP64', shape: [-1] }],
  });
  const probes = [
    '/v2',
    '/v2/health/live',
    '/v2/health/ready',
    '/ping',
    '/health',
    '/version',
    '/v2/models/prod/ready',
  ];
  for (const probe of probes) assert.is((await server.get(probe)).status, 200, probe);
  assert.equal(
    ((await (await server.post('/v2/repository/index', {})).json()) as any[]).map(({ name }) => name),
    ['prod', 'shop'],
  );

  // Labels come later, twice, differently, and of nothing.
  const label = async (...labels: { id: string; label: unknown }[]) =>
    (await server.post('/feedback', { labels })).json();
  const first = { id: 'req-1:0', label: 30 };
  assert.equal(await label(first, { id: 'req-1:1', label: '31.5' }, { id: 'nothing:0', label: 1 }), {
    ...{ joined: 2, unknown: 1, duplicates: 0, conflicting: 0 },
  });
  assert.equal(await label(first, { id: 'req-1:1', label: 7 }), {
    ...{ joined: 0, unknown: 0, duplicates: 1, conflicting: 1 },
  });
  assert.match(JSON.stringify(await label({ id: 'req-1:2', label: 'much' })), 'it is no number');

  // Served is logged and dropped, and what was logged is there.
  const count = 30 + 1 + 1 + 6 * 30;
  const metrics = await server.metrics();
  assert.is(metrics.get('mv_predictions_served_total{branch="prod",role="answer"}'), count);
  assert.is(metrics.get('mv_predictions_logged_total{branch="prod",role="answer"}'), count);
  assert.is(metrics.get('mv_predictions_dropped_total{branch="prod",role="answer"}'), 0);
  assert.is(metrics.get(`model_infer_request_success_total{model="prod",version="${commit}"}`), 9);
  assert.is(await server.stop(), 0, server.log());
  const folder = path.join(project.directory, '.git/mv/predictions');
  const file = (await readdir(folder)).find(name => name.startsWith('serve-')) ?? '';
  const lines = (await readFile(path.join(folder, file), 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.is(lines.filter(line => line.prediction !== undefined).length, count);
  const logged = lines.find(line => line.id === 'req-1:0');
  assert.equal([logged.branch, logged.commit, logged.role], ['prod', commit, 'answer']);
  assert.is(logged.features.temp, rows[0].temp);
  await project.remove();
});

test('bad input is a 4xx with its reason, and no other request notices', async () => {
  const project = await makeProject();
  const server = await serve(project, ['prod', '--max-megabytes', '1'], { MV_SERVE_TOKEN: '' });
  const good = shopRows([{ temp: 12 }]);
  const infer = '/v2/models/prod/infer';
  const expected = await (await server.post(infer, { ...good, id: 'x' })).json();
  const bodies: [string, unknown, number, Record<string, string>?][] = [
    [infer, '{"inputs":', 400],
    [infer, '['.repeat(100_000), 400],
    [infer, Buffer.of(0xff, 0xfe), 400],
    [infer, { ...good, id: 'a\nb' }, 400],
    [infer, { ...good, outputs: [{ name: 'nothing' }] }, 400],
    [infer, shopRows([{ temp: 1 }, { day: 'yesterday' }]), 400],
    [infer, 'x'.repeat(2 ** 20 + 1), 413],
    [infer, good, 400, { 'inference-header-content-length': '12' }],
    [infer, good, 400, { 'inference-header-content-length': '-1' }],
    [infer, good, 400, { 'content-encoding': 'gzip' }],
    [infer, good, 415, { 'content-encoding': 'br' }],
    [infer, good, 400, { 'x-unit-id': 'u'.repeat(10_000) }],
    ['/v2/models/absent/infer', good, 404],
    [`/v2/models/prod/versions/${'0'.repeat(40)}/infer`, good, 404],
    ['/v2/models/%zz/infer', good, 400],
    ['/invocations', { instances: [], inputs: [] }, 400],
    ['/invocations', { dataframe_split: { columns: ['temp'], data: [[1, 2]] } }, 400],
    ['/invocations', 'temp\n1\n', 415, { 'content-type': 'text/plain' }],
    ['/invocations', 'temp,day\n1\n', 400, { 'content-type': 'text/csv' }],
    ['/v2/health/live', '', 405],
    ['/nothing', '', 404],
  ];
  for (const [place, body, status, headers] of bodies) {
    const refused = await server.post(place, body, headers);
    const text = await refused.text();
    assert.is(refused.status, status, `${place} ${text}`);
    assert.type(JSON.parse(text).error, 'string', text);
    assert.not.match(text, /\bat .*:\d+:\d+|\/tmp\/|\/dev\/shm\//);
  }
  // Two at once on one connection are answered in their order.
  const ids = ['first', 'second'];
  const pipelined = ids.map(id => {
    const body = JSON.stringify({ ...good, id });
    const close = id === 'second' ? 'connection: close\r\n' : '';
    return `POST ${infer} HTTP/1.1\r\nhost: x\r\n${close}content-length: ${body.length}\r\n\r\n${body}`;
  });
  const answered = await speak(server.url, pipelined.join(''));
  assert.equal(
    answered.map(({ body }) => JSON.parse(body).id),
    ids,
  );
  assert.equal(await (await server.post(infer, { ...good, id: 'x' })).json(), expected);
  assert.is(await server.stop('SIGINT'), 0);
  await project.remove();
});

test('two branches share the traffic by weight, a shadow predicts beside them, and a token is asked for', async () => {
  const project = await makeProject();
  for (const name of ['feature/x', 'dark']) {
    await project.json('experiment', name, '--from', 'prod', '--set', 'model.trees=3');
    await project.json('train');
  }
  const token = { authorization: 'Bearer sesame' };
  const server = await serve(project, ['prod=70', 'feature/x=30', '--shadow', 'dark', '--unit', 'customer'], {
    MV_SERVE_TOKEN: 'sesame',
  });
  const commits = new Map<string, string>();
  for (const name of ['prod', 'feature/x', 'dark']) commits.set(name, await project.git('rev-parse', name));
  const ask = async (customer: string) => {
    const answer = await server.post(
      '/v2/models/shop/infer',
      shopRows([{}], { parameters: { customer } }),
      token,
    );
    const branch = decodeURIComponent(answer.headers.get('x-model-branch') ?? '');
    const { model_version: version, parameters } = (await answer.json()) as any;
    assert.is(version, commits.get(branch));
    assert.equal(parameters, { branch });
    return branch;
  };
  const customers = Array.from({ length: 200 }, (_, at) => `customer-${at}`);
  const met = await Promise.all(customers.map(ask));
  const share = met.filter(branch => branch === 'prod').length;
  // Four standard deviations of 200 draws at 0.7 are 26.
  assert.ok(Math.abs(share - 140) <= 26, `${share}`);
  for (const place of ['feature/x', 'feature%2Fx']) {
    const named = await server.post(`/v2/models/${place}/infer`, shopRows([{}]), token);
    assert.is(named.headers.get('x-model-branch'), 'feature/x');
  }
  const several = await server.post(
    '/invocations',
    { instances: ['a', 'b'].map(customer => ({ day: '2024-01-01', temp: 1, weather: 'sun', customer })) },
    token,
  );
  assert.is(several.status, 400);
  assert.match(((await several.json()) as any).error, 'send one unit a request');

  assert.is((await server.get('/metrics')).status, 401);
  assert.is((await server.get('/v2/health/ready')).status, 200);
  const text = await (await fetch(`${server.url}/metrics`, { headers: token })).text();
  const shadowed = /mv_predictions_served_total\{branch="dark",role="shadow"\} (\d+)/.exec(text);
  assert.is(Number(shadowed?.[1]), 202);
  assert.is(await server.stop(), 0);

  // Another process assigns as the first did.
  const again = await serve(project, ['feature/x=30', 'prod=70', '--unit', 'customer']);
  const metAgain = await Promise.all(
    customers.slice(0, 40).map(async customer => {
      const answer = await again.post('/invocations', {
        instances: [{ day: '2024-01-01', temp: 1, weather: 'sun', customer }],
      });
      return answer.headers.get('x-model-branch');
    }),
  );
  assert.equal(metAgain, met.slice(0, 40));
  await again.stop();
  await project.remove();
});

test('what cannot be served is said before anything listens', async () => {
  const project = await makeProject();
  await project.git(
    'branch',
    'empty',
    await project.git('commit-tree', '-m', 'x', '4b825dc642cb6eb9a060e54bf8d69288fbee4904'),
  );
  const refused = async (...args: string[]) => {
    const ran = await project.mv(['serve', ...args, '--json']);
    return [ran.exitCode, ran.document().error.code];
  };
  assert.equal(await refused(), [2, 'usage']);
  assert.equal(await refused('prod', 'prod'), [2, 'usage']);
  assert.equal(await refused('prod=1', 'empty'), [2, 'usage']);
  assert.equal(await refused('prod=x'), [2, 'usage']);
  assert.equal(await refused('absent'), [2, 'branch-not-found']);
  assert.equal(await refused('empty'), [2, 'no-model']);
  assert.equal(await refused('--experiment', 'absent'), [2, 'experiment-not-found']);
  const server = await serve(project, ['prod']);
  assert.equal(await refused('prod', '--port', new URL(server.url).port), [2, 'port-taken']);
  await server.stop();
  await project.remove();
});

test.after(endServers);
test.run();
