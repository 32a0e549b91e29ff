// Models that git-lfs keeps: pointers in commits, one store for all working trees, fetched only where they are needed.

import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePointer, withRoutes } from '../../src/repository/objects/large-files.ts';
import { Project } from '../support/project.ts';
import { makePythonProject } from '../support/python-project.ts';

const missing = ['git-lfs', 'python3'].filter(program => spawnSync(program, ['--version']).status !== 0);
const skip = missing.length > 0;
if (skip) process.stdout.write(`skipped: models in git-lfs (no ${missing.join(', ')})\n`);
else
  test('a large model goes around as a pointer, and its content where it is needed', async () => {
    const project = await makePythonProject();
    const { sandbox } = project;
    await project.write('mv.yaml', (await project.read('mv.yaml')).replace('model.json', 'model.bin'));
    await project.write('.gitattributes', withRoutes(await project.read('.gitattributes')));
    await project.git('lfs', 'install', '--local', '--skip-repo');
    await project.commit('Models go through git-lfs');
    assert.is((await project.json('train', '--trust')).model.path, 'models/model.bin');

    const blob = () => project.git('cat-file', 'blob', 'line:models/model.bin');
    const pointer = parsePointer(Buffer.from(`${await blob()}\n`));
    assert.ok(pointer, await blob());
    const content = await readFile(path.join(project.directory, 'models', 'model.bin'));
    assert.is(content.length, pointer.bytes, 'the file in the tree is the model');
    assert.is(await project.git('status', '--porcelain'), '');
    assert.is(await project.git('lfs', 'fsck'), 'Git LFS fsck OK');
    await writeFile(sandbox.path('new.csv'), 'day,temp,weather\n2024-06-01,7,sun\n');
    const predict = (at: Project) =>
      at.mv(['predict', 'line', sandbox.path('new.csv'), '--trust'], { directory: at.directory });
    const predicted = await predict(project);
    assert.is(predicted.exitCode, 0, predicted.stderr);

    // Another working tree shares the store.
    const { path: tree } = await project.json('experiment', 'beside', '--from', 'line', '--worktree');
    assert.equal(await readFile(path.join(tree, 'models', 'model.bin')), content);

    const hub = sandbox.path('hub');
    for (const name of ['shop.git', 'shop-data.git'])
      await sandbox.git(['init', '--quiet', '--bare', `${hub}/${name}`]);
    await project.git('remote', 'add', 'origin', `file://${hub}/shop.git`);
    await project.json('push');
    const stored = (await readdir(`${hub}/shop.git/lfs/objects`, { recursive: true })).map(String);
    assert.ok(stored.some(name => name.endsWith(pointer.oid)));

    const cloned = await sandbox.mv(['clone', `file://${hub}/shop.git`, 'other', '--trust', '--json']);
    assert.is(cloned.exitCode, 0, cloned.stdout + cloned.stderr);
    const other = new Project(sandbox, sandbox.path('other'));
    // Looked for, git-lfs makes the folders that a file would be in.
    const here = async () => {
      const folder = path.join(other.directory, '.git', 'lfs', 'objects');
      const names = await readdir(folder, { recursive: true }).catch(() => []);
      return names.filter(name => path.basename(name).length === pointer.oid.length);
    };
    for (const words of [['status'], ['compare'], ['history'], ['promote', 'line', 'prod']])
      await other.json(...words);
    const { checks } = await other.json('doctor');
    const check = checks.find(({ name }: any) => name === 'large-files');
    assert.is(check.status, 'warning', check.message);
    assert.equal(await here(), [], 'nothing of it was needed');
    const mounted = await other.json('mount', 'line', sandbox.path('srv/model'), '--once');
    assert.equal(await readFile(path.join(mounted.path, 'models/model.bin')), content);
    assert.is((await stat(path.join(mounted.path, 'models/model.bin'))).mode & 0o777, 0o444);
    assert.is((await other.json('mount', 'line', sandbox.path('srv/model'), '--remove')).removed, true);
    const elsewhere = await predict(other);
    assert.is(elsewhere.exitCode, 0, elsewhere.stderr);
    assert.is(elsewhere.stdout, predicted.stdout);
    assert.is((await here()).length, 1, 'that one was');

    await rm(path.join(other.directory, '.git', 'lfs'), { recursive: true });
    await rm(`${hub}/shop.git/lfs`, { recursive: true });
    const lost = await other.mv(['predict', 'line', sandbox.path('new.csv'), '--output', 'x', '--json']);
    assert.is(lost.exitCode, 1, lost.stdout);
    assert.is(lost.document().error.code, 'large-file-missing');
    const unmounted = await other.mv(['mount', 'line', sandbox.path('srv/model'), '--once', '--json']);
    assert.equal([unmounted.exitCode, unmounted.document().error.code], [1, 'large-file-missing']);
    assert.equal(await readdir(sandbox.path('srv')), ['.model.versions']);
    await project.remove();
  });

test.run();
