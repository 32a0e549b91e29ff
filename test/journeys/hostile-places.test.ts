// Places that tools trip over: odd paths, subfolders, links, configurations, repositories that are no project.

import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Project, Sandbox, salesCsv } from '../support/project.ts';
import { requireSettled, requireWhole } from './whole.ts';

const FEATURES = `export function features(row) {\n  return { ...row, twice: row.temp * 2 };\n}\n`;

/** Every command that is there, from `directory`; the project is on `prod` before and after. */
async function tour(project: Project, directory = project.directory): Promise<void> {
  const json = async (...words: string[]) => {
    const ran = await project.mv([...words, '--json'], { directory });
    assert.is(ran.exitCode, 0, `${words.join(' ')}: ${ran.stdout}${ran.stderr}`);
    return ran.document();
  };
  await json('experiment', 'feature-x');
  await writeFile(path.join(project.directory, 'src', 'features.js'), FEATURES);
  assert.is((await json('train')).trained, true);
  assert.is((await json('compare')).rows.length, 2);
  await json('status');
  const { path: tree } = await json('experiment', 'feature-y', '--set', 'model.trees=3', '--worktree');
  const trained = await project.mv(['train', '--json'], { directory: tree });
  assert.is(trained.exitCode, 0, trained.stdout + trained.stderr);
  await project.git('switch', '--quiet', '--no-recurse-submodules', 'prod');
  assert.is((await json('promote', 'feature-x', 'prod')).release, 2);
  assert.is((await json('rollback', 'prod')).release, 3);
  assert.is((await json('history')).releases.length, 3);
  await requireWhole(project, 'after the tour');
  await requireSettled(project, 'after the tour', { [project.directory]: '', [tree]: '' });
}

/** The project elsewhere, with its data beside it. */
async function movedTo(project: Project, ...folder: string[]): Promise<Project> {
  const parent = project.sandbox.path(...folder);
  await mkdir(parent, { recursive: true });
  await rename(project.directory, path.join(parent, 'shop'));
  await rename(`${project.directory}-data.git`, path.join(parent, 'shop-data.git'));
  return new Project(project.sandbox, path.join(parent, 'shop'));
}

test('a path may hold anything: spaces, quotes, a dollar, a star, a newline, a leading dash, other letters', async () => {
  const project = await movedTo(await makeProject(), `-a b'"$(c)*[d]\ne`, 'ünï-код-日本', 'x'.repeat(200));
  await tour(project);
  await project.remove();
});

test('a project may stand behind a symbolic link, and be spoken to from a folder inside it', async () => {
  const project = await movedTo(await makeProject(), 'real');
  await symlink(project.sandbox.path('real'), project.sandbox.path('link'));
  await tour(project, path.join(project.sandbox.path('link'), 'shop', 'src'));
  await project.remove();
});

test('-C names the project from anywhere, several of them add up, and one into no project says so', async () => {
  const project = await makeProject();
  const ran = await project.mv(['-C', project.sandbox.root, '-C', 'shop/src', 'status', '--json'], {
    directory: '/',
  });
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.is(ran.document().environments[0].branch, 'prod');
  for (const [folder, code] of [
    [project.sandbox.home, 'no-repository'],
    [project.sandbox.path('nowhere'), 'folder-not-found'],
    [`${project.directory}-data.git`, 'bare-repository'],
    [path.join(project.directory, '.git'), 'inside-git-directory'],
  ]) {
    for (const words of [['status'], ['train'], ['experiment', 'e'], ['promote', 'a', 'prod'], ['compare']]) {
      const refused = await project.mv(['-C', folder, ...words, '--json']);
      assert.is(refused.exitCode, 2, `${words[0]} in ${folder}: ${refused.stdout}`);
      assert.is(refused.document().error.code, code, refused.stdout);
    }
  }
  await project.remove();
});

