// `serve --workers`: several processes behind one port, which answer as one.

import { readdir } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Arms } from '../../src/serving/arms.ts';
import { assignArm } from '../../src/serving/assignment.ts';
import { makeProject } from '../support/project.ts';
import { endServers, type Server, serve, shopRows } from '../support/server.ts';

type Answered = { branch: string; commit: string; id: string };

/** A connection of its own, kept open: all that it asks one worker answers. Throws where that is cut. */
function client({ url }: Server) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (unit: string, model = 'shop') =>
    new Promise<Answered>((resolve, reject) => {
      const asked = request(
        `${url}/v2/models/${model}/infer`,
        { agent, method: 'POST', headers: { 'x-unit-id': unit } },
        answer => {
          const { headers, statusCode } = answer.resume();
          const [branch, commit, id] = ['branch', 'commit']
            .map(name => headers[`x-model-${name}`] as string)
            .concat(headers['x-prediction-id'] as string);
          answer.on('end', () =>
            statusCode === 200 ? resolve({ branch, commit, id }) : reject(new Error(`status ${statusCode}`)),
          );
        },
      );
      asked.on('error', reject);
      asked.end(JSON.stringify(shopRows([{ temp: 12 }])));
    });
  return { ask, close: () => agent.destroy() };
}

/** Ends those who ask on and on, also where the test fails. */
let stopped = false;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('two workers answer as one server, also while one is killed and while the branch moves', async () => {
  const project = await makeProject();
  const nowhere = await project.mv(['serve', 'nowhere', '--workers', '2', '--port', '0', '--json']);
  assert.equal([nowhere.exitCode, nowhere.document().error.code], [2, 'branch-not-found']);
  await project.json('experiment', 'better', '--from', 'prod', '--set', 'model.trees=7');
  await project.json('train');
  await project.git('checkout', '--quiet', 'prod');
  const server = await serve(project, ['prod=50', 'better=50', '--workers', '2']);
  const ended = await Promise.all([server.get('/v2/health/ready'), server.get('/ping')]);
  assert.equal(
    ended.map(({ status }) => status),
    [200, 200],
  );

  // The same unit meets the same arm at each of them.
  const clients = Array.from({ length: 4 }, () => client(server));
  const arms: Arms = [
    { branch: 'prod', weight: 50 },
    { branch: 'better', weight: 50 },
  ];
  const units = Array.from({ length: 12 }, (_, at) => `customer-${at}`);
  const asked: Answered[] = [];
  for (const { ask } of clients) for (const unit of units) asked.push(await ask(unit));
  const met = asked.map(({ branch }) => branch);
  assert.equal(
    met,
    clients.flatMap(() => units.map(unit => assignArm('shop', unit, arms).branch)),
  );

  // Labels find what any of them served a moment ago.
  const labels = asked.map(({ id }) => ({ id, label: 3 }));
  const joined = await (await server.post('/feedback', { labels })).json();
  assert.equal(joined, { joined: 48, unknown: 0, duplicates: 0, conflicting: 0 });
  const again: any = await (await server.post('/feedback', { labels: labels.slice(0, 2) })).json();
  assert.is(again.duplicates, 2);

  // Whichever is asked tells of all.
  const served = (metrics: Map<string, number>, name: string) =>
    ['prod', 'better'].reduce(
      (sum, branch) => sum + metrics.get(`mv_predictions_${name}_total{branch="${branch}",role="answer"}`)!,
      0,
    );
  for (let time = 0; time < 3; time++) {
    const metrics = await server.metrics();
    assert.equal(
      [served(metrics, 'served'), served(metrics, 'logged'), served(metrics, 'dropped')],
      [48, 48, 0],
    );
    assert.equal([metrics.get('mv_workers'), metrics.get('mv_worker_restarts_total')], [2, 0]);
  }
  const logs = await readdir(path.join(project.directory, '.git/mv/predictions'), { recursive: true });
  const writers = logs.filter(name => /serve/.test(name));
  assert.ok(writers.length >= 2, `files of two writers: ${logs.join(', ')}`);

  // One is killed: whoever is connected to the other notices nothing.
  const lost = clients.map(() => 0);
  const commits: string[] = [];
  const asking = clients.map(async ({ ask }, at) => {
    for (let turn = 0; !stopped; turn++) {
      await ask(`customer-${turn}`, 'prod').then(
        ({ commit }) => commits.push(commit),
        () => lost[at]++,
      );
    }
  });
  const [{ pid }] = server.workers;
  process.kill(pid, 'SIGKILL');
  const end = await server.event('worker-ended');
  assert.equal([end['worker'], end['reason']], [1, 'SIGKILL']);
  const { pid: next } = await server.event('worker-started');
  assert.ok(isAlive(next) && !isAlive(pid));
  // What it was at, and a connection that it was given before its end was known.
  assert.ok(lost.every(count => count <= 2) && lost.filter(count => count === 0).length >= 2, `lost ${lost}`);
  const after = await server.metrics();
  assert.ok(served(after, 'served') >= 48);
  assert.equal(served(after, 'served'), served(after, 'logged') + served(after, 'dropped'));
  assert.equal([after.get('mv_workers'), after.get('mv_worker_restarts_total')], [2, 1]);

  // One that hears nothing any more is given a connection, and killed: whoever waits there is told so at once.
  process.kill(next, 'SIGSTOP');
  const waiting = Array.from({ length: 4 }, () => client(server));
  const heard = waiting.map(({ ask }) =>
    ask('somebody', 'prod').then(
      () => 'answered',
      () => 'closed',
    ),
  );
  await new Promise(resolve => setTimeout(resolve, 200));
  process.kill(next, 'SIGKILL');
  const late = new Promise<string[]>(resolve => setTimeout(resolve, 5_000, ['nothing heard']).unref());
  const fates = await Promise.race([Promise.all(heard), late]);
  assert.equal(fates.sort().slice(-2), ['answered', 'closed'], `${fates}`);
  const { pid: third } = await server.event('worker-started');

  // A promotion is told once, and taken by both at the same moment.
  const before = await project.git('rev-parse', 'prod');
  const lostBefore = [...lost];
  await project.json('promote', 'better', 'prod');
  const { to } = await server.event('reloaded');
  await new Promise(resolve => setTimeout(resolve, 500));
  stopped = true;
  await Promise.all(asking);
  assert.equal(lost, lostBefore);
  assert.equal([...new Set(commits)], [before, to]);
  const mixed = commits.lastIndexOf(before) - commits.indexOf(to);
  assert.ok(mixed < 100, `${mixed} answers between the first with the new model and the last with the old`);
  assert.is((await server.metrics()).get('mv_model_reloads_total{branch="prod"}'), 1);
  const twice = await server.event('reloaded', 0).catch(() => null);
  assert.is(twice, null);

  for (const { close } of [...clients, ...waiting]) close();
  assert.is(await server.stop(), 0);
  for (const { pid: worker } of server.workers) assert.not(isAlive(worker));
  assert.not(isAlive(third));
});

test.after(() => {
  stopped = true;
  return endServers();
});
test.run();
