// What push and pull refuse, leave and bring along.

import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Project } from '../support/project.ts';
import { serveHttp } from '../support/servers.ts';
import { cloneOf, makeSharedProject } from '../support/shared-project.ts';

async function addData(project: Project, directory: string, day: string): Promise<string> {
  const data = { directory: path.join(directory, 'data') };
  await writeFile(
    path.join(data.directory, 'initial', `${day}.csv`),
    `day,temp,weather,sales\n${day},7,sun,51\n`,
  );
  await project.sandbox.git(['add', '--all'], data);
  await project.sandbox.git(['commit', '--quiet', '--message', day], data);
  return project.sandbox.git(['rev-parse', 'HEAD'], data);
}

const noteOf = (document: any, name: string) =>
  document.branches.find(({ branch }: any) => branch === name)?.note ?? null;

test('without a remote it is said what to make; a remote that is not there is named', async () => {
  const { project, hub } = await makeSharedProject();
  await project.git('remote', 'remove', 'origin');
  for (const command of ['push', 'pull']) {
    const ran = await project.mv([command, '--json']);
    assert.is(ran.exitCode, 2);
    assert.is(ran.document().error.code, 'no-remote');
  }
  await project.git('remote', 'add', 'origin', `file://${hub}/nowhere.git`);
  const ran = await project.mv(['push', '--json']);
  assert.is(ran.exitCode, 2, ran.stdout);
  assert.is(ran.document().error.code, 'remote-not-found');
  await project.remove();
});

test('without the data repository beside it nothing of the project is published', async () => {
  const { project, hub } = await makeSharedProject();
  await rename(`${hub}/shop-data.git`, `${hub}/away`);
  const ran = await project.mv(['push', '--json']);
  assert.is(ran.exitCode, 2, ran.stdout);
  assert.is(ran.document().error.code, 'remote-not-found');
  assert.match(ran.document().error.message, 'shop-data.git');
  assert.is(await project.git('ls-remote', 'origin'), '');
  await rename(`${hub}/away`, `${hub}/shop-data.git`);
  const rehearsed = await project.json('push', '--dry-run');
  assert.is(rehearsed.branches[0].branch, 'prod');
  assert.is(await project.git('ls-remote', 'origin'), '', '--dry-run publishes nothing');
  await project.remove();
});

test('a pin that a training kept in the data repository makes no branch of it: the first push does', async () => {
  const { project, hub } = await makeSharedProject();
  await project.json('experiment', 'small', '--set', 'model.trees=3');
  await project.json('train');
  const refs = () =>
    project.sandbox.git(['--git-dir', `${hub}/shop-data.git`, 'for-each-ref', '--format=%(refname)']);
  const pin = await project.git('rev-parse', 'prod:data');
  assert.is(await refs(), `refs/mv/pins/${pin}`);
  const { data } = await project.json('push');
  assert.equal([data.before, data.after], [null, pin]);
  assert.match(await refs(), 'refs/heads/main');
  await project.remove();
});