test('a repository that is no project, has no commit, or has ids of another kind is told apart', async () => {
  const sandbox = await Sandbox.make();
  const cases: [string, string[], string[]][] = [
    ['empty', [], ['unborn-branch', 'not-a-project', 'no-project', 'branch-not-found']],
    ['sha256', ['--object-format=sha256'], ['sha256-repository']],
  ];
  for (const [name, options, codes] of cases) {
    await sandbox.git(['init', '--quiet', ...options, name]);
    for (const words of [['train'], ['experiment', 'e'], ['promote', 'a', 'prod']]) {
      const ran = await sandbox.mv([...words, '--json'], { directory: sandbox.path(name) });
      assert.is(ran.exitCode, 2, `${words[0]} in ${name}: ${ran.stdout}${ran.stderr}`);
      assert.ok(codes.includes(ran.document().error.code) || name === 'empty', ran.stdout);
    }
  }
  await sandbox.git(['init', '--quiet', 'other']);
  await sandbox.git(['commit', '--quiet', '--allow-empty', '--message', 'x'], {
    directory: sandbox.path('other'),
  });
  await sandbox.git(['branch', 'a'], { directory: sandbox.path('other') });
  for (const words of [['train'], ['experiment', 'e'], ['promote', 'a', 'prod'], ['rollback', 'prod']]) {
    const ran = await sandbox.mv([...words, '--json'], { directory: sandbox.path('other') });
    assert.is(ran.exitCode, 2, `${words[0]}: ${ran.stdout}${ran.stderr}`);
  }
  await sandbox.remove();
});

test('on a detached HEAD nothing is trained, with the remedy; the rest works', async () => {
  const project = await makeProject();
  await project.git('checkout', '--quiet', '--detach');
  const ran = await project.mv(['train', '--json']);
  assert.is(ran.exitCode, 2);
  assert.is(ran.document().error.code, 'detached-head');
  await project.json('status');
  await project.json('compare');
  const begun = await project.json('experiment', 'feature-x');
  assert.is(begun.branch, 'feature-x');
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'feature-x');
  await project.remove();
});

test('a shallow clone is read, trained and compared; what it cannot know it says', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.write('src/features.js', FEATURES);
  await project.json('train');
  await project.json('promote', 'feature-x', 'prod');
  const clone = new Project(project.sandbox, project.sandbox.path('clone'));
  await project.sandbox.git([
    ...['clone', '--quiet', '--depth', '1', '--no-single-branch'],
    `file://${project.directory}`,
    clone.directory,
  ]);
  await clone.git('branch', 'prod', 'origin/prod').catch(() => '');
  const { releases } = await clone.json('history', 'prod');
  assert.is(releases[0].release, 2, 'the number stands in the commit');
  await clone.json('status');
  await clone.json('compare');
  const again = await clone.mv(['promote', 'feature-x', 'prod', '--json']);
  assert.ok([0, 2].includes(again.exitCode!), again.stdout);
  if (again.exitCode === 2) assert.is(again.document().error.code, 'shallow-clone', again.stdout);
  await clone.json('experiment', 'feature-z', '--from', 'feature-x');
  await clone.write('src/features.js', FEATURES.replace('2', '3'));
  assert.is((await clone.mv(['train', '--trust', '--json'])).exitCode, 0);
  await project.remove();
});

/** What people have in their configuration, all of it at once. */
const CONFIGURATION = `
[color]
	ui = always
[core]
	autocrlf = true
	fileMode = false
	quotePath = true
	untrackedCache = true
	splitIndex = true
	abbrev = 4
[index]
	version = 4
[submodule]
	recurse = true
[status]
	showUntrackedFiles = no
	branch = true
	short = true
	showStash = true
	relativePaths = true
[diff]
	ignoreSubmodules = all
	mnemonicPrefix = true
	noprefix = true
	external = false
[log]
	showSignature = true
[commit]
	template = /nowhere/template
	verbose = true
[i18n]
	commitEncoding = ISO-8859-1
[safe]
	bareRepository = explicit
[init]
	defaultBranch = trunk
[checkout]
	guess = false
[branch]
	autoSetupMerge = always
[push]
	recurseSubmodules = check
[alias]
	status = !false
	switch = !false
[advice]
	detachedHead = true
[fetch]
	recurseSubmodules = true
[transfer]
	fsckObjects = true
`;

