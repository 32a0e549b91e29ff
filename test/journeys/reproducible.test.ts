// The same inputs give the same bytes: same commits, whatever folder, time zone, language, mask, cores or temporary
// folder.

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram, Sandbox, salesCsv, testEnvironment } from '../support/project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

type Setting = {
  folder: string[];
  env: Record<string, string>;
  umask: string;
  /** What stands before the call: `taskset -c 0` leaves one core. */
  before: string;
};

const FEATURES = `export function features(row) {\n  return { ...row, twice: row.temp * 2 };\n}\n`;

/** The whole story in one setting; gives every ref of project and data with its commit. */
async function story(sandbox: Sandbox, { folder, env, umask, before }: Setting): Promise<string[]> {
  const parent = sandbox.path(...folder);
  await mkdir(parent, { recursive: true });
  await writeFile(path.join(parent, 'sales.csv'), salesCsv());
  const directory = path.join(parent, 'shop');
  const environment = testEnvironment(sandbox.home, {
    ...env,
    SOURCE_DATE_EPOCH: '1700000000',
    BINARY,
    NODE: process.execPath,
    FEATURES,
  });
  const call = `${before} "$NODE" "$BINARY"`;
  const ran = await runProgram(
    'sh',
    [
      '-ec',
      `umask ${umask}
      ${call} init shop --data sales.csv --target sales --time day --quiet
      cd shop
      ${call} experiment feature-x --set model.trees=7 --quiet
      printf '%s' "$FEATURES" > src/features.js
      ${call} train --quiet
      cd src && ${call} experiment feature-y --from feature-x --set training.seed=9 --worktree --quiet
      ${call} -C ../../shop-feature-y train --quiet
      ${call} promote feature-x prod --quiet
      ${call} promote feature-y prod --quiet
      ${call} rollback prod --quiet`,
    ],
    { directory: parent, environment },
  );
  assert.is(ran.exitCode, 0, ran.stderr);
  const refs = (of: string[]) =>
    sandbox.git([...of, 'for-each-ref', '--format=%(objectname) %(refname)'], { directory: parent });
  return [
    ...(await refs(['-C', directory])).split('\n'),
    ...(await refs(['--git-dir', `${directory}-data.git`])).split('\n'),
  ];
}

test('the same story told in three places, languages, time zones and on one core ends in the same commits', async () => {
  const sandbox = await Sandbox.make();
  await mkdir(sandbox.path('tmp dir'));
  const oneCore = await runProgram('taskset', ['-c', '0', 'true'], {
    directory: '/',
    environment: process.env,
  }).then(
    ran => ran.exitCode === 0,
    () => false,
  );
  const settings: Setting[] = [
    { folder: ['a'], env: { TZ: 'UTC', LC_ALL: 'C' }, umask: '022', before: '' },
    {
      folder: ['somewhere else', 'ünï', 'deep'],
      env: {
        TZ: 'Pacific/Chatham',
        LANG: 'tr_TR.UTF-8',
        LC_ALL: 'tr_TR.UTF-8',
        LANGUAGE: 'de',
        TMPDIR: sandbox.path('tmp dir'),
      },
      umask: '077',
      before: oneCore ? 'taskset -c 0' : '',
    },
    {
      folder: ['third'],
      env: { TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8', FORCE_COLOR: '1', COLUMNS: '40' },
      umask: '000',
      before: '',
    },
  ];
  const ends = await Promise.all(settings.map(setting => story(sandbox, setting)));
  assert.is(ends[0].length, 4, 'prod, two experiments, and main of the data');
  assert.equal(ends[1], ends[0]);
  assert.equal(ends[2], ends[0]);
  await sandbox.remove();
});

test('a commit made later in the same second, from another folder, is another commit only where time is', async () => {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('sales.csv'), salesCsv());
  await chmod(sandbox.path('sales.csv'), 0o600);
  const words = ['--data', 'sales.csv', '--target', 'sales', '--time', 'day', '--name', 'same', '--json'];
  const trees: string[] = [];
  for (const [folder, epoch] of [
    ['one', '1700000000'],
    ['two', '1800000000'],
  ]) {
    const ran = await sandbox.mv(['init', folder, ...words], { env: { SOURCE_DATE_EPOCH: epoch } });
    assert.is(ran.exitCode, 0, ran.stderr);
    const git = (...args: string[]) => sandbox.git(args, { directory: sandbox.path(folder) });
    assert.is(await git('log', '-1', '--format=%at %ct'), `${epoch} ${epoch}`);
    trees.push(await git('rev-parse', 'prod:models/model.json', 'prod:metrics', 'prod:src'));
  }
  assert.is(trees[1], trees[0], 'model, metrics and code know no clock');
  await sandbox.remove();
});

test.run();
