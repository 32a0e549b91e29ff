// `serve` met by programs that others wrote, and in front of models that Python makes.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject } from '../support/project.ts';
import { makePythonProject } from '../support/python-project.ts';
import { endServers, serve, shopRows } from '../support/server.ts';

/** An interpreter with `tritonclient[http]` and `schemathesis`; promtool is looked for on the PATH. */
const PYTHON = process.env['GIT_MODEL_CLIENTS_PYTHON'];
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

test("Prometheus's promtool, Triton's client and schemathesis find nothing wrong", async () => {
  const project = await makeProject();
  const server = await serve(project, ['prod']);
  const page = await (await server.get('/openapi.json')).json();
  assert.ok(Object.keys((page as any).paths).includes('/v2/models/prod/infer'));
  await server.post('/v2/models/prod/infer', shopRows([{}]));
  const metrics = await (await server.get('/metrics')).text();
  const checked = spawnSync(PROMTOOL, ['check', 'metrics'], { input: metrics, encoding: 'utf8' });
  if (checked.error) console.log('skipped: promtool is not here (GIT_MODEL_PROMTOOL)');
  else assert.is(checked.status, 0, checked.stderr);
  if (PYTHON === undefined) {
    console.log('skipped: no Python with tritonclient and schemathesis (GIT_MODEL_CLIENTS_PYTHON)');
  } else {
    const said = execFileSync(PYTHON, ['-c', TRITON, new URL(server.url).host], { encoding: 'utf8' });
    assert.equal(JSON.parse(said), { live: true, ready: true, same: true, missing: true });
    // That shapes, lists and rows belong together no schema can say: what only that refuses is none of these checks.
    const checks =
      'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';
    const st = ['-m', 'schemathesis.cli', 'run', `${server.url}/openapi.json`, '-n', '5', '--seed', '1'];
    const run = spawnSync(PYTHON, [...st, '--checks', checks, '--generation-database=none'], {
      encoding: 'utf8',
    });
    assert.is(run.status, 0, run.stdout);
  }
  assert.is(await server.stop(), 0);
  await project.remove();
});

const TRITON = `
import json, sys
import numpy as np
import tritonclient.http as http

client = http.InferenceServerClient(sys.argv[1])

def rows(binary):
    columns = {"day": ["2024-05-01"] * 2, "temp": [1.5, np.nan], "weather": ["sun", ""]}
    inputs = []
    for name, values in columns.items():
        numeric = name == "temp"
        tensor = http.InferInput(name, [2], "FP64" if numeric else "BYTES")
        tensor.set_data_from_numpy(np.array(values, dtype=np.float64 if numeric else object), binary_data=binary)
        inputs.append(tensor)
    return inputs

def ask(model, binary):
    output = http.InferRequestedOutput("prediction", binary_data=binary)
    return client.infer(model, rows(binary), outputs=[output], request_id="r").as_numpy("prediction").tolist()

try:
    ask("absent", True)
    missing = False
except Exception as error:
    missing = "there is no model" in str(error)
print(json.dumps({
    "live": client.is_server_live(),
    "ready": client.is_model_ready("prod"),
    "same": ask("prod", True) == ask("prod", False) == ask("shop", True),
    "missing": missing,
}))
`;

test.after(endServers);
test.run();
