// What was begun and not finished is finished by the next command, and only that.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { moveBranch } from '../../../src/repository/branches/move-branch.ts';
import { finishPending } from '../../../src/repository/journal/finish-pending.ts';
import type { Entry } from '../../../src/repository/journal/pending-entry.ts';
import { ownMark } from '../../../src/repository/journal/process-mark.ts';
import { openRepository } from '../../../src/repository/repository.ts';
import { makeRepository } from '../repository-folder.ts';

/** `prod` at `from` with its file checked out, and `to`, one commit further. */
async function begin() {
  const made = makeRepository();
  const { directory, git } = made;
  writeFileSync(path.join(directory, 'file'), 'old\n');
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', 'from']);
  const from = git(['rev-parse', 'HEAD']);
  writeFileSync(path.join(directory, 'file'), 'new\n');
  git(['commit', '--quiet', '--all', '--message', 'to']);
  const to = git(['rev-parse', 'HEAD']);
  git(['reset', '--quiet', '--hard', from]);
  const repository = await openRepository(directory);
  const pending = path.join(directory, '.git', 'mv', 'pending');
  const place = { directory, gitDirectory: repository.gitDirectory };
  return {
    ...made,
    repository,
    from,
    to,
    pending,
    followers: [{ place, adopt: [], store: null }],
    move: () =>
      moveBranch({
        repository,
        moves: [{ ref: 'refs/heads/prod', before: from, after: to }],
        reason: 'test',
        followers: [{ place, adopt: [], store: null }],
      }),
    /** As a command leaves it that was killed `seconds` ago. */
    async leave(process: Partial<Entry['process']>, seconds = 60, change: Partial<Entry> = {}) {
      mkdirSync(pending, { recursive: true });
      const entry: Entry = {
        version: 2,
        process: { ...(await ownMark()), ...process },
        branch: 'refs/heads/prod',
        before: from,
        after: to,
        followers: [{ place, adopt: [], store: null }],
        ...change,
      };
      const file = path.join(pending, 'left.json');
      writeFileSync(file, JSON.stringify(entry));
      const then = Date.now() / 1000 - seconds;
      utimesSync(file, then, then);
    },
    left: () => (existsSync(pending) ? readdirSync(pending) : []),
    status: () => git(['status', '--porcelain']),
  };
}

/** A number that no process has any more. */
function deadProcess(): Promise<number> {
  return new Promise(resolve => {
    const child = spawn('true');
    child.on('exit', () => resolve(child.pid!));
  });
}

test('branch and tree move, and nothing is left in the journal', async () => {
  const { move, left, status, git, to, remove } = await begin();
  await move();
  assert.is(git(['rev-parse', 'HEAD']), to);
  assert.is(status(), '');
  assert.equal(left(), []);
  remove();
});

test('where the branch moved meanwhile nothing happens at all', async () => {
  const { move, left, status, git, from, directory, remove } = await begin();
  git(['commit', '--quiet', '--allow-empty', '--message', 'theirs']);
  const error = await move().catch(caught => caught);
  assert.is(error.code, 'branch-moved');
  assert.is(git(['rev-parse', 'HEAD^']), from);
  assert.is(status(), '');
  assert.is(readFileSync(path.join(directory, 'file'), 'utf8'), 'old\n');
  assert.equal(left(), []);
  remove();
});

test('killed after the branch moved: the next command brings the tree along and says so', async () => {
  const { leave, left, status, git, to, repository, remove } = await begin();
  await leave({ id: await deadProcess() });
  git(['update-ref', 'refs/heads/prod', to]);
  assert.is.not(status(), '');
  assert.equal(await finishPending(repository), ['prod']);
  assert.is(status(), '');
  assert.equal(left(), []);
  assert.equal(await finishPending(repository), []);
  remove();
});

test('a number that another process has by now does not keep anybody waiting', async () => {
  const { leave, status, git, to, repository, remove } = await begin();
  await leave({ id: process.ppid, started: 'another time' });
  git(['update-ref', 'refs/heads/prod', to]);
  assert.equal(await finishPending(repository), ['prod']);
  assert.is(status(), '');
  remove();
});

