// Where the rows come from: a folder, a Git repository of any kind.

import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sandbox, salesCsv, testEnvironment } from '../support/project.ts';

const QUICK = ['--target', 'sales', '--set', 'model.trees=2', '--json'];

/** A sandbox with a bare repository `rows.git` whose CSV files stand where nobody expects them. */
async function withRepository(): Promise<{ sandbox: Sandbox; commit: string }> {
  const sandbox = await Sandbox.make();
  await sandbox.git(['init', '--quiet', '--initial-branch=trunk', 'work']);
  const directory = sandbox.path('work');
  await mkdir(sandbox.path('work/tables/2024'), { recursive: true });
  await writeFile(sandbox.path('work/tables/2024/sales.csv'), salesCsv());
  await writeFile(sandbox.path('work/notes.md'), 'no rows\n');
  await sandbox.git(['add', '.'], { directory });
  await sandbox.git(['commit', '--quiet', '--message', 'Rows'], { directory });
  await sandbox.git(['clone', '--quiet', '--bare', 'work', 'rows.git']);
  return { sandbox, commit: await sandbox.git(['rev-parse', 'HEAD'], { directory }) };
}

const urlIn = (sandbox: Sandbox, project: string) =>
  sandbox.git(['config', '--file', `${project}/.gitmodules`, 'submodule.data.url']);

test('of a folder every CSV is stored, and all rows are read', async () => {
  const sandbox = await Sandbox.make();
  await mkdir(sandbox.path('my exports'));
  const [header, ...rows] = salesCsv().trimEnd().split('\n');
  await writeFile(sandbox.path('my exports/b.csv'), `${header}\n${rows.slice(0, 60).join('\n')}\n`);
  // Another order of columns, another separator, Windows line ends: the same table.
  const swapped = rows.slice(60).map(row => row.split(',').reverse().join('\t'));
  await writeFile(
    sandbox.path('my exports/a.tsv'),
    `sales\tweather\ttemp\tday\r\n${swapped.join('\r\n')}\r\n`,
  );
  await writeFile(sandbox.path('my exports/notes.md'), 'no rows\n');
  const document = (await sandbox.mv(['init', 'shop', '--data', 'my exports/', ...QUICK])).document();
  assert.equal([document.data.rows, document.data.files], [120, ['initial/a.csv', 'initial/b.csv']]);
  assert.is(
    await sandbox.git(['log', '-1', '--format=%s'], { directory: sandbox.path('shop-data.git') }),
    'Initial data: 2 files',
  );
  await sandbox.remove();
});

test('a repository beside the project is its data repository, by the relative URL', async () => {
  const { sandbox, commit } = await withRepository();
  const document = (await sandbox.mv(['init', 'shop', '--data', 'rows.git', ...QUICK])).document();
  assert.equal(document.data, {
    commit,
    path: sandbox.path('rows.git'),
    rows: 120,
    files: ['tables/2024/sales.csv'],
  });
  assert.is(await urlIn(sandbox, 'shop'), '../rows.git');
  assert.match(await readFile(sandbox.path('shop/mv.yaml'), 'utf8'), 'files: ["**/*.csv"]');
  const directory = sandbox.path('shop');
  assert.match(await sandbox.git(['submodule', 'status'], { directory }), commit);
  assert.is(await sandbox.git(['status', '--porcelain'], { directory }), '');
  await sandbox.remove();
});

test('file: URLs, a working repository and one whose HEAD names no branch are understood', async () => {
  const { sandbox, commit } = await withRepository();
  const url = `file://${sandbox.path('rows.git')}`;
  const byUrl = (await sandbox.mv(['init', 'a', '--data', url, ...QUICK])).document();
  assert.equal([byUrl.data.commit, byUrl.data.path], [commit, url]);
  assert.is(await urlIn(sandbox, 'a'), url);
  assert.match(await readFile(sandbox.path('a/README.md'), 'utf8'), 'of this machine');
  const working = (await sandbox.mv(['init', 'b', '--data', 'work/', ...QUICK])).document();
  assert.is(working.data.commit, commit);
  await sandbox.git(['symbolic-ref', 'HEAD', 'refs/heads/gone'], { directory: sandbox.path('rows.git') });
  const headless = (await sandbox.mv(['init', 'c', '--data', 'rows.git', ...QUICK])).document();
  assert.is(headless.data.commit, commit);
  await sandbox.remove();
});

