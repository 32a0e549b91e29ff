// `ingest`: new rows are checked, and become one commit of the data repository.

import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project, salesCsv } from '../support/project.ts';

/** Thirty days after those of the project, in another order of columns. */
function laterCsv(rows = 30, from = 120): string {
  const [, ...lines] = salesCsv(from + rows)
    .trimEnd()
    .split('\n');
  const turned = lines.slice(from).map(line => line.split(',').reverse().join(','));
  return `sales,weather,temp,day\n${turned.join('\n')}\n`;
}

const dataGit = (project: Project, ...args: string[]) =>
  project.sandbox.git(args, { directory: project.sandbox.path('shop-data.git') });

/** The refusal, and that nothing is left of it. */
async function refused(project: Project, args: string[], input?: string) {
  const before = await dataGit(project, 'rev-parse', 'main');
  const ran = await project.mv(['ingest', ...args, '--json'], { input });
  assert.is(await dataGit(project, 'rev-parse', 'main'), before);
  assert.is(await dataGit(project, 'fsck', '--unreachable', '--no-progress'), '');
  return { exitCode: ran.exitCode, ...ran.document().error };
}

test('rows in another order of columns become one commit of the data repository, and no branch moves', async () => {
  const project = await makeProject();
  await writeFile(project.sandbox.path('may.csv'), laterCsv());
  const branches = await project.git('for-each-ref');
  const before = await dataGit(project, 'rev-parse', 'main');
  const made = await project.json('ingest', '../may.csv', '--date', '2024-05-30');
  assert.equal(made.data, { before, after: await dataGit(project, 'rev-parse', 'main') });
  assert.is(await dataGit(project, 'rev-parse', 'main^'), before);
  assert.equal([made.files, made.rows, made.rejected], [['updates/2024-05-30.csv'], 30, []]);
  assert.is(await dataGit(project, 'show', 'main:updates/2024-05-30.csv'), laterCsv().trimEnd());
  assert.is(
    await dataGit(project, 'log', '-1', '--format=%an %s', 'main'),
    'Ada Tester Update 2024-05-30: 30 rows',
  );
  assert.is(await project.git('for-each-ref'), branches);
  assert.is((await project.json('status')).environments[0].data.behind, 1);
  await project.remove();
});

test('a file that is there already gives no rows and no commit; another of that date is a second file', async () => {
  const project = await makeProject();
  await writeFile(project.sandbox.path('may.csv'), laterCsv());
  const first = await project.json('ingest', '../may.csv', '--date', '2024-05-30');
  const again = await project.json('ingest', '../may.csv', '--date', '2024-06-01');
  assert.equal([again.rows, again.known, again.files, again.data.after], [0, 30, [], first.data.after]);
  await writeFile(project.sandbox.path('june.csv'), laterCsv(5, 150));
  const second = await project.json('ingest', '../june.csv', '../may.csv', '--date', '2024-05-30');
  assert.equal([second.files, second.rows], [['updates/2024-05-30-2.csv'], 5]);
  const mine = await project.json('ingest', '../shop-data.git/../sales.csv');
  assert.is(mine.rows, 0, 'the very first file is known too');
  await project.remove();
});

const BAD = [
  'day,temp,weather,sales',
  '2024-06-01,1,sun,2',
  '2024-06-02,x,sun,abc',
  'nope,1,sun,2',
  '2024-06-03,1,sun',
  '2024-06-04,3,"never, seen",4',
  '',
].join('\n');

test('every fault is told by file, line and column, and nothing is ingested', async () => {
  const project = await makeProject();
  await writeFile(project.sandbox.path('bad.csv'), BAD);
  const error = await refused(project, ['../bad.csv']);
  assert.equal([error.exitCode, error.code, error.details.rejectedRows], [2, 'rows-refused', 3]);
  assert.equal(
    error.details.rejected.map(({ line, column }: any) => [line, column]),
    [
      [3, 'temp'],
      [3, 'sales'],
      [4, 'day'],
      [5, null],
    ],
  );
  assert.is(error.details.rejected[0].reason, '"x" is not a number');
  assert.match(error.message, '../bad.csv, line 4, column "day": "nope" is not a time');
  assert.match(error.hint, '--skip-rejected');
  await project.remove();
});

