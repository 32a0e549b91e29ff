// What init makes, read with plain Git.

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Sandbox, salesCsv } from '../support/project.ts';

const QUICK = ['--set', 'model.trees=3', '--json'];

async function withSales(): Promise<Sandbox> {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('sales.csv'), salesCsv());
  return sandbox;
}

test('one commit on prod holds data, model, metrics, log, profile, provenance, card, code and README', async () => {
  const project = await makeProject();
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'prod');
  assert.is(await project.git('rev-list', '--count', '--all'), '1');
  assert.is(await project.git('log', '-1', '--format=%P'), '');
  assert.equal((await project.git('ls-tree', '-r', '--name-only', 'HEAD')).split('\n'), [
    '.gitattributes',
    '.gitignore',
    '.gitmodules',
    '.mv/schema.json',
    'README.md',
    'data',
    'logs/train.log',
    'metrics/model.json',
    'models/README.md',
    'models/golden.json',
    'models/model.json',
    'models/provenance.json',
    'monitoring/reference.json',
    'mv.yaml',
    'src/features.js',
  ]);
  assert.is(await project.git('status', '--porcelain', '--untracked-files=all', '--ignored'), '');
  assert.is(await project.git('fsck', '--strict', '--no-dangling'), '');
  await project.remove();
});

test('the data repository is a bare sibling, clean and whole, and the submodule is at its commit', async () => {
  const project = await makeProject();
  const data = project.sandbox.path('shop-data.git');
  const inData = (...args: string[]) => project.sandbox.git(args, { directory: data });
  assert.is(await inData('rev-parse', '--is-bare-repository'), 'true');
  assert.is(await inData('symbolic-ref', 'HEAD'), 'refs/heads/main');
  assert.is(await inData('ls-tree', '-r', '--name-only', 'main'), 'initial/sales.csv');
  assert.is(await inData('show', 'main:initial/sales.csv'), salesCsv().trimEnd());
  assert.is(await inData('fsck', '--strict', '--no-dangling'), '');
  assert.is(await inData('log', '-1', '--format=%s'), 'Initial data: sales.csv');

  assert.is(await project.git('config', '--file', '.gitmodules', 'submodule.data.url'), '../shop-data.git');
  const pin = await inData('rev-parse', 'main');
  assert.is(await project.git('rev-parse', 'HEAD:data'), pin);
  assert.match(await project.git('submodule', 'status'), new RegExp(`^ ?${pin} data`));
  assert.is(await project.git('-C', 'data', 'log', '--format=%s'), 'Initial data: sales.csv');
  assert.is(await project.git('-C', 'data', 'status', '--porcelain'), '');
  assert.equal((await readdir(project.sandbox.root)).sort(), ['home', 'sales.csv', 'shop', 'shop-data.git']);
  await project.remove();
});

test('the same .gitmodules is right on a host where both are pushed side by side', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  await mkdir(sandbox.path('host'));
  await sandbox.git(['init', '--quiet', '--bare', '--initial-branch=prod', 'host/shop.git']);
  await sandbox.git(['clone', '--quiet', '--bare', 'shop-data.git', 'host/shop-data.git']);
  await project.git('push', '--quiet', sandbox.path('host/shop.git'), 'prod');
  await sandbox.git([
    '-c',
    'protocol.file.allow=always',
    'clone',
    '--quiet',
    '--recurse-submodules',
    sandbox.path('host/shop.git'),
    'second',
  ]);
  assert.is(await readFile(sandbox.path('second/data/initial/sales.csv'), 'utf8'), salesCsv());
  const directory = sandbox.path('second');
  assert.is(await sandbox.git(['status', '--porcelain'], { directory }), '');
  assert.is(
    await sandbox.git(['config', 'submodule.data.url'], { directory }),
    sandbox.path('host/shop-data.git'),
  );
  await project.remove();
});