test('--set data.files chooses among files of different columns', async () => {
  const { sandbox } = await withRepository();
  const directory = sandbox.path('work');
  await writeFile(sandbox.path('work/prices.csv'), 'item,price\na,1\n');
  await sandbox.git(['add', '.'], { directory });
  await sandbox.git(['commit', '--quiet', '--message', 'Prices'], { directory });
  const refused = await sandbox.mv(['init', 'shop', '--data', 'work', ...QUICK]);
  assert.equal([refused.exitCode, refused.document().error.code], [2, 'column-mismatch']);
  const none = await sandbox.mv([
    'init',
    'shop',
    '--data',
    'work',
    ...QUICK,
    '--set',
    'data.files=[x/*.csv]',
  ]);
  assert.equal([none.exitCode, none.document().error.code], [2, 'no-csv-files']);
  const chosen = await sandbox.mv([
    'init',
    'shop',
    '--data',
    'work',
    ...QUICK,
    '--set',
    'data.files=[tables/**]',
  ]);
  assert.equal(chosen.document().data.files, ['tables/2024/sales.csv']);
  await sandbox.remove();
});

test('a repository over the network is cloned once; a linked tree downloads nothing', async () => {
  const { sandbox, commit } = await withRepository();
  await mkdir(sandbox.path('host'));
  await cp(sandbox.path('rows.git'), sandbox.path('host/rows.git'), { recursive: true });
  const daemon = await serve(sandbox);
  try {
    const url = `git://127.0.0.1:${daemon.port}/rows.git`;
    const ran = await sandbox.mv(['init', 'shop', '--data', url, ...QUICK]);
    assert.is(ran.exitCode, 0, ran.stdout);
    assert.equal([ran.document().data.commit, ran.document().data.path], [commit, url]);
    assert.is(await urlIn(sandbox, 'shop'), url);
    assert.match(await readFile(sandbox.path('shop/README.md'), 'utf8'), 'git clone --recurse-submodules');
  } finally {
    daemon.stop();
  }
  const tree = await sandbox.mv(['experiment', 'feature-x', '--worktree', '--json'], {
    directory: sandbox.path('shop'),
  });
  assert.is(tree.exitCode, 0, tree.stdout);
  assert.is(await readFile(sandbox.path('shop-feature-x/data/tables/2024/sales.csv'), 'utf8'), salesCsv());
  await sandbox.remove();
});

test('a repository that is not there, empty or out of reach is said to be so, and nothing is left', async () => {
  const sandbox = await Sandbox.make();
  await sandbox.git(['init', '--quiet', '--bare', 'empty.git']);
  const cases: [string, number, string][] = [
    [`file://${sandbox.path('gone.git')}`, 2, 'data-not-found'],
    ['empty.git', 2, 'empty-repository'],
    ['git://127.0.0.1:1/rows.git', 1, 'clone-failed'],
    ['https://ada:secret@127.0.0.1:1/rows.git', 2, 'password-in-url'],
  ];
  for (const [source, exitCode, code] of cases) {
    const ran = await sandbox.mv(['init', 'shop', '--data', source, ...QUICK]);
    assert.equal([ran.exitCode, ran.document().error.code], [exitCode, code], source);
    assert.ok(ran.document().error.hint);
  }
  assert.equal((await readdir(sandbox.root)).sort(), ['empty.git', 'home']);
  await sandbox.remove();
});

/** `git daemon` on a free port of this machine, once it answers. */
async function serve(sandbox: Sandbox): Promise<{ port: number; stop(): void }> {
  const port = await freePort();
  const environment = testEnvironment(sandbox.home);
  const child = spawn(
    'git',
    [
      'daemon',
      '--export-all',
      '--reuseaddr',
      '--listen=127.0.0.1',
      `--port=${port}`,
      `--base-path=${sandbox.path('host')}`,
    ],
    { env: environment, stdio: 'ignore', detached: true },
  );
  for (let tries = 0; tries < 50; tries++) {
    const answers = await sandbox.git(['ls-remote', `git://127.0.0.1:${port}/rows.git`]).catch(() => '');
    if (answers !== '') return { port, stop: () => process.kill(-child.pid!, 'SIGTERM') };
    await sleep(100);
  }
  throw new Error('git daemon does not answer');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

test.run();