test('--skip-rejected takes the others and writes the wrong rows beside, to be corrected and ingested', async () => {
  const project = await makeProject();
  await writeFile(project.sandbox.path('bad.csv'), BAD);
  const made = await project.json('ingest', '../bad.csv', '--skip-rejected', '--date', '2024-06-05');
  assert.equal([made.rows, made.rejectedRows, made.rejected.length], [2, 3, 4]);
  assert.is(
    await dataGit(project, 'show', 'main:updates/2024-06-05.csv'),
    'day,temp,weather,sales\n2024-06-01,1,sun,2\n2024-06-04,3,"never, seen",4',
  );
  assert.is(
    await readFile(project.sandbox.path('bad.rejected.csv'), 'utf8'),
    'day,temp,weather,sales\n2024-06-02,x,sun,abc\nnope,1,sun,2\n2024-06-03,1,sun\n',
  );
  const again = await project.json('ingest', '../bad.csv', '--skip-rejected');
  assert.equal(
    [again.rows, again.known, again.data.before],
    [0, 2, made.data.after],
    'the rest is recognised',
  );
  assert.ok(existsSync(project.sandbox.path('bad.rejected-2.csv')), 'and no file is overwritten');
  await writeFile(project.sandbox.path('bad.rejected.csv'), 'day,temp,weather,sales\n2024-06-02,1,sun,3\n');
  assert.is((await project.json('ingest', '../bad.rejected.csv')).rows, 1);
  await project.remove();
});

test('wholly wrong files change nothing, with --skip-rejected too', async () => {
  const project = await makeProject();
  const wrong: [string, string][] = [
    ['missing-column', 'day,temp,sales\n2024-06-01,1,2\n'],
    ['not-csv', '<!doctype html><html><body>Sorry</body></html>'],
    ['not-csv', '{"error": "too many requests"}'],
    ['empty-file', ''],
    ['missing-header', '1.5,2.25,-3,0.4\n5,6,7,8\n'],
    ['quote-not-closed', 'day,temp,weather,sales\n2024-06-01,1,"sun,2\n'],
    ['rows-refused', 'day,temp,weather,sales\na,b,c,d\ne,f,g,h\n'],
  ];
  for (const [code, text] of wrong) {
    const error = await refused(project, ['-', '--skip-rejected'], text);
    assert.equal([error.exitCode, error.code], [2, code], text);
    assert.ok(error.details.rejected.length > 0, code);
  }
  await writeFile(project.sandbox.path('good.csv'), laterCsv());
  await writeFile(project.sandbox.path('bad.csv'), 'day\n2024-06-01\n');
  const error = await refused(project, ['../good.csv', '../bad.csv', '--skip-rejected']);
  assert.equal([error.code, error.details.rejected[0].file], ['rows-refused', '../bad.csv']);
  assert.is((await refused(project, ['nowhere.csv'])).code, 'file-not-found');
  assert.is((await refused(project, ['-', '--date', '2024-02-30'])).code, 'invalid-date');
  assert.is((await refused(project, [])).code, 'no-sources');
  await project.remove();
});

test('rows of a declared key are recognised, and no model is stale for it; other values under a key are a fault', async () => {
  const project = await makeProject();
  await project.write(
    'mv.yaml',
    `${await project.read('mv.yaml')}`.replace('data:\n', 'data:\n  key: [day]\n'),
  );
  await project.commit('Know rows by their day');
  assert.is((await project.json('status')).environments[0].fresh, true);
  // Two days that are there, with their values; one of them twice; and a new one.
  const [header, first, second] = salesCsv().split('\n');
  const input = [header, second, first, '2024-06-01,1,sun,2', first, ''].join('\n');
  const ran = await project.mv(['ingest', '-', '--date', '2024-06-01', '--json'], { input });
  assert.is(ran.exitCode, 0, ran.stdout);
  const made = ran.document();
  assert.equal([made.rows, made.known], [1, 3]);
  assert.is(await dataGit(project, 'show', 'main:updates/2024-06-01.csv'), `${header}\n2024-06-01,1,sun,2`);
  const other = await refused(project, ['-'], `${header}\n2024-06-01,1,sun,3\n`);
  assert.match(other.details.rejected[0].reason, 'day "2024-06-01" is there already, with other values');
  assert.equal([other.details.rejected[0].line, other.details.rejected[0].column], [2, 'day']);
  await project.remove();
});

