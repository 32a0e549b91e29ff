// The image of `init --automation container`, built step by step where there is no Docker and no Git, and what runs in it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildImage, everyPath, type Image } from '../support/image.ts';
import { makeProject } from '../support/project.ts';
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
  assert.is(await server.stop(), 0);
  const log = await everyPath(path.join(image.root, 'project/.git/mv'));
  assert.ok(
    log.some(file => /^predictions\/serve-.*\.jsonl$/.test(file)),
    log.join(),
  );
  await project.remove();
});

test.run();