test('README and model card read as sentences about this project', async () => {
  const project = await makeProject();
  const readme = await project.read('README.md');
  assert.match(readme, /^# shop\n\nPredicts `sales` \(regression\)\./);
  assert.match(readme, "transport 'file' not allowed");
  const card = await project.read('models/README.md');
  for (const heading of ['## From what', '## How good', '## For whom not']) assert.match(card, heading);
  assert.match(card, 'Measured on 24 rows that it was not fitted to.');
  for (const text of [readme, card]) assert.not.match(text, /undefined|NaN|\[object|\{\{/);
  await project.remove();
});

test('the document is the contract: project, branch, commit, task, target, features, data, model, metrics', async () => {
  const sandbox = await withSales();
  const ran = await sandbox.mv([
    'init',
    'shop',
    '--data',
    'sales.csv',
    '--target',
    'sales',
    '--time',
    'day',
    '--exclude',
    'temp',
    ...QUICK,
  ]);
  assert.is(ran.exitCode, 0);
  const document = ran.document();
  assert.equal(document.project, { name: 'shop', path: sandbox.path('shop') });
  assert.is(document.branch, 'prod');
  assert.is(document.commit, await sandbox.git(['rev-parse', 'prod'], { directory: sandbox.path('shop') }));
  assert.equal([document.task, document.target], ['regression', 'sales']);
  assert.equal(
    document.features.map(({ name, type, reason }: any) => [name, type, reason]),
    [
      ['day', 'time', 'all 120 values are times, written yyyy-MM-dd'],
      ['weather', 'categorical', 'the values are texts'],
    ],
  );
  const commit = await sandbox.git(['rev-parse', 'main'], { directory: sandbox.path('shop-data.git') });
  assert.equal(document.data, {
    commit,
    path: sandbox.path('shop-data.git'),
    rows: 120,
    files: ['initial/sales.csv'],
  });
  assert.equal([document.model.path, document.model.kind], ['models/model.json', 'random-forest']);
  assert.match(document.model.digest, /^sha256:[0-9a-f]{64}$/);
  for (const name of ['mse', 'rmse', 'mae', 'r2_score']) assert.type(document.metrics[name], 'number');
  assert.equal(document.excluded, ['temp']);
  await sandbox.remove();
});

test('what is said: types with reasons, advice with the option that follows it, and what to type next', async () => {
  const sandbox = await withSales();
  const lines = salesCsv().trimEnd().split('\n');
  // A sum that gives the target away, a count of the rows, and a constant.
  const rows = lines.slice(1).map((line, i) => {
    const sales = Number(line.split(',')[3]);
    return `${line},${i % 17},${sales - (i % 17)},${i + 1},EUR`;
  });
  await writeFile(
    sandbox.path('leaky.csv'),
    `${lines[0]},casual,registered,row,currency\n${rows.join('\n')}\n`,
  );
  const call = ['init', 'shop', '--data', 'leaky.csv', '--target', 'sales', '--set', 'model.trees=2'];
  const ran = await sandbox.mv(call);
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.match(ran.stderr, 'note: "casual" + "registered" is "sales" in all 120 rows');
  assert.match(ran.stderr, 'note: "row" numbers the rows from 1 to 120');
  assert.match(ran.stderr, 'note: "currency" is "EUR" in every row');
  assert.match(ran.stderr, 'hint: to leave them out: --exclude casual,registered,row,currency, or --yes');
  assert.match(ran.stderr, 'hint: "day" holds times: --time day judges the model by the newest rows');
  assert.match(ran.stdout, /^made shop: predicts sales \(regression\), branch prod at [0-9a-f]{7}\n/);
  assert.match(ran.stdout, /\nday {9}time +all 120 values are times, written yyyy-MM-dd\n/);
  assert.match(ran.stdout, '\n  cd shop\n');
  assert.not.match(ran.stdout + ran.stderr, /\u001b|undefined|NaN/);

  const followed = await sandbox.mv([...call.with(1, 'second'), '--yes', '--json']);
  assert.equal(followed.document().excluded, ['casual', 'registered', 'row', 'currency']);
  assert.match(
    await readFile(sandbox.path('second/mv.yaml'), 'utf8'),
    'exclude: [casual, registered, row, currency]',
  );
  await sandbox.remove();
});

test('a folder may be nested, empty, the one stood in, have spaces, end in a slash, begin with a dash', async () => {
  const sandbox = await withSales();
  await mkdir(sandbox.path('empty'));
  await mkdir(sandbox.path('here'));
  const make = async (dir: string[], directory = sandbox.root) => {
    const ran = await sandbox.mv(
      ['init', '--data', sandbox.path('sales.csv'), '--target', 'sales', ...QUICK, ...dir],
      { directory },
    );
    if (ran.exitCode !== 0) throw new Error(`${dir}: ${ran.stdout}${ran.stderr}`);
    const { path: place } = ran.document().project;
    assert.is(await sandbox.git(['status', '--porcelain'], { directory: place }), '', place);
    assert.match(await sandbox.git(['submodule', 'status'], { directory: place }), / data/);
    return path.relative(sandbox.root, place);
  };
  const made = [
    await make(['empty']),
    await make(['.'], sandbox.path('here')),
    await make(['a/b/my shop/']),
    await make(['--', '-shop']),
    await make(['#1; "x"']),
  ];
  assert.equal(made, ['empty', 'here', 'a/b/my shop', '-shop', '#1; "x"']);
  assert.equal((await readdir(sandbox.path('a/b'))).sort(), ['my shop', 'my shop-data.git']);
  await sandbox.remove();
});

test('--name, --seed, --task and --set are in mv.yaml before the first training', async () => {
  const sandbox = await withSales();
  const ran = await sandbox.mv([
    ...[
      'init',
      'shop',
      '--data',
      'sales.csv',
      '--target',
      'weather',
      '--task',
      'classification',
      '--name',
      'Corner shop',
    ],
    ...[
      '--seed',
      '7',
      '--exclude',
      ' temp , sales',
      '--set',
      'model.trees=2',
      '--set',
      'features.columns.day=categorical',
      '--json',
    ],
  ]);
  const document = ran.document();
  assert.is(document.project.name, 'Corner shop');
  assert.equal([document.task, document.taskReason], ['classification', 'as you said']);
  assert.equal(document.features, [{ name: 'day', type: 'categorical', reason: 'as you said' }]);
  const provenance = JSON.parse(await readFile(sandbox.path('shop/models/provenance.json'), 'utf8'));
  assert.is(provenance.seed, 7);
  assert.match(
    await sandbox.git(['log', '-1', '--format=%s'], { directory: sandbox.path('shop') }),
    'Corner shop',
  );
  await sandbox.remove();
});

test('inside another repository the project is made, and the trap is named', async () => {
  const sandbox = await withSales();
  await sandbox.git(['init', '--quiet', 'outer']);
  const ran = await sandbox.mv([
    'init',
    'outer/shop',
    '--data',
    'sales.csv',
    '--target',
    'sales',
    '--set',
    'model.trees=2',
  ]);
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.match(ran.stderr, `shop lies inside the Git repository ${sandbox.path('outer')}`);
  await sandbox.remove();
});

test('the hint on a data repository that is left works as it stands', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  await rm(project.directory, { recursive: true });
  const call = ['init', 'shop', '--data', 'sales.csv', '--target', 'sales', ...QUICK];
  const refused = await sandbox.mv(call);
  assert.is(refused.exitCode, 2);
  const { error } = refused.document();
  assert.is(error.code, 'data-repository-exists');
  const source = /--data (\S+?);/.exec(error.hint)![1];
  const ran = await sandbox.mv(['init', 'shop', '--data', source, '--target', 'sales', ...QUICK]);
  assert.is(ran.exitCode, 0, ran.stdout);
  assert.is(
    await sandbox.git(['config', '--file', 'shop/.gitmodules', 'submodule.data.url']),
    '../shop-data.git',
  );
  await project.remove();
});

test('the same inputs make the same commits, in another folder, time zone and language', async () => {
  const commits: string[][] = [];
  for (const env of [
    { TZ: 'Asia/Tokyo', LC_ALL: 'C' },
    { TZ: 'America/New_York', LC_ALL: 'de_DE.UTF-8', LANG: 'tr_TR.UTF-8' },
  ]) {
    const sandbox = await withSales();
    await mkdir(sandbox.path('else where'));
    const directory = commits.length === 0 ? sandbox.root : sandbox.path('else where');
    const data = sandbox.path('sales.csv');
    const call = ['init', 'shop', '--data', data, '--target', 'sales', '--time', 'day', ...QUICK];
    const { commit, data: pinned } = (
      await sandbox.mv(call, { directory, env: { ...env, SOURCE_DATE_EPOCH: '1700000000' } })
    ).document();
    commits.push([commit, pinned.commit]);
    await sandbox.remove();
  }
  assert.equal(commits[0], commits[1]);
});

test("a user's own configuration of Git does not bend what is made", async () => {
  const sandbox = await withSales();
  await writeFile(
    path.join(sandbox.home, '.gitconfig'),
    `[core]\n\tautocrlf = true\n\texcludesFile = ${sandbox.path('ignored')}\n[init]\n\tdefaultBranch = trunk\n[submodule]\n\trecurse = true\n[clone]\n\tdefaultRemoteName = upstream\n[diff]\n\texternal = false\n`,
  );
  await writeFile(sandbox.path('ignored'), '*.csv\nmodels/\ndata\n*.json\n');
  const ran = await sandbox.mv(['init', 'shop', '--data', 'sales.csv', '--target', 'sales', ...QUICK]);
  assert.is(ran.exitCode, 0, ran.stdout);
  const directory = sandbox.path('shop');
  assert.is(await sandbox.git(['status', '--porcelain', '--untracked-files=all'], { directory }), '');
  assert.is(await sandbox.git(['-C', 'data', 'status', '--porcelain'], { directory }), '');
  assert.is(await sandbox.git(['-C', 'data', 'remote'], { directory }), 'origin');
  assert.match(await sandbox.git(['ls-files'], { directory }), 'models/model.json');
  await sandbox.remove();
});

test('without an identity, or with a signature that fails, nothing is left', async () => {
  const sandbox = await withSales();
  const call = ['init', 'a/shop', '--data', 'sales.csv', '--target', 'sales', ...QUICK];
  const nobody = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap(who => [
      [`GIT_${who}_NAME`, undefined],
      [`GIT_${who}_EMAIL`, undefined],
    ]),
  );
  await writeFile(path.join(sandbox.home, '.gitconfig'), '[user]\n\tuseConfigOnly = true\n');
  const unknown = await sandbox.mv(call, { env: nobody });
  assert.equal([unknown.exitCode, unknown.document().error.code], [2, 'no-identity']);
  await writeFile(
    path.join(sandbox.home, '.gitconfig'),
    '[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n[user]\n\tsigningKey = none\n',
  );
  const unsigned = await sandbox.mv(call);
  assert.equal([unsigned.exitCode, unsigned.document().error.code], [1, 'signing-failed'], unsigned.stdout);
  assert.equal((await readdir(sandbox.root)).sort(), ['home', 'sales.csv']);
  await sandbox.remove();
});

test.run();