test('without a key equal rows are kept', async () => {
  const project = await makeProject();
  const input = 'day,temp,weather,sales\n2024-06-01,1,sun,2\n2024-06-01,1,sun,2\n';
  const ran = await project.mv(['ingest', '-', '--json'], { input });
  assert.is(ran.document().rows, 2);
  await project.remove();
});

test('a dry run checks and moves nothing', async () => {
  const project = await makeProject();
  const before = await dataGit(project, 'rev-parse', 'main');
  const ran = await project.mv(['ingest', '-', '--dry-run', '--json'], { input: laterCsv() });
  assert.is(ran.document().rows, 30);
  assert.is(await dataGit(project, 'rev-parse', 'main'), before);
  assert.is(await dataGit(project, 'fsck', '--unreachable', '--no-progress'), '');
  await project.remove();
});

test('columns that the model does not read may come and go', async () => {
  const project = await makeProject();
  const wider = 'shop,day,temp,weather,sales\nnorth,2024-06-01,1,sun,23\n';
  assert.is((await project.mv(['ingest', '-', '--json'], { input: wider })).exitCode, 0);
  await project.json('experiment', 'wider');
  await project.sandbox.git(['fetch', '--quiet', '../../shop-data.git', 'main'], {
    directory: `${project.directory}/data`,
  });
  await project.sandbox.git(['checkout', '--quiet', 'FETCH_HEAD'], {
    directory: `${project.directory}/data`,
  });
  assert.is((await project.json('train')).data.rows, 121);
  await project.remove();
});

test('it works from a linked working tree, from inside data/, from a hook, and where only the project says who commits', async () => {
  const project = await makeProject();
  await project.git('config', 'user.name', 'Grace Local');
  await project.git('config', 'user.email', 'grace@example.org');
  await project.json('experiment', 'aside', '--worktree', '../aside');
  const nobody = {
    GIT_AUTHOR_NAME: undefined,
    GIT_AUTHOR_EMAIL: undefined,
    GIT_COMMITTER_NAME: undefined,
    GIT_COMMITTER_EMAIL: undefined,
  };
  const hook = { GIT_DIR: project.sandbox.path('shop/.git'), GIT_INDEX_FILE: '/nowhere', GIT_PREFIX: 'x/' };
  const ran = await project.sandbox.mv(['ingest', '-', '--json'], {
    directory: project.sandbox.path('aside'),
    input: laterCsv(),
    env: { ...nobody, ...hook },
  });
  assert.is(ran.exitCode, 0, ran.stdout);
  assert.is(
    await dataGit(project, 'log', '-1', '--format=%an <%ae>', 'main'),
    'Grace Local <grace@example.org>',
  );
  // In data/, which is a repository of its own, the project around it is meant, and files are those at hand.
  for (const tree of ['shop', 'aside']) {
    await writeFile(
      project.sandbox.path(tree, 'data/initial/new.csv'),
      laterCsv(1, tree === 'shop' ? 150 : 151),
    );
    const inside = await project.sandbox.mv(['ingest', 'new.csv', '--json'], {
      directory: project.sandbox.path(tree, 'data/initial'),
    });
    assert.is(inside.document().rows, 1, inside.stdout);
  }
  assert.equal(
    (await readdir(project.sandbox.path('shop-data.git/objects'))).filter(name => name.startsWith('tmp_')),
    [],
  );
  await project.remove();
});

test.run();
