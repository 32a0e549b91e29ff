// A project and its data go to a server and come back on another machine: over files, HTTP and ssh.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { serveHttp, serveSsh, whyNoSshd } from '../support/servers.ts';
import { cloneOf, makeSharedProject } from '../support/shared-project.ts';

const COLUMNS = 'day,temp,weather,sales\n';

/** A data commit made by hand in `data/`, as somebody does who has no ingest. */
async function addData(project: Awaited<ReturnType<typeof makeSharedProject>>['project'], day: string) {
  const data = { directory: `${project.directory}/data` };
  await project.write(`data/initial/${day}.csv`, `${COLUMNS}${day},7,sun,51\n`);
  await project.sandbox.git(['add', '--all'], data);
  await project.sandbox.git(['commit', '--quiet', '--message', day], data);
}

/** The whole way: published, cloned, data and model there, trained there, published there, taken in here. */
async function goAround(
  project: Awaited<ReturnType<typeof makeSharedProject>>['project'],
  url: string,
  env: Record<string, string> = {},
): Promise<void> {
  const call = async (at: typeof project, ...words: string[]) => {
    const ran = await at.mv([...words, '--json'], { env });
    assert.is(ran.exitCode, 0, `${words.join(' ')}: ${ran.stdout}${ran.stderr}`);
    return ran.document();
  };
  const first = await call(project, 'push');
  assert.equal(
    first.branches.map(({ branch, before }: any) => [branch, before]),
    [['prod', null]],
  );
  assert.is(first.data.before, null);
  assert.is(first.data.after, await project.git('rev-parse', 'prod:data'));

  const other = await cloneOf(project, url, 'other', env);
  assert.is(await other.git('status', '--porcelain'), '');
  assert.is(await other.git('-C', 'data', 'rev-parse', 'HEAD'), first.data.after);
  await call(other, 'experiment', 'feature-x');
  await addData(other, '2024-06-01');
  await call(other, 'train');
  await call(other, 'promote', 'feature-x', 'prod');
  const published = await call(other, 'push');
  assert.equal(
    published.branches.map(({ branch }: any) => branch),
    ['feature-x', 'prod'],
  );

  const pulled = await call(project, 'pull');
  const prod = pulled.branches.find(({ branch }: any) => branch === 'prod');
  assert.is(prod.after, await other.git('rev-parse', 'prod'));
  assert.equal(
    prod.releases.map(({ release, kind }: any) => [release, kind]),
    [[2, 'promotion']],
  );
  assert.is(await project.git('rev-parse', 'prod'), prod.after);
  assert.is(await project.git('status', '--porcelain'), '', 'files and data followed');
  assert.is(await project.git('-C', 'data', 'rev-parse', 'HEAD'), await other.git('rev-parse', 'prod:data'));
  assert.is(await project.git('rev-parse', 'feature-x'), await other.git('rev-parse', 'feature-x'));
  const { checks } = await call(project, 'doctor', '--remote');
  assert.equal(
    checks.filter(({ status }: any) => status === 'problem'),
    [],
  );
}

test('there and back by a folder of this machine', async () => {
  const { project, hub } = await makeSharedProject();
  await goAround(project, `file://${hub}/shop.git`);
  await project.remove();
});

test('there and back by HTTP, with the credential helper of the user', async () => {
  const { project, hub } = await makeSharedProject();
  const { sandbox } = project;
  const server = await serveHttp(hub, { home: sandbox.home, password: 'ada:opensesame' });
  await project.git('remote', 'set-url', 'origin', `${server.url}shop.git`);
  await project.git('config', '--add', 'mv.trusted', `${server.url}shop.git`);
  const denied = await project.mv(['push', '--json']);
  assert.is(denied.exitCode, 1, denied.stdout);
  assert.is(denied.document().error.code, 'remote-denied');
  await sandbox.git([
    'config',
    '--global',
    `credential.${server.url}.helper`,
    '!f() { echo username=ada; echo password=opensesame; }; f',
  ]);
  await goAround(project, `${server.url}shop.git`);
  await server.close();
  const gone = await project.mv(['pull', '--json']);
  assert.is(gone.exitCode, 1, gone.stdout);
  assert.is(gone.document().error.code, 'remote-unreachable');
  await project.remove();
});

