// Called from hooks, with their environment; and hooks of the project that refuse or fail.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HOOK_VARIABLES } from '../../src/repository/git/git.ts';
import { copiesOf, makeProject, type Project } from '../support/project.ts';
import { requireSettled } from './whole.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

const FEATURES = `export function features(row) {\n  return { ...row, twice: row.temp * 2 };\n}\n`;

const withEdit = copiesOf(async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.write('src/features.js', FEATURES);
  return project;
});

async function addHook(project: Project, name: string, lines: string): Promise<void> {
  const folder = path.join(project.directory, '.git', 'hooks');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
}

test('the variables that are dropped are those that this Git calls local, but for its configuration', async () => {
  const project = await makeProject();
  const local = (await project.git('rev-parse', '--local-env-vars')).split('\n');
  const kept = ['GIT_CONFIG_PARAMETERS', 'GIT_CONFIG_COUNT'];
  assert.equal(
    local.filter(name => !(HOOK_VARIABLES as readonly string[]).includes(name)).sort(),
    kept.sort(),
  );
  await project.remove();
});

test("a calling hook's repository, index and objects are not ours; git -c is", async () => {
  const project = await withEdit();
  const other = await makeProject();
  const before = await other.git('rev-parse', 'prod');
  const ran = await project.mv(['train', '--json'], {
    env: {
      GIT_DIR: path.join(other.directory, '.git'),
      GIT_WORK_TREE: other.directory,
      GIT_INDEX_FILE: path.join(other.directory, '.git', 'next-index-1.lock'),
      GIT_OBJECT_DIRECTORY: path.join(other.directory, '.git', 'objects'),
      GIT_COMMON_DIR: path.join(other.directory, '.git'),
      GIT_PREFIX: 'src/',
      GIT_AUTHOR_NAME: undefined,
      GIT_CONFIG_PARAMETERS: "'user.name'='Zed of the command line'",
    },
  });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  assert.is(ran.document().branch, 'feature-x');
  assert.is(await project.git('log', '-1', '--format=%an', 'feature-x'), 'Zed of the command line');
  assert.is(await other.git('rev-parse', 'prod'), before);
  assert.is(await other.git('status', '--porcelain'), '');
  await requireSettled(project, 'with the environment of a hook', { [project.directory]: '' });
  await project.remove();
  await other.remove();
});

test('GIT_CONFIG_COUNT goes on where the caller left off', async () => {
  const project = await withEdit();
  const ran = await project.mv(['train', '--json'], {
    env: {
      GIT_COMMITTER_NAME: undefined,
      GIT_AUTHOR_NAME: undefined,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'user.name',
      GIT_CONFIG_VALUE_0: 'Counted',
    },
  });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  assert.is(await project.git('log', '-1', '--format=%an %cn'), 'Counted Counted');
  await project.remove();
});

test('a pre-commit hook may ask, and a post-commit hook may train, in the tree and in a linked one', async () => {
  const project = await withEdit();
  await project.json('experiment', 'feature-y', '--worktree');
  const linked = project.sandbox.path('shop-feature-y');
  const seen = project.sandbox.path('seen');
  const call = `"${process.execPath}" "${BINARY}"`;
  await addHook(project, 'pre-commit', `${call} status --json > "${seen}" || exit 1`);
  await addHook(
    project,
    'post-commit',
    `[ -n "$TRAINING" ] || TRAINING=1 ${call} train --quiet 2> "${seen}.errors"`,
  );
  for (const directory of [project.directory, linked]) {
    await writeFile(path.join(directory, 'src', 'features.js'), FEATURES);
    await project.sandbox.git(['commit', '--quiet', '--all', '--message', 'By hand'], { directory });
    assert.ok(JSON.parse(await readFile(seen, 'utf8')).environments.length > 0);
    assert.is(await readFile(`${seen}.errors`, 'utf8'), '');
    const subjects = await project.sandbox.git(['log', '-2', '--format=%s'], { directory });
    assert.match(subjects, /^Train .*\nBy hand$/);
    assert.is(await project.sandbox.git(['status', '--porcelain'], { directory }), '');
  }
  await project.remove();
});

test('a reference-transaction hook that refuses is named with what it said, and nothing has changed', async () => {
  const project = await withEdit();
  const before = await project.git('rev-parse', 'HEAD');
  await addHook(
    project,
    'reference-transaction',
    '[ "$1" != prepared ] || { echo "not on a Friday" >&2; exit 1; }',
  );
  const trained = await project.mv(['train', '--json']);
  assert.is(trained.exitCode, 1, trained.stdout);
  assert.is(trained.document().error.code, 'hook-rejected');
  assert.match(trained.document().error.message, 'not on a Friday');
  assert.is(await project.git('rev-parse', 'HEAD'), before);
  await requireSettled(project, 'refused', { [project.directory]: ' M src/features.js' });
  const tree = project.sandbox.path('beside');
  const begun = await project.mv(['experiment', 'other', '--json', '--worktree', tree]);
  assert.is(begun.exitCode, 1, begun.stdout);
  assert.is(await project.git('branch', '--list', 'other'), '');
  await requireSettled(project, 'refused again', { [project.directory]: ' M src/features.js' });
  assert.is((await project.git('worktree', 'list')).split('\n').length, 1, 'and no tree is left');
  await project.remove();
});

test('a post-checkout hook that fails takes nothing back: what HEAD says counts', async () => {
  const project = await makeProject();
  await addHook(project, 'post-checkout', 'exit 1');
  assert.is((await project.json('experiment', 'here')).branch, 'here');
  const { path: tree } = await project.json('experiment', 'there', '--worktree');
  await requireSettled(project, 'after the hook', { [project.directory]: '', [tree]: '' });
  await project.remove();
});

test('hooks that are for commits made by hand are not run by ours, wherever core.hooksPath leads', async () => {
  const project = await withEdit();
  const folder = project.sandbox.path('hooks');
  await mkdir(folder);
  for (const name of ['pre-commit', 'commit-msg', 'prepare-commit-msg', 'post-commit']) {
    await writeFile(path.join(folder, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  }
  await project.git('config', 'core.hooksPath', folder);
  assert.is((await project.json('train')).trained, true);
  await project.git('switch', '--quiet', 'prod');
  assert.is((await project.json('promote', 'feature-x', 'prod')).release, 2);
  await requireSettled(project, 'with hooks elsewhere', { [project.directory]: '' });
  await project.remove();
});

test('a Git that is too old, or missing, is named before anything happens', async () => {
  const project = await withEdit();
  const bin = project.sandbox.path('old');
  await mkdir(bin);
  const real = process.env['PATH'];
  await writeFile(
    path.join(bin, 'git'),
    `#!/bin/sh\n[ "$1" = --version ] && { echo git version 2.30.2; exit; }\nPATH="${real}" exec git "$@"\n`,
    {
      mode: 0o755,
    },
  );
  const before = await project.git('rev-parse', 'HEAD');
  for (const words of [['train'], ['promote', 'feature-x', 'prod']]) {
    const ran = await project.mv([...words, '--json'], { env: { PATH: `${bin}:${real}` } });
    assert.is(ran.exitCode, 1, ran.stdout);
    assert.is(ran.document().error.code, 'git-too-old');
    const missing = await project.mv([...words, '--json'], { env: { PATH: project.sandbox.path('empty') } });
    assert.is(missing.exitCode, 1, missing.stdout);
    assert.is(missing.document().error.code, 'git-missing');
  }
  assert.is(await project.git('rev-parse', 'HEAD'), before);
  await project.remove();
});

test.run();