test('killed before the branch moved: nothing was done, nothing is', async () => {
  const { leave, left, status, repository, git, from, pending, remove } = await begin();
  await leave({ id: await deadProcess() });
  writeFileSync(path.join(pending, `half.${await deadProcess()}.part`), '{"version":2,"bran');
  writeFileSync(path.join(pending, 'torn.json'), '{"version":2,"bran');
  assert.equal(await finishPending(repository), []);
  assert.is(git(['rev-parse', 'HEAD']), from);
  assert.is(status(), '');
  assert.equal(left(), []);
  remove();
});

test('a git that outlives its command may still move the branch: it is waited for', async () => {
  const { leave, status, git, to, repository, directory, remove } = await begin();
  await leave({ id: await deadProcess() }, 0);
  spawn('sh', ['-c', `sleep 0.4; git update-ref refs/heads/prod ${to}`], { cwd: directory });
  assert.equal(await finishPending(repository), ['prod']);
  assert.is(git(['rev-parse', 'HEAD']), to);
  assert.is(status(), '');
  remove();
});

test('a command that runs finishes by itself: the next one waits until it has', async () => {
  const { leave, left, repository, pending, remove } = await begin();
  const child = spawn('sleep', ['5']);
  await leave({ id: child.pid!, started: null }, 0);
  setTimeout(() => spawn('rm', [path.join(pending, 'left.json')]), 300);
  const clock = performance.now();
  assert.equal(await finishPending(repository), []);
  assert.ok(performance.now() - clock > 250);
  assert.equal(left(), []);
  child.kill();
  remove();
});

test('an entry of another machine is left alone while it is young, and finished when it is not', async () => {
  const { leave, left, git, to, repository, remove } = await begin();
  git(['update-ref', 'refs/heads/prod', to]);
  await leave({ host: `not-${hostname()}` }, 11 * 60);
  assert.equal(await finishPending(repository), ['prod']);
  assert.equal(left(), []);
  remove();
});

test('a tree that went elsewhere since, or is gone, is not touched', async () => {
  const { leave, left, status, git, from, to, repository, followers, directory, remove } = await begin();
  const gone = { ...followers[0], place: { directory: `${directory}-gone`, gitDirectory: '/nowhere' } };
  await leave({ id: await deadProcess() }, 60, { followers: [gone, ...followers] });
  git(['switch', '--quiet', '--create', 'elsewhere', from]);
  git(['update-ref', 'refs/heads/prod', to]);
  assert.equal(await finishPending(repository), ['prod']);
  assert.is(status(), '');
  assert.is(readFileSync(path.join(directory, 'file'), 'utf8'), 'old\n');
  assert.equal(left(), []);
  remove();
});

test('a tree that cannot follow is said, with the branch where it is, and is finished later', async () => {
  const { leave, left, status, git, to, repository, directory, remove } = await begin();
  git(['update-ref', 'refs/heads/prod', to]);
  // A gitlink for data/ that nobody has: the pin cannot be checked out.
  git(['init', '--quiet', 'data']);
  git(['-C', 'data', 'commit', '--quiet', '--allow-empty', '--message', 'x']);
  git(['update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},data`]);
  const tree = git(['write-tree']);
  const pinned = git(['commit-tree', '-p', to, '-m', 'pin', tree]);
  git(['reset', '--quiet', '--mixed', to]);
  git(['update-ref', 'refs/heads/prod', pinned]);
  await leave({ id: await deadProcess() }, 60, { before: to, after: pinned });
  const error = await finishPending(repository).catch(caught => caught);
  assert.is(error.code, 'data-missing');
  assert.match(error.message, `"prod" is at ${pinned.slice(0, 10)} now, but ${directory} did not follow yet`);
  assert.equal(left(), ['left.json']);
  assert.match(status(), 'data');
  remove();
});

test.run();