const noSshd = whyNoSshd();
if (noSshd !== null) process.stdout.write(`skipped: there and back by ssh (${noSshd})\n`);
else {
  test('there and back by ssh', async () => {
    const { project, hub } = await makeSharedProject();
    const server = await serveSsh(project.sandbox.path('sshd'));
    const url = `${server.url}${hub}/shop.git`;
    await project.git('remote', 'set-url', 'origin', url);
    await project.git('config', '--add', 'mv.trusted', url);
    await goAround(project, url, { GIT_SSH_COMMAND: server.ssh });
    await server.close();
    await project.remove();
  });
}

test('of two who promote at once the second is told, loses nothing, pulls, and promotes again', async () => {
  const { project, hub } = await makeSharedProject();
  await project.json('push');
  const other = await cloneOf(project, `file://${hub}/shop.git`, 'other');
  for (const [who, name] of [
    [project, 'mine'],
    [other, 'theirs'],
  ] as const) {
    await who.json('experiment', name);
    await who.json('train', '--force');
    await who.write(`${name}.txt`, `${name}\n`);
    await who.commit(`A file of ${name}`);
    await who.git('switch', '--quiet', 'prod');
    await who.json('promote', name, 'prod');
  }
  await other.json('push');
  const theirs = await other.git('rev-parse', 'prod');
  const mine = await project.git('rev-parse', 'prod');

  const refused = await project.mv(['push', '--json']);
  assert.is(refused.exitCode, 4, refused.stdout);
  assert.is(refused.document().error.code, 'push-incomplete');
  const [prod] = refused.document().branches.filter(({ branch }: any) => branch === 'prod');
  assert.match(prod.note, 'pull');
  assert.is(await other.git('ls-remote', 'origin', 'prod'), `${theirs}\trefs/heads/prod`);
  assert.is(await project.git('rev-parse', 'prod'), mine, 'nothing is lost by being told');

  const pulled = await project.json('pull');
  const moved = pulled.branches.find(({ branch }: any) => branch === 'prod');
  assert.is(moved.after, theirs);
  assert.match(moved.note, /release 2 \(mine\).*promote again/);
  const kept = /refs\/mv\/set-aside\/\S+/.exec(moved.note)![0].replace(/:$/, '');
  assert.is(await project.git('rev-parse', kept), mine);
  assert.is(await project.git('status', '--porcelain'), '');

  const again = await project.json('promote', 'mine', 'prod');
  assert.is(again.release, 3);
  await project.json('push');
  await other.json('pull');
  assert.is(await other.git('rev-parse', 'prod'), again.after);
  assert.is(await other.read('mine.txt'), 'mine\n');
  assert.is(await other.read('theirs.txt'), 'theirs\n');
  await project.remove();
});

test('data ingested by two at once come together: the second is told, pulls, and publishes both', async () => {
  const { project, hub } = await makeSharedProject();
  const server = await serveHttp(hub, { home: project.sandbox.home });
  const url = `${server.url}shop.git`;
  await project.git('remote', 'set-url', 'origin', url);
  await project.json('push');
  const other = await cloneOf(project, url, 'other');
  for (const [who, day] of [
    [project, '2024-06-01'],
    [other, '2024-06-02'],
  ] as const) {
    await who.write('new.csv', `${COLUMNS}${day},7,sun,51\n`);
    assert.is((await who.json('ingest', 'new.csv', '--date', day)).rows, 1);
  }
  const first = await other.json('push');
  assert.is.not(first.data.before, first.data.after);
  const told = await project.mv(['push', '--json']);
  assert.is(told.exitCode, 4, told.stdout);
  assert.match(told.document().data.note, 'git-model pull');
  await project.json('pull');
  const { data } = await project.json('push');
  assert.is(data.before, first.data.after);
  const files = await project.sandbox.git([
    ...['--git-dir', `${hub}/shop-data.git`, 'ls-tree', '-r', '--name-only', 'main', 'updates/'],
  ]);
  assert.equal(files.split('\n'), ['updates/2024-06-01.csv', 'updates/2024-06-02.csv']);
  assert.is((await other.json('pull')).data.after, data.after);
  await server.close();
  await project.remove();
});

test.run();
