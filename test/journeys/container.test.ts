// The image of `init --automation container`, built step by step where there is no Docker and no Git, and what runs in it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildImage, everyPath, type Image } from '../support/image.ts';
import { makeProject, type Project } from '../support/project.ts';
import { shopRows } from '../support/server.ts';
import { packInto } from '../support/workflow.ts';

const started: ChildProcess[] = [];
test.after(() => {
  for (const child of started) child.kill('SIGKILL');
});

function freePort(): Promise<string> {
  const server = createServer();
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(String(port)));
    }),
  );
}

/** Starts what the image starts, and waits until its own health check says that it is well. */
async function run(
  { command, health, directory, env }: Image,
  more: Record<string, string>,
): Promise<{ url: string; stop(): Promise<number | null> }> {
  const PORT = await freePort();
  const environment = { ...env, PORT, HOST: '127.0.0.1', ...more };
  const isWell = () => spawnSync(health[0], health.slice(1), { env: environment }).status;
  assert.is(isWell(), 1, 'nobody answers yet');
  const child = spawn(command[0], command.slice(1), {
    ...{ cwd: directory, env: environment, stdio: ['ignore', 'ignore', 'pipe'] },
  });
  started.push(child);
  let said = '';
  child.stderr!.on('data', text => {
    said += text;
  });
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  for (const until = Date.now() + 20_000; isWell() !== 0; ) {
    if (Date.now() > until || child.exitCode !== null) throw new Error(said);
  }
  return {
    url: `http://127.0.0.1:${PORT}`,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Prometheus with the stack's own file, told the address that a container's name would be, scrapes with the token. */
async function scrapes(project: Project, url: string, token: string): Promise<void> {
  if (spawnSync('prometheus', ['--version']).status !== 0) {
    process.stdout.write('skipped: what Prometheus scrapes (no prometheus)\n');
    return;
  }
  const at = (name: string) => project.sandbox.path(name);
  await writeFile(at('token'), token);
  const written = await project.read('automation/prometheus.yml');
  const found = /dns_sd_configs:\n {6}- names: \[serve\]\n {8}type: A\n {8}port: 8080\n/;
  assert.match(written, found);
  const config = written
    .replace(found, `static_configs:\n      - targets: [${url.replace('http://', '')}]\n`)
    .replace('/run/secrets/serve-token', at('token'))
    .replace('15s', '1s');
  await writeFile(at('prometheus.yml'), config);
  const checked = spawnSync('promtool', ['check', 'config', at('prometheus.yml')], { encoding: 'utf8' });
  assert.is(checked.status, 0, checked.stdout + checked.stderr);
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${at('prometheus.yml')}`,
      `--storage.tsdb.path=${at('tsdb')}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  started.push(child);
  const ask = async (query: string): Promise<any[]> => {
    const answer = await fetch(`http://${address}/api/v1/query?query=${query}`).catch(() => null);
    return answer?.ok ? ((await answer.json()) as any).data.result : [];
  };
  for (const until = Date.now() + 30_000; (await ask('up'))[0]?.value[1] !== '1'; ) {
    assert.ok(Date.now() < until, 'Prometheus never saw the server up');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  const [answered] = await ask('model_infer_request_success_total');
  assert.equal([answered.metric.model, answered.value[1]], ['prod', '1']);
  child.kill();
}

test('an image of Node alone serves the repository that is baked in; neither log, key, data nor remotes are', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  await project.json('init', '--automation', 'container,procfile');
  await packInto(project);
  await project.git('remote', 'add', 'origin', 'https://ada:secret@example.org/shop.git');
  await project.write('rows.csv', 'day,temp,weather\n2024-05-01,10,sun\n');
  await project.json('predict', 'prod', 'rows.csv', '--trust', '--output', 'out.csv');
  const image = await buildImage({
    dockerfile: path.join(project.directory, 'automation/Dockerfile'),
    context: project.directory,
    target: 'alone',
    folder: sandbox.path('images'),
    env: { HOME: sandbox.home, npm_config_offline: 'true', npm_config_update_notifier: 'false' },
  });
  assert.is(image.user, '1000:1000');
  const baked = await everyPath(path.join(image.root, 'project'));
  assert.ok(baked.includes('.git/mv') && !baked.some(file => file.startsWith('.git/mv/')));
  assert.equal(
    baked.filter(file => file.startsWith('.git/modules') || !file.startsWith('.git')),
    [],
  );
  assert.not.match(await readFile(path.join(image.root, 'project/.git/config'), 'utf8'), 'secret');
  assert.is.not(spawnSync('/bin/sh', ['-c', 'command -v git'], { env: image.env }).status, 0);

  const server = await run(image, { MV_SERVE_TOKEN: 't0ken' });
  const ask = (headers: Record<string, string>) =>
    fetch(`${server.url}/v2/models/prod/infer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(shopRows([{}])),
    });
  assert.is((await ask({})).status, 401);
  const answer = await ask({ authorization: 'Bearer t0ken' });
  assert.is(answer.headers.get('x-model-commit'), await project.git('rev-parse', 'prod'));
  await scrapes(project, server.url, 't0ken');
  // Another one on the same volume, as the Procfile starts it.
  const [, line] = /^web: (.+)$/m.exec(await project.read('Procfile'))!;
  const other = await run({ ...image, command: ['sh', '-c', line] }, {});
  const second = await fetch(`${other.url}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: 'day,temp,weather\n2024-05-02,11,sun\n2024-05-03,12,sun\n',
  });
  const labels = [{ id: second.headers.get('x-prediction-id'), label: 53 }];
  await fetch(`${other.url}/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ labels }),
  });
  assert.equal(await Promise.all([server.stop(), other.stop()]), [0, 0]);
  const log = await everyPath(path.join(image.root, 'project/.git/mv'));
  assert.is(log.filter(file => /^predictions\/serve-.*\.jsonl$/.test(file)).length, 2, log.join());

  // One was predicted here; three are the servers'. Two files of predictions, one of labels, one of weights.
  const folder = path.join(image.root, 'project');
  const monitored = await project.mv(['monitor', 'prod', '--logs', folder, '--json']);
  assert.is(monitored.exitCode, 0, monitored.stderr);
  const { window, gathered, performance } = monitored.document();
  assert.equal([window.rows, window.source, performance.labels], [4, 'log', 1]);
  assert.equal(gathered, [{ folder, files: 4 }]);
  assert.match(monitored.stderr, 'was hashed with another key');
  const again = await project.json('monitor', 'prod', '--logs', folder);
  assert.equal([again.gathered[0].files, again.window.rows], [0, 4]);
  const judged = await project.mv(['ab']);
  assert.match(judged.stderr, 'several keys');
  const nowhere = await project.mv(['monitor', 'prod', '--logs', 'src', '--json']);
  assert.equal([nowhere.exitCode, nowhere.document().error.code], [2, 'no-log']);
  await project.remove();
});

test.run();
