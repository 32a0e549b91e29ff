import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { locateDataRepository } from '../../../src/repository/data/data-repository.ts';
import { resolveRelativeUrl } from '../../../src/repository/data/relative-url.ts';
import { openRepository } from '../../../src/repository/repository.ts';
import { makeRepository } from '../repository-folder.ts';

// What `git submodule init` made of each pair (git 2.39.5); the test below asks the Git at hand again.
const TABLE: [string, string, string][] = [
  ['https://host/team/bikes.git', '../bikes-data.git', 'https://host/team/bikes-data.git'],
  ['https://host/team/bikes.git/', '../bikes-data.git', 'https://host/team/bikes-data.git'],
  ['https://host:8443/a/b/bikes', '../../c/data', 'https://host:8443/a/c/data'],
  ['ssh://git@host/team/bikes.git', '../bikes-data.git', 'ssh://git@host/team/bikes-data.git'],
  ['git@host:team/bikes.git', '../bikes-data.git', 'git@host:team/bikes-data.git'],
  ['git@host:bikes.git', '../bikes-data.git', 'git@host:bikes-data.git'],
  ['host:bikes', './inside', 'host:bikes/inside'],
  ['/srv/git/bikes.git', '../bikes-data.git', '/srv/git/bikes-data.git'],
  ['/srv/git/bikes', './../bikes-data.git', '/srv/git/bikes-data.git'],
  ['file:///srv/git/bikes', '../bikes-data.git', 'file:///srv/git/bikes-data.git'],
  ['/srv/a b/bikes', '../ü.git', '/srv/a b/ü.git'],
  ['https://host/team/bikes.git', 'https://other/data.git', 'https://other/data.git'],
  ['https://host/team/bikes.git', '/absolute/data.git', '/absolute/data.git'],
];

test('relative URLs resolve as Git resolves them for its own submodules', () => {
  const repository = makeRepository();
  const { directory, git } = repository;
  git(['update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},data`]);
  for (const [origin, url, expected] of TABLE) {
    assert.is(resolveRelativeUrl(origin, url), expected, `${origin} and ${url}`);
    writeFileSync(path.join(directory, '.gitmodules'), `[submodule "data"]\n\tpath = data\n\turl = ${url}\n`);
    git(['config', 'remote.origin.url', origin]);
    git(['submodule', '--quiet', 'init']);
    assert.is(git(['config', 'submodule.data.url']), expected, `git: ${origin} and ${url}`);
    git(['config', '--remove-section', 'submodule.data']);
  }
  repository.remove();
});

test('the data repository is found beside the main tree, beside the origin, or it is remote', async () => {
  const repository = makeRepository();
  const { directory, git } = repository;
  writeFileSync(
    path.join(directory, '.gitmodules'),
    '[submodule "data"]\n\tpath = data\n\turl = ../repository-data.git\n',
  );
  const located = async () => locateDataRepository(await openRepository(directory));
  const beside = path.join(path.dirname(directory), 'repository-data.git');
  const written = '../repository-data.git';
  assert.equal(await located(), { written, url: beside, path: beside });
  const cases: [string, { url: string; path: string | null }][] = [
    ['/srv/x', { url: '/srv/repository-data.git', path: '/srv/repository-data.git' }],
    [
      'file:///srv/a%20b/x',
      { url: 'file:///srv/a%20b/repository-data.git', path: '/srv/a b/repository-data.git' },
    ],
    ['https://h/x', { url: 'https://h/repository-data.git', path: null }],
    ['git@h:x', { url: 'git@h:repository-data.git', path: null }],
  ];
  for (const [origin, expected] of cases) {
    git(['config', 'remote.origin.url', origin]);
    assert.equal(await located(), { written, ...expected }, origin);
  }
  git(['config', '--unset', 'remote.origin.url']);
  git(['add', '.gitmodules']);
  git(['commit', '--quiet', '--message', 'x']);
  const linked = path.join(path.dirname(directory), 'far', 'linked');
  mkdirSync(path.dirname(linked));
  git(['worktree', 'add', '--quiet', '-b', 'other', linked]);
  assert.is(
    (await locateDataRepository(await openRepository(linked))).path,
    beside,
    'seen from a linked tree',
  );
  git(['-C', linked, 'rm', '--quiet', '--cached', '.gitmodules']);
  git(['sparse-checkout', 'set', '--no-cone', 'nothing']);
  assert.is((await locateDataRepository(await openRepository(directory))).path, beside, 'from the commit');
  repository.remove();
});

test('without .gitmodules the error says what this is not', async () => {
  const repository = makeRepository();
  const error = await locateDataRepository(await openRepository(repository.directory)).catch(
    caught => caught,
  );
  assert.is(error.code, 'no-data-submodule');
  repository.remove();
});

test.run();