test('a branch whose data the remote does not take is kept back, and the others go', async () => {
  const { project, hub } = await makeSharedProject();
  // Not by its folder: there a training keeps the data it names at once.
  const server = await serveHttp(hub, { home: project.sandbox.home });
  await project.git('remote', 'set-url', 'origin', `${server.url}shop.git`);
  await project.git('config', '--add', 'mv.trusted', `${server.url}shop.git`);
  await project.json('push');
  await project.json('experiment', 'plain');
  await project.addFeature('twice: row.temp * 2');
  await project.json('train');
  // In a tree of its own, whose copy of the data goes with it.
  const { path: tree } = await project.json('experiment', 'with-data', '--worktree');
  const pin = await addData(project, tree, '2024-06-01');
  const trained = await project.mv(['train', '--json'], { directory: tree });
  assert.is(trained.exitCode, 0, trained.stdout);
  await project.git('worktree', 'remove', '--force', tree);
  const hook = `${hub}/shop-data.git/hooks/pre-receive`;
  await writeFile(hook, '#!/bin/sh\necho not today >&2\nexit 1\n', { mode: 0o755 });
  const ran = await project.mv(['push', '--json']);
  assert.is(ran.exitCode, 4, ran.stdout + ran.stderr);
  assert.is(ran.document().error.code, 'push-incomplete');
  assert.match(noteOf(ran.document(), 'with-data'), 'data commit');
  assert.equal(
    (await project.git('ls-remote', '--heads', 'origin')).split('\n').map(line => line.slice(41)),
    ['refs/heads/plain', 'refs/heads/prod'],
  );
  await rm(hook);
  const { data } = await project.json('push');
  assert.match(await project.git('ls-remote', `${server.url}shop-data.git`), `refs/mv/pins/${pin}`);
  assert.is(data.before, data.after, 'main of the data is moved by ingest alone');
  const other = await cloneOf(project, `${server.url}shop.git`, 'other');
  await other.git('switch', '--quiet', 'with-data');
  assert.is((await other.json('train', '--force')).data.before, pin, 'and elsewhere it can be read');
  await server.close();
  await project.remove();
});

test('a protected branch is named with what the remote said', async () => {
  const { project, hub } = await makeSharedProject();
  await writeFile(
    `${hub}/shop.git/hooks/update`,
    '#!/bin/sh\n[ "$1" != refs/heads/prod ] || { echo protected >&2; exit 1; }\n',
    { mode: 0o755 },
  );
  await project.json('experiment', 'feature-x');
  const ran = await project.mv(['push', '--json']);
  assert.is(ran.exitCode, 4, ran.stdout);
  assert.match(noteOf(ran.document(), 'prod'), 'hook declined');
  assert.match(await project.git('ls-remote', 'origin'), 'refs/heads/feature-x');
  await project.remove();
});

test('what was deleted on the remote is not brought back by a push', async () => {
  const { project, hub } = await makeSharedProject();
  await project.json('experiment', 'feature-x');
  await project.json('push');
  await project.sandbox.git(['--git-dir', `${hub}/shop.git`, 'branch', '-D', 'feature-x']);
  assert.match(noteOf(await project.json('push'), 'feature-x'), 'deleted');
  assert.match(noteOf(await project.json('pull'), 'feature-x'), 'deleted');
  assert.match(noteOf(await project.json('push'), 'feature-x'), 'deleted');
  assert.not.match(await project.git('ls-remote', 'origin'), 'feature-x');
  await project.git('commit', '--quiet', '--allow-empty', '--message', 'On it goes');
  await project.json('push');
  assert.match(await project.git('ls-remote', 'origin'), 'feature-x');
  await project.remove();
});

test('pull moves the trees on a branch, not those with work in them, and says which', async () => {
  const { project, hub } = await makeSharedProject();
  await project.json('experiment', 'feature-x', '--worktree');
  await project.json('push');
  const other = await cloneOf(project, `file://${hub}/shop.git`, 'other');
  await other.json('experiment', 'feature-y');
  await other.json('push');
  await other.git('switch', '--quiet', 'feature-x');
  await other.addFeature('twice: row.temp * 2');
  await addData(other, other.directory, '2024-06-01');
  await other.json('train');
  await other.json('promote', 'feature-x', 'prod');
  await other.json('push');

  const tree = project.sandbox.path('shop-feature-x');
  await writeFile(path.join(tree, 'src', 'features.js'), '// mine\n');
  const ran = await project.mv(['pull', '--json'], { directory: path.join(project.directory, 'data') });
  assert.is(ran.exitCode, 4, ran.stdout + ran.stderr);
  assert.is(ran.document().error.code, 'pull-incomplete');
  assert.match(noteOf(ran.document(), 'feature-x'), 'uncommitted');
  assert.is(await project.git('rev-parse', 'prod'), await other.git('rev-parse', 'prod'), 'prod was taken');
  assert.is(await project.git('rev-parse', 'feature-y'), await other.git('rev-parse', 'feature-y'));
  assert.is(await project.git('status', '--porcelain'), '');
  await project.sandbox.git(['checkout', '--quiet', '--', 'src'], { directory: tree });
  const again = await project.mv(['pull', '--json'], { directory: tree });
  assert.is(again.exitCode, 0, again.stdout + again.stderr);
  assert.is(await project.git('rev-parse', 'feature-x'), await other.git('rev-parse', 'feature-x'));
  assert.is(await project.sandbox.git(['status', '--porcelain'], { directory: tree }), '');
  await project.remove();
});