test('whatever stands in the configuration of Git, a project is made, trained, released and rolled back', async () => {
  const sandbox = await Sandbox.make();
  const hook = sandbox.path('fsmonitor');
  await writeFile(hook, '#!/bin/sh\nprintf "token\\0/\\0"\n', { mode: 0o755 });
  await writeFile(path.join(sandbox.home, '.gitconfig'), `${CONFIGURATION}[core]\n\tfsmonitor = ${hook}\n`);
  await writeFile(sandbox.path('sales.csv'), salesCsv());
  const env = { GIT_DEFAULT_HASH: 'sha256', GIT_TRACE: '1', GIT_ICASE_PATHSPECS: '1' };
  const ran = await sandbox.mv(
    [
      'init',
      'shop',
      '--data',
      'sales.csv',
      '--target',
      'sales',
      '--time',
      'day',
      '--set',
      'model.trees=2',
      '--json',
    ],
    { env },
  );
  assert.is(ran.exitCode, 0, ran.stdout);
  const project = new Project(sandbox, sandbox.path('shop'));
  await tour(project);
  assert.is(
    await project.git('log', '-1', '--format=%e', 'prod'),
    '',
    'commits are UTF-8 and say nothing else',
  );
  await project.remove();
});

test('a sparse checkout that leaves the model out, and one that leaves src out, train and release', async () => {
  const project = await makeProject();
  await project.git('sparse-checkout', 'set', 'src');
  await tour(project);
  await project.git('switch', '--quiet', '--no-recurse-submodules', 'feature-x');
  await project.git('sparse-checkout', 'set', 'models');
  const text = await project.read('mv.yaml');
  await project.write('mv.yaml', text.replace(/trees: \d+/, 'trees: 4'));
  const before = await project.git('rev-parse', 'HEAD:src');
  const trained = await project.json('train');
  assert.is(trained.trained, true);
  assert.is(await project.git('rev-parse', 'HEAD:src'), before, 'code that is not checked out stays');
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test('filters of .gitattributes stand between folder and commit: the commit is what is trained', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.git('config', 'filter.swap.clean', 'sed s/TIMES/2/');
  await project.git('config', 'filter.swap.smudge', 'sed "s/temp \\* 2/temp * TIMES/"');
  await project.write('.gitattributes', `${await project.read('.gitattributes')}src/*.js filter=swap\n`);
  await project.commit('A filter');
  await project.write('src/features.js', FEATURES.replace('* 2', '* TIMES'));
  assert.is((await project.json('train')).trained, true);
  assert.is(`${await project.git('show', 'HEAD:src/features.js')}\n`, FEATURES);
  assert.is(await project.read('src/features.js'), FEATURES.replace('* 2', '* TIMES'));
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test('a Git directory that stands apart from its tree changes nothing', async () => {
  const project = await makeProject();
  await project.git('init', '--quiet', `--separate-git-dir=${project.sandbox.path('apart.git')}`);
  // Git itself leaves the submodule pointing to where the directory was.
  await writeFile(
    path.join(project.directory, 'data', '.git'),
    `gitdir: ${project.sandbox.path('apart.git', 'modules', 'data')}\n`,
  );
  await project.git(
    ...['config', '--file', project.sandbox.path('apart.git', 'modules', 'data', 'config')],
    ...['core.worktree', path.join(project.directory, 'data')],
  );
  const json = (...words: string[]) => project.json(...words);
  await json('experiment', 'feature-x');
  await project.write('src/features.js', FEATURES);
  assert.is((await json('train')).trained, true);
  await project.git('switch', '--quiet', 'prod');
  assert.is((await json('promote', 'feature-x', 'prod')).release, 2);
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test.run();
