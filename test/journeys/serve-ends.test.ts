// Servers that end: killed, or asked to, while they are asked; and what Git does to a repository under one that runs.

import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '../support/asking.ts';
import { commitOn } from '../support/commit-on.ts';
import { makeProject, type Project } from '../support/project.ts';
import { endServers, serve } from '../support/server.ts';

/** Whole lines of predictions, and how many lines were cut short. */
async function logged(
  project: Project,
): Promise<{ ids: Set<string>; torn: number; lines: number; times: number[] }> {
  const folder = path.join(project.directory, '.git/mv/predictions');
  const ids: string[] = [];
  const times: number[] = [];
  let torn = 0;
  for (const file of await readdir(folder)) {
    const lines = (await readFile(path.join(folder, file), 'utf8')).split('\n');
    if (lines.pop() !== '') torn++;
    for (const line of lines) {
      const { id, time } = JSON.parse(line);
      if (id === undefined) continue;
      ids.push(id);
      times.push(Date.parse(time));
    }
  }
  return { ids: new Set(ids), torn, lines: ids.length, times };
}

/** Sets the clock of a process back by an hour when it is told to: that of the machine is everybody's. */
const CLOCK = `const now = Date.now; let back = 0; Date.now = () => now() - back; process.on('SIGUSR2', () => { back = 3600000; });`;
const OWN_CLOCK = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(CLOCK)}` };

test('of two servers under load one is killed and one asked to end: a quarter of a second is lost of the first and said, nothing of the second', async () => {
  const project = await makeProject();
  const [first, second] = [await serve(project, ['prod']), await serve(project, ['prod'], OWN_CLOCK)];
  const [doomed, other] = [ask(first, 'prod', { prefix: 'a' }), ask(second, 'prod', { prefix: 'b' })];
  await doomed.more(400);
  await first.stop('SIGKILL');
  const killedAt = Date.now();
  void doomed.stop();
  assert.ok(doomed.failures.length <= 4, 'those that were under way');

  // Another one serves at once, tells of it, and nobody else is taken for it.
  const third = await serve(project, ['prod']);
  const { writer, last } = await third.event('ended-before');
  assert.match(writer, /^[0-9a-f]{12}$/);
  assert.ok(Math.abs(Date.parse(last) - killedAt) < 5_000, last);
  assert.is((await third.get('/v2/models/prod/ready')).status, 200);
  await third.stop();
  const before = await logged(project);
  assert.ok(before.torn <= 1);
  const lost = doomed.answers.filter(({ id }) => !before.ids.has(`${id}:0`));
  // 250 ms, and what the disk and a busy machine take.
  const early = lost.filter(({ at }) => at < killedAt - 1_250);
  assert.equal(early, [], `of ${lost.length} that are lost, of ${doomed.answers.length}`);

  // Its clock is set back by an hour: it goes on, and neither loses a line nor writes one twice.
  process.kill(second.pid, 'SIGUSR2');
  // SIGTERM: each connection is told with an answer, and all that was answered is in the log.
  await other.more(200);
  assert.is(await second.stop('SIGTERM'), 0, second.log());
  await other.ended;
  assert.equal(other.failures, []);
  assert.is(other.answers.filter(({ status }) => status !== 200).length, 0);
  assert.is(other.answers.filter(({ head }) => /^connection: close/im.test(head)).length, 4);
  const after = await logged(project);
  assert.equal(
    other.answers.filter(({ id }) => !after.ids.has(`${id}:0`)),
    [],
  );
  assert.is(after.lines, after.ids.size, 'none is there twice');
  assert.ok(
    after.times.some(time => time < killedAt - 3_000_000),
    'the clock was set back',
  );
  const { stderr } = await project.mv(['monitor', 'prod', '--no-commit']);
  assert.match(stderr, 'a server was ended without a word at');
  await project.remove();
});

test('packs replaced, refs packed, a branch deleted and made again, a repository moved away, and another one in its place: no request fails, and the branch is followed', async () => {
  const project = await makeProject();
  const start = await project.git('rev-parse', 'prod');
  await project.json('experiment', 'other', '--set', 'model.trees=3');
  await project.json('train');
  const other = await project.git('rev-parse', 'other');
  await project.git('checkout', '--quiet', '--detach', 'prod');
  const server = await serve(project, ['prod']);
  const asking = ask(server, 'prod', { connections: 2 });
  const moved = async (to: string) => {
    await project.git('update-ref', 'refs/heads/prod', to);
    assert.is((await server.event('reloaded')).to, to);
  };

  await project.git('repack', '-a', '-d', '--quiet');
  await project.git('pack-refs', '--all', '--prune');
  await moved(other);
  await project.git('gc', '--prune=now', '--quiet');
  await moved(start);

  await project.git('update-ref', '-d', 'refs/heads/prod');
  await asking.more(100);
  await moved(other);

  // Away and back: nothing may take its place meanwhile.
  const away = `${project.directory}-away`;
  await rename(project.directory, away);
  await asking.more(200);
  assert.equal(await readdir(path.dirname(project.directory)).then(names => names.includes('shop')), false);
  await rename(away, project.directory);
  await moved(start);

  // Another clone in its place, which knows commits that the first never had.
  await project.sandbox.git(['clone', '--quiet', '--no-local', project.directory, away]);
  const clone = { ...project, directory: away } as unknown as Project;
  const newest = commitOn(clone, 'prod', { 'README.md': 'Elsewhere.\n' }, { from: other });
  await rename(project.directory, `${away}-before`);
  await rename(away, project.directory);
  assert.is((await server.event('reloaded')).to, newest);

  await asking.more(50);
  await asking.stop();
  assert.equal(asking.failures, []);
  assert.is(asking.answers.filter(({ status }) => status !== 200).length, 0);
  const commits = new Set(asking.answers.map(({ commit }) => commit));
  assert.equal(
    [...commits].filter(commit => ![start, other, newest].includes(commit)),
    [],
  );
  assert.is(asking.answers.at(-1)?.commit, newest);
  assert.is(await server.stop(), 0);
  await rm(`${away}-before`, { recursive: true });
  await project.remove();
});

test.after(endServers);
test.run();
