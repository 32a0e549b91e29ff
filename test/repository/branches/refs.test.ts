import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  branchNamed,
  configValue,
  currentBranch,
  isAncestor,
  listBranches,
  moveRefs,
  resolveCommit,
} from '../../../src/repository/branches/refs.ts';
import { makeRepository, type RepositoryFolder } from '../repository-folder.ts';

function withCommits(): { repository: RepositoryFolder; one: string; two: string; three: string } {
  const repository = makeRepository();
  const tree = repository.git(['mktree'], '');
  const commit = (name: string, ...parents: string[]) =>
    repository.git(['commit-tree', '-m', name, ...parents.flatMap(parent => ['-p', parent]), tree]);
  const one = commit('one');
  const two = commit('two', one);
  const three = commit('three', one);
  repository.git(['update-ref', 'refs/heads/prod', one]);
  repository.git(['update-ref', 'refs/heads/client-a/x', two]);
  return { repository, one, two, three };
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.unreachable('it should have thrown'),
    error => error,
  );

test('branches are listed by name with their commits', async () => {
  const { repository, one, two } = withCommits();
  const branches = await listBranches(repository.directory);
  assert.equal(branches, [
    { commit: two, name: 'client-a/x' },
    { commit: one, name: 'prod' },
  ]);
  assert.is(branchNamed(branches, 'prod').commit, one);
  assert.is(await currentBranch(repository.directory), 'prod');
  assert.is(await resolveCommit(repository.directory, 'refs/heads/prod'), one);
  assert.is(await resolveCommit(repository.directory, '--all'), null);
  assert.is(await resolveCommit(repository.directory, 'nowhere'), null);
  assert.is(await configValue(repository.directory, 'no.such.key'), null);
  assert.is(await isAncestor(repository.directory, one, two), true);
  assert.is(await isAncestor(repository.directory, two, one), false);
  repository.remove();
});

test('refs move all together, with a reason in their log', async () => {
  const { repository, one, two, three } = withCommits();
  await moveRefs(
    repository.directory,
    [
      { ref: 'refs/heads/prod', before: one, after: two },
      { ref: 'refs/heads/new', before: null, after: three },
      { ref: 'refs/heads/client-a/x', before: two, after: two },
    ],
    'git-model: moved',
  );
  assert.is(repository.git(['rev-parse', 'prod']), two);
  assert.is(repository.git(['rev-parse', 'new']), three);
  assert.is(repository.git(['reflog', '-1', '--format=%gs', 'prod']), 'git-model: moved');
  repository.remove();
});

test('where one of them is not where it was seen, none moves, and the error says what moved', async () => {
  const { repository, one, two, three } = withCommits();
  const cases: [string, string | null, string | null][] = [
    ['refs/heads/client-a/x', one, two],
    ['refs/heads/client-a/x', null, two],
    ['refs/heads/gone', one, null],
  ];
  for (const [ref, before, found] of cases) {
    const error = await caught(
      moveRefs(
        repository.directory,
        [
          { ref: 'refs/heads/prod', before: one, after: three },
          { ref, before, after: three },
        ],
        'x',
      ),
    );
    assert.is(error.code, 'branch-moved');
    assert.is(error.exitCode, 4);
    assert.equal(error.details, { branch: ref.replace('refs/heads/', ''), expected: before, found });
    assert.is(repository.git(['rev-parse', 'prod']), one, 'nothing moved');
  }
  repository.remove();
});

test('of twenty writers of one ref one wins, and the others know what moved', async () => {
  const { repository, one, two, three } = withCommits();
  const writers = Array.from({ length: 20 }, (_, index) =>
    moveRefs(
      repository.directory,
      [{ ref: 'refs/heads/prod', before: one, after: index % 2 ? two : three }],
      'x',
    ).then(
      () => 'won',
      error => error.code as string,
    ),
  );
  const ends = await Promise.all(writers);
  assert.is(ends.filter(end => end === 'won').length, 1, ends.join(' '));
  assert.is(ends.filter(end => end === 'branch-moved').length, 19, ends.join(' '));
  repository.remove();
});

test('a hook that refuses is quoted; a name that nests says what Git says', async () => {
  const { repository, one, two } = withCommits();
  const nested = await caught(
    moveRefs(repository.directory, [{ ref: 'refs/heads/prod/x', before: null, after: two }], 'x'),
  );
  assert.match(nested.message, 'refs/heads/prod');
  const hooks = path.join(repository.directory, '.git', 'hooks');
  mkdirSync(hooks, { recursive: true });
  writeFileSync(path.join(hooks, 'reference-transaction'), '#!/bin/sh\necho "policy: no" >&2\nexit 1\n', {
    mode: 0o755,
  });
  const refused = await caught(
    moveRefs(repository.directory, [{ ref: 'refs/heads/prod', before: one, after: two }], 'x'),
  );
  assert.is(refused.code, 'hook-rejected');
  assert.match(refused.message, 'policy: no');
  repository.remove();
});

test.run();
