// A branch whose model is Python's, served: its process is killed, and its ref moves faster than it can be loaded.

import { execFileSync } from 'node:child_process';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '../support/asking.ts';
import { LINE, makePythonProject } from '../support/python-project.ts';
import { endServers, serve } from '../support/server.ts';

test('its process is killed under load, and its ref moves 400 times in two seconds: the other arm notices nothing, the tip is served in the end, and nothing is left over', async () => {
  // Slow to load, as real libraries are.
  const slow = LINE.replace('import json\n', 'import json\nimport time\n\ntime.sleep(0.2)\n');
  const project = await makePythonProject(slow);
  await project.json('train');
  const before = await project.git('rev-parse', 'line');
  await project.write('src/model.py', slow.replace('shift=0', 'shift=5'));
  await project.json('train');
  const after = await project.git('rev-parse', 'line');
  await project.git('switch', '--quiet', 'prod');
  const server = await serve(project, ['prod=50', 'line=50']);
  const [calm, struck] = [ask(server, 'prod', { connections: 2 }), ask(server, 'line', { connections: 2 })];
  const processes = () => {
    const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
    return listed
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(([, parent, ...words]) => Number(parent) === server.pid && words.join(' ').includes('serve.py'))
      .map(([pid]) => Number(pid));
  };

  await struck.more(20);
  for (let time = 0; time < 2; time++) {
    const [pid] = processes();
    process.kill(pid, 'SIGKILL');
    assert.is((await server.event('restarted')).branch, 'line');
    await struck.more(20);
    assert.is(struck.answers.at(-1)?.status, 200);
  }
  assert.is((await server.metrics()).get('mv_model_restarts_total{branch="line"}'), 2);
  // Those under way were asked again: nobody was sent away.
  assert.equal(new Set(struck.answers.map(({ status }) => status)), new Set([200]));

  const ref = path.join(project.directory, '.git/refs/heads/line');
  let most = 0;
  for (let move = 1; move <= 400; move++) {
    writeFileSync(`${ref}.new`, `${move % 2 ? before : after}\n`);
    renameSync(`${ref}.new`, ref);
    if (move % 50 === 0) most = Math.max(most, processes().length);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  writeFileSync(ref, `${before}\n`);
  const standsAt = async () => ((await (await server.get('/v2/models/line')).json()) as any).versions[0];
  const folders = () =>
    readdirSync(tmpdir()).filter(name => name.startsWith(`git-model-serve-${server.pid}-`));
  const state = async () => [await standsAt(), processes().length, folders().length];
  // A process for the one, a folder for each; seen twice, with a look at the ref between.
  const settled = [before, 1, 2];
  const until = Date.now() + 20_000;
  for (let seen = 0; seen < 2 && Date.now() < until; ) {
    await new Promise(resolve => setTimeout(resolve, 700));
    seen = (await state()).join() === settled.join() ? seen + 1 : 0;
  }
  assert.equal(await state(), settled);
  // One answers, one is being loaded, two may be leaving.
  assert.ok(most <= 4, `${most} processes at once`);
  await struck.more(20);
  await Promise.all([calm.stop(), struck.stop()]);
  for (const { failures, answers } of [calm, struck]) {
    assert.equal(failures, []);
    assert.equal(new Set(answers.map(({ status }) => status)), new Set([200]));
  }
  assert.equal(
    [...new Set(struck.answers.map(({ commit }) => commit))].filter(
      commit => ![before, after].includes(commit),
    ),
    [],
  );
  assert.is(struck.answers.at(-1)?.commit, before);
  const reloads = (await server.metrics()).get('mv_model_reloads_total{branch="line"}')!;
  assert.ok(reloads >= 1 && reloads < 60, `${reloads} of 400 moves were loaded`);
  assert.is(await server.stop(), 0);
  assert.equal([processes(), folders()], [[], []]);
  await project.remove();
});

test.after(endServers);
test.run();
