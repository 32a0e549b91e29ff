// What history tells of an environment, from its commits alone: releases, what was made by hand, what was forged.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn, park } from '../support/commit-on.ts';
import { makeProject, type Project } from '../support/project.ts';

const FIELDS = ['release', 'commit', 'at', 'kind', 'from', 'data', 'metrics', 'gates', 'author'];

async function history(project: Project, environment = 'prod'): Promise<any[]> {
  const { releases } = await project.json('history', environment);
  return releases;
}

const brief = (releases: any[]) => releases.map(({ release, kind, note }) => [release, kind, note]);

/** prod with release 2, a promotion of `feature`. Nothing is checked out. */
async function twoReleases(): Promise<Project> {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'feature', { 'models/extra.txt': 'x', 'docs/f.md': 'f' }, { from: 'prod' });
  await project.json('promote', 'feature', 'prod');
  return project;
}

const message = (project: Project, commit: string) => project.git('log', '-1', '--format=%B', commit);

test('every promised field is there, ids are whole, times are UTC, newest first', async () => {
  const project = await twoReleases();
  const document = await project.json('history');
  assert.is(document.environment, 'prod');
  for (const release of document.releases) {
    for (const field of FIELDS) assert.ok(field in release, field);
    assert.match(release.commit, /^[0-9a-f]{40}$/);
    assert.match(release.data.commit, /^[0-9a-f]{40}$/);
    assert.match(release.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    assert.type(release.metrics.rmse, 'number');
    assert.equal(release.gates, []);
    assert.is(release.author, 'Ada Tester');
  }
  const [newest, first] = document.releases;
  assert.equal(newest.from, { branch: 'feature', commit: await project.git('rev-parse', 'feature') });
  assert.is(newest.commit, await project.git('rev-parse', 'prod'));
  assert.is(first.from, null);
  assert.is(first.kind, 'init');
  await project.remove();
});

test('its commits and merges by hand are listed as unverified, and take no number', async () => {
  const project = await twoReleases();
  commitOn(project, 'prod', { 'docs/hotfix.md': 'h' });
  commitOn(project, 'side', { 'docs/side.md': 's' }, { from: 'prod' });
  const merge = await project.git(
    'commit-tree',
    'side^{tree}',
    '-p',
    'prod',
    '-p',
    'side',
    '-m',
    'Merge side',
  );
  await project.git('update-ref', 'refs/heads/prod', merge);
  commitOn(project, 'next', { 'models/extra.txt': 'y' }, { from: 'prod' });
  await project.json('promote', 'next', 'prod');
  assert.equal(brief(await history(project)), [
    [3, 'promotion', null],
    [null, 'unverified', 'a merge made by hand'],
    [null, 'unverified', 'a commit made by hand'],
    [2, 'promotion', null],
    [1, 'init', null],
  ]);
  await project.remove();
});

test('an amended message is still the release; an amended tree is not', async () => {
  const project = await twoReleases();
  const parents = (await project.git('log', '-1', '--format=%P', 'prod')).split(' ');
  const text = await message(project, 'prod');
  const amend = async (tree: string, words: string) => {
    const commit = await project.git('commit-tree', tree, '-p', parents[0], '-p', parents[1], '-m', words);
    await project.git('update-ref', 'refs/heads/prod', commit);
  };
  await amend('prod^{tree}', `${text.trimEnd()}\nSigned-off-by: Ada <ada@example.org>\n`);
  assert.equal(brief(await history(project))[0], [2, 'promotion', null]);
  const edited = commitOn(project, 'scratch', { 'src/late.js': 'export {};\n' }, { from: 'prod' });
  await amend(`${edited}^{tree}`, text);
  assert.equal(brief(await history(project))[0], [
    null,
    'unverified',
    'edited by hand: src/ has changed since the model was made',
  ]);
  await project.remove();
});

test('forged trailers are seen through', async () => {
  const project = await twoReleases();
  const tip = await project.git('rev-parse', 'prod');
  const feature = await project.git('rev-parse', 'feature');
  const first = await project.git('rev-parse', 'prod~1');
  const forge = async (edits: Record<string, string>, words: string, parents: string[]) => {
    await project.git('update-ref', 'refs/heads/prod', tip);
    commitOn(project, 'prod', edits, { message: words, parents });
    return brief(await history(project))[0];
  };
  const trailers = (kind: string, more: string[] = [], release = 3) =>
    [
      'A release',
      '',
      ...[`Mv-Kind: ${kind}`, `Mv-Release: ${release}`, 'Mv-Environment: prod', ...more],
    ].join('\n');
  const cases: [note: RegExp, edits: Record<string, string>, words: string, parents: string[]][] = [
    [/and has a parent/, {}, trailers('init'), [tip]],
    [/1 parents and no branch/, {}, trailers('promotion', ['Mv-Branch: feature']), [tip]],
    [
      /its model is not that of/,
      { 'models/extra.txt': 'forged' },
      trailers('promotion', ['Mv-Branch: feature']),
      [tip, feature],
    ],
    [
      /its model is not that of/,
      { 'models/extra.txt': 'forged' },
      trailers('promotion', [`Mv-Commit: ${feature}`]),
      [tip],
    ],
    [/is not here/, {}, trailers('promotion', [`Mv-Commit: ${'a'.repeat(40)}`]), [tip]],
    [
      /it says aaaaaaa, and merges/,
      {},
      trailers('promotion', [`Mv-Commit: ${'a'.repeat(40)}`]),
      [tip, feature],
    ],
    [
      /edited by hand: src/,
      { 'src/x.js': 'export {};\n' },
      trailers('promotion', [`Mv-Commit: ${feature}`]),
      [tip, feature],
    ],
    [
      /edited by hand: mv.yaml/,
      { 'mv.yaml': (await project.git('show', 'prod:mv.yaml')).replace('trees: 5', 'trees: 6') },
      trailers('promotion'),
      [tip, feature],
    ],
    [/and not of which commit/, {}, trailers('rollback'), [tip]],
    [/and not of which commit/, {}, trailers('rollback', ['Mv-Restores: HEAD']), [tip]],
    [/is none of its releases/, {}, trailers('rollback', [`Mv-Restores: ${'b'.repeat(40)}`]), [tip]],
    [/is none of its releases/, {}, trailers('rollback', [`Mv-Restores: ${feature}`]), [tip]],
    [/it is not what .* was/, {}, trailers('rollback', [`Mv-Restores: ${first}`]), [tip]],
    [
      /a release of staging, brought here by hand/,
      {},
      trailers('promotion', []).replace('prod', 'staging'),
      [tip, feature],
    ],
    [
      /it says release 2, and release 2 came before it/,
      {},
      trailers('promotion', [`Mv-Commit: ${feature}`], 2),
      [tip, feature],
    ],
    [/a commit made by hand/, {}, trailers('promotion', []).replace('3', '-3'), [tip]],
    [/a commit made by hand/, {}, trailers('deployment'), [tip]],
  ];
  for (const [note, edits, words, parents] of cases) {
    const [release, kind, said] = await forge(edits, words, parents);
    assert.equal([release, kind], [null, 'unverified'], words);
    assert.match(said, note);
  }
  await project.remove();
});

test('a cherry-pick, a revert and a copy of a release are commits by hand', async () => {
  const project = await twoReleases();
  await project.git('switch', '--quiet', 'prod');
  await project.git('revert', '--mainline=1', '--no-edit', 'HEAD');
  await project.git('cherry-pick', '--mainline=1', 'HEAD~1');
  const [pick, revert] = brief(await history(project));
  assert.equal(revert, [null, 'unverified', 'a commit made by hand']);
  assert.equal(pick.slice(0, 2), [null, 'unverified']);
  await project.remove();
});

test('a shallow clone knows the number from the trailer; promoting there says what is missing', async () => {
  const project = await twoReleases();
  const clone = project.sandbox.path('shallow');
  await project.sandbox.git([
    'clone',
    '--quiet',
    '--depth=1',
    '--no-single-branch',
    '--branch=prod',
    `file://${project.directory}`,
    clone,
  ]);
  const git = (...args: string[]) => project.sandbox.git(args, { directory: clone });
  const mv = (...args: string[]) => project.sandbox.mv([...args, '--json'], { directory: clone });
  const { releases } = (await mv('history')).document();
  assert.is(releases.length, 1);
  assert.is(releases[0].release, 2);
  assert.is(releases[0].kind, 'promotion');
  assert.is(releases[0].from.branch, 'feature');
  commitOn(project, 'next', { 'models/extra.txt': 'y' }, { from: 'prod' });
  await git('fetch', '--quiet', '--depth=1', 'origin', 'next:next');
  const before = await git('for-each-ref');
  const promoted = await mv('promote', 'next', 'prod');
  assert.is(promoted.exitCode, 2);
  assert.is(promoted.document().error.code, 'shallow-clone');
  assert.match(promoted.document().error.hint, 'git fetch --unshallow');
  const back = await mv('rollback', 'prod');
  assert.is(back.exitCode, 2);
  assert.match(back.document().error.hint, 'git fetch --unshallow');
  assert.is(await git('for-each-ref'), before);
  await git('fetch', '--quiet', '--unshallow');
  assert.is((await mv('promote', 'next', 'prod')).document().release, 3);
  await project.remove();
});

test('an environment made by plain Git begins with what the other one had, and counts its own releases', async () => {
  const project = await twoReleases();
  await project.git('switch', '--quiet', 'prod');
  await project.write('mv.yaml', (await project.read('mv.yaml')).replace('[prod]', '[prod, staging]'));
  await project.commit('Staging');
  await project.git('switch', '--quiet', 'parked');
  const missing = await project.mv(['history', 'staging', '--json']);
  assert.is(missing.exitCode, 2);
  assert.match(missing.document().error.hint, 'git branch staging prod');
  await project.git('branch', 'staging', 'prod');
  assert.equal(brief(await history(project, 'staging')), [
    [null, 'unverified', 'a commit made by hand'],
    [null, 'init', 'begins with what prod had'],
  ]);
  commitOn(project, 'next', { 'models/extra.txt': 'y' }, { from: 'prod' });
  assert.is((await project.json('promote', 'next', 'staging')).release, 1);
  assert.is((await project.json('promote', 'staging', 'prod')).release, 3);
  const listed = brief(await history(project, 'staging'));
  assert.equal(listed[0], [1, 'promotion', null]);
  const back = await project.json('rollback', 'staging');
  assert.is(back.release, 2);
  assert.is(
    await project.git('rev-parse', 'staging:models'),
    await project.git('rev-parse', 'feature:models'),
  );
  await project.remove();
});

test('fast-forwarding prod to staging by hand hides none of its releases', async () => {
  const project = await twoReleases();
  await project.git('switch', '--quiet', 'prod');
  await project.write('mv.yaml', (await project.read('mv.yaml')).replace('[prod]', '[prod, staging]'));
  await project.commit('Staging');
  await project.git('switch', '--quiet', 'parked');
  await project.git('branch', 'staging', 'prod');
  commitOn(project, 'next', { 'models/extra.txt': 'y' }, { from: 'prod' });
  await project.json('promote', 'next', 'staging');
  await project.git('fetch', '--quiet', '.', 'staging:prod');
  const listed = brief(await history(project));
  assert.equal(listed[0], [null, 'unverified', 'a release of staging, brought here by hand']);
  assert.equal(listed.slice(2), [
    [2, 'promotion', null],
    [1, 'init', null],
  ]);
  commitOn(project, 'last', { 'models/extra.txt': 'z' }, { from: 'prod' });
  assert.is((await project.json('promote', 'last', 'prod')).release, 3);
  await project.remove();
});

test('environments that nest are refused, with the remedy', async () => {
  const project = await makeProject();
  await project.write('mv.yaml', (await project.read('mv.yaml')).replace('[prod]', '[prod, prod/client-a]'));
  await project.commit('Nested');
  const ran = await project.mv(['history', '--json']);
  assert.is(ran.exitCode, 2);
  assert.match(ran.document().error.message, 'cannot both be branches');
  assert.match(ran.document().error.hint, 'rename one');
  await project.write(
    'mv.yaml',
    (await project.read('mv.yaml')).replace('[prod, prod/client-a]', '[prod, client-a/prod]'),
  );
  await project.commit('Beside');
  await project.git('branch', 'client-a/prod');
  commitOn(project, 'feature', { 'models/n': 'n' }, { from: 'prod' });
  assert.is((await project.json('promote', 'feature', 'client-a/prod')).release, 1);
  await project.remove();
});

test('the table says what a person asks: number, when, kind, from where, how good, and what is odd', async () => {
  const project = await twoReleases();
  await project.json('rollback', 'prod');
  commitOn(project, 'prod', { 'docs/hotfix.md': 'h' });
  const { stdout } = await project.mv(['history']);
  assert.match(stdout, 'prod: 4 commits, newest first');
  for (const text of [
    'unverified',
    'a commit made by hand',
    'restores release 1',
    'promotion',
    'feature',
    'Ada Tester',
    'rmse',
  ])
    assert.match(stdout, text);
  await project.remove();
});

test.run();
