import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { git, gitEnvironment, gitLine } from '../../../src/repository/git/git.ts';
import { explainFailure, heldLock } from '../../../src/repository/git/git-failure.ts';
import { openRepository } from '../../../src/repository/repository.ts';
import { makeRepository } from '../repository-folder.ts';

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.unreachable('it should have thrown'),
    error => error,
  );

test('a lock is never an answer: it is waited for, then named with its age', async () => {
  const { directory, git: run, remove } = makeRepository();
  writeFileSync(path.join(directory, 'file'), 'x');
  run(['add', 'file']);
  const lock = path.join(directory, '.git', 'index.lock');
  writeFileSync(lock, '');
  setTimeout(() => rmSync(lock), 200);
  await git(['update-index', '--refresh'], { directory, write: true, answers: [1, 128] });
  writeFileSync(lock, '');
  const error = await caught(
    git(['read-tree', '--empty'], { directory, write: true, answers: [128], lockPatience: 100 }),
  );
  assert.is(error.code, 'locked');
  assert.is(error.exitCode, 4);
  assert.equal(error.details, { lock, ageSeconds: 0 });
  rmSync(lock);
  const configuration = path.join(directory, '.git', 'config.lock');
  writeFileSync(configuration, '');
  const held = await caught(git(['config', 'a.b', 'c'], { directory, lockPatience: 100 }));
  assert.is(held.code, 'locked');
  assert.is(held.details.lock.replace(/^\.git/, path.join(directory, '.git')), configuration);
  remove();
});

test('what git says becomes a code, a message and a remedy', () => {
  const cases: [string, string, RegExp][] = [
    ['error: unable to write file x: No space left on device\nfatal: y', 'disk-full', /disk is full/],
    ['error: sha1 file x write error. Out of diskspace', 'disk-full', /disk is full/],
    ['fatal: could not open x: Permission denied', 'not-writable', /Permission denied/],
    ['error: could not lock x: Read-only file system', 'not-writable', /Read-only/],
    ['fatal: empty ident name (for <>) not allowed', 'no-identity', /who commits/],
    ["fatal: detected dubious ownership in repository at '/x'", 'dubious-ownership', /another user/],
    ['policy\nfatal: ref updates aborted by hook', 'hook-rejected', /policy/],
    [
      '12:00:00.123456 git.c:460 trace: built-in: git x\nfatal: it failed\nhint: no',
      'git-failed',
      /x failed: it failed$/,
    ],
    ['', 'git-failed', /exit code 9/],
  ];
  for (const [stderr, code, message] of cases) {
    const error = explainFailure(['x'], { stderr, exitCode: 9 });
    assert.is(error.code, code, stderr);
    assert.match(error.message, message);
  }
  assert.is(
    heldLock("fatal: Unable to create '/a b/index.lock': File exists.\n\nAnother git"),
    '/a b/index.lock',
  );
  assert.is(heldLock("fatal: cannot lock ref 'x': Unable to create '/r/x.lock': File exists."), '/r/x.lock');
  assert.is(heldLock('fatal: other'), null);
});

test('a missing folder and a missing git are told apart', async () => {
  const { directory, remove } = makeRepository();
  const folder = await caught(git(['status'], { directory: path.join(directory, 'nowhere') }));
  assert.is(folder.code, 'folder-not-found');
  const before = process.env['PATH'];
  process.env['PATH'] = path.join(directory, 'empty');
  const missing = await caught(git(['status'], { directory }));
  process.env['PATH'] = before;
  assert.is(missing.code, 'git-missing');
  remove();
});

test("the caller's GIT_CONFIG_COUNT goes on, one that is no number is left to Git to refuse", () => {
  const before = { ...process.env };
  Object.assign(process.env, { GIT_CONFIG_COUNT: '2', GIT_DIR: '/elsewhere', GIT_GLOB_PATHSPECS: '1' });
  const environment = gitEnvironment({ GIT_INDEX_FILE: '/mine' });
  assert.is(environment['GIT_CONFIG_COUNT'], '3');
  assert.is(environment['GIT_CONFIG_KEY_2'], 'safe.bareRepository');
  assert.is(environment['GIT_DIR'], undefined);
  assert.is(environment['GIT_GLOB_PATHSPECS'], undefined);
  assert.is(environment['GIT_INDEX_FILE'], '/mine');
  process.env['GIT_CONFIG_COUNT'] = 'two';
  assert.is(gitEnvironment()['GIT_CONFIG_COUNT'], 'two');
  process.env = before;
});

test('output is text of whole characters; latin1 keeps every byte of a name', async () => {
  const { directory, remove } = makeRepository();
  writeFileSync(Buffer.concat([Buffer.from(`${directory}/caf`), Buffer.of(0xe9)]), 'x');
  writeFileSync(path.join(directory, 'ünï'), 'x');
  const list = ['ls-files', '--others', '-z'];
  assert.match((await git(list, { directory })).stdout, 'ünï');
  assert.match((await git(list, { directory, encoding: 'latin1' })).stdout, 'caf\xe9\0');
  remove();
});

test('a repository is opened from any folder of it, by a link, and with a newline in its path', async () => {
  const { directory, git: run, remove } = makeRepository();
  const odd = `${directory}-a\nb`;
  run(['commit', '--quiet', '--allow-empty', '--message', 'x']);
  run(['worktree', 'add', '--quiet', '-b', 'other', odd]);
  mkdirSync(path.join(odd, 'deep', 'er'), { recursive: true });
  symlinkSync(odd, `${directory}-link`);
  for (const folder of [odd, path.join(odd, 'deep', 'er'), path.join(`${directory}-link`, 'deep')]) {
    const repository = await openRepository(folder);
    assert.is(repository.directory, odd);
    assert.is(repository.commonDirectory, path.join(directory, '.git'));
    assert.match(repository.gitDirectory, path.join(directory, '.git', 'worktrees'));
    assert.is(repository.shallow, false);
  }
  assert.match(await gitLine(['--version'], { directory }), /^git version \d/);
  remove();
});

test.run();