test('a commit by hand on an environment never gives way', async () => {
  const { project, hub } = await makeSharedProject();
  await project.json('push');
  const other = await cloneOf(project, `file://${hub}/shop.git`, 'other');
  for (const [who, name] of [
    [project, 'mine'],
    [other, 'theirs'],
  ] as const) {
    await who.write(`${name}.txt`, 'by hand\n');
    await who.commit('By hand');
  }
  await other.json('push');
  const before = await project.git('rev-parse', 'prod');
  const ran = await project.mv(['pull', '--json']);
  assert.is(ran.exitCode, 4, ran.stdout);
  assert.match(noteOf(ran.document(), 'prod'), 'git rebase');
  assert.is(await project.git('rev-parse', 'prod'), before);
  await project.remove();
});

test('data that vanished, or whose history was rewritten, keep no branch back and lose no pin', async () => {
  const { project, hub } = await makeSharedProject();
  await project.json('push');
  const other = await cloneOf(project, `file://${hub}/shop.git`, 'other');
  await other.json('experiment', 'feature-x');
  await other.json('push');
  await rename(`${hub}/shop-data.git`, `${hub}/away`);
  const ran = await project.mv(['pull', '--json']);
  assert.is(ran.exitCode, 1, ran.stdout);
  assert.is(ran.document().error.code, 'remote-not-found');
  assert.is(await project.git('rev-parse', 'feature-x'), await other.git('rev-parse', 'feature-x'));

  await rename(`${hub}/away`, `${hub}/shop-data.git`);
  const data = (...args: string[]) => project.sandbox.git(['--git-dir', `${hub}/shop-data.git`, ...args]);
  const tree = await data('rev-parse', 'main^{tree}');
  await data('update-ref', 'refs/heads/main', await data('commit-tree', '-m', 'Rewritten', tree));
  assert.match((await project.json('pull')).data.note, 'rewritten');
  const pin = await project.git('rev-parse', 'prod:data');
  assert.match(
    await project.sandbox.git(['for-each-ref', '--contains', pin], {
      directory: path.join(project.directory, 'data'),
    }),
    'refs/mv/pins/',
  );
  await project.json('push');
  assert.match(
    await data('for-each-ref', '--contains', pin),
    'refs/',
    'and the next push publishes it again',
  );
  await project.remove();
});

test('a pre-push hook may ask for the status, and one that refuses stops the push', async () => {
  const { project, hub } = await makeSharedProject();
  const server = await serveHttp(hub, { home: project.sandbox.home });
  await project.git('remote', 'set-url', 'origin', `${server.url}shop.git`);
  const hook = path.join(project.directory, '.git', 'hooks', 'pre-push');
  const seen = project.sandbox.path('seen');
  const binary = path.resolve('bin/git-model.js');
  await writeFile(
    hook,
    `#!/bin/sh\n"${process.execPath}" "${binary}" status --json > "${seen}" || exit 1\nexit $REFUSE\n`,
    { mode: 0o755 },
  );
  const refused = await project.mv(['push', '--json'], { env: { REFUSE: '1' } });
  assert.is(refused.exitCode, 1, refused.stdout);
  await project.json('push');
  assert.match(await project.git('ls-remote', 'origin'), 'refs/heads/prod');
  await server.close();
  await project.remove();
});

test.run();
