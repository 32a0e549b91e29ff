// Several writers at once: one wins, the others say what moved; locks of others are waited for, then named.

import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copiesOf, makeProject, type Project, type Ran, Sandbox, salesCsv } from '../support/project.ts';
import { gitThatFirst } from './git-that-first.ts';
import { requireSettled, requireWhole } from './whole.ts';

const wait = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

const FEATURES = (name: string) =>
  `export function features(row) {\n  return { ...row, ${name}: row.temp * 2 };\n}\n`;

/** Trains; when model and tree are made and the commit is about to be, the lines of shell run in the project. */
async function trainMeanwhile(project: Project, lines: string): Promise<Ran> {
  const env = await gitThatFirst(
    project.sandbox.home,
    `case " $* " in *" commit-tree "*) (cd "${project.directory}" && ${lines}) </dev/null ;; esac`,
  );
  return project.mv(['train', '--json'], { env });
}

/** Exit codes in order; every loser says so in one document with one of these codes. */
function requireOneWinner(ran: readonly Ran[], codes: readonly string[]): Ran {
  const winners = ran.filter(one => one.exitCode === 0);
  assert.is(winners.length, 1, ran.map(one => `${one.exitCode}: ${one.stdout}${one.stderr}`).join('\n'));
  for (const loser of ran) {
    if (loser.exitCode === 0) continue;
    const { error } = loser.document();
    assert.ok(loser.exitCode === 4 || loser.exitCode === 2, `${loser.exitCode}: ${error.message}`);
    assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
  }
  return winners[0];
}

const withEdit = copiesOf(async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.write('src/features.js', FEATURES('twice'));
  return project;
});

test('of three trainings in one folder one commits, the others name the branch that moved', async () => {
  const project = await withEdit();
  const before = await project.git('rev-parse', 'HEAD');
  const ran = await Promise.all([1, 2, 3].map(() => project.mv(['train', '--json'])));
  // One that began after the other was through found nothing to do.
  const trained = ran.filter(one => one.exitCode !== 0 || one.document().trained);
  const winner = requireOneWinner(trained, ['branch-moved']);
  assert.is(winner.document().commit, await project.git('rev-parse', 'HEAD'));
  assert.is(await project.git('rev-parse', 'HEAD^'), before);
  await requireWhole(project, 'three trainings');
  await requireSettled(project, 'three trainings', { [project.directory]: '' });
  await project.remove();
});

test('a plain commit made while a model is trained stays, and train says that the branch moved', async () => {
  const project = await withEdit();
  const ran = await trainMeanwhile(project, 'git commit --quiet --allow-empty --message Mine');
  const mine = await project.git('rev-parse', 'HEAD');
  assert.is(await project.git('log', '-1', '--format=%s'), 'Mine');
  assert.is(ran.exitCode, 4, ran.stdout);
  const { error } = ran.document();
  assert.is(error.code, 'branch-moved');
  assert.is(error.details.branch, 'feature-x');
  assert.is(error.details.found, mine);
  assert.is(await project.git('status', '--porcelain'), ' M src/features.js');
  await project.remove();
});

test('what is edited while a model is trained stays an uncommitted change, staged or not', async () => {
  const project = await withEdit();
  const ran = await trainMeanwhile(
    project,
    [
      'echo "// thought of meanwhile" >> src/features.js',
      'echo "export const later = 1;" > src/new.js',
      'echo "my words over the card" > models/README.md',
      'echo mine > README.md',
      'git add README.md',
    ].join(' && '),
  );
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  assert.is(
    await project.git('status', '--porcelain'),
    ['M  README.md', ' M models/README.md', ' M src/features.js', '?? src/new.js'].join('\n'),
  );
  assert.is(await project.git('show', 'HEAD:src/features.js'), FEATURES('twice').trimEnd());
  assert.match(await project.read('src/features.js'), 'thought of meanwhile');
  assert.is(await project.read('models/README.md'), 'my words over the card\n');
  await project.remove();
});

test('of two promotions at once one releases, the other names what moved or finds it done', async () => {
  const project = await withEdit();
  await project.json('train');
  await project.json('experiment', 'feature-y');
  await project.write('src/features.js', FEATURES('thrice'));
  await project.json('train');
  await project.git('switch', '--quiet', 'prod');
  const ran = await Promise.all(
    ['feature-x', 'feature-y'].map(branch =>
      project.mv(['promote', branch, 'prod', '--json', '--take-code']),
    ),
  );
  // One after the other, both may release; at once, the second says so.
  if (ran.some(one => one.exitCode !== 0)) requireOneWinner(ran, ['branch-moved', 'uncommitted-changes']);
  const { releases } = await project.json('history');
  assert.is(releases[0].commit, await project.git('rev-parse', 'prod'));
  assert.is(releases.length, 1 + ran.filter(one => one.exitCode === 0).length);
  await requireWhole(project, 'two promotions');
  await requireSettled(project, 'two promotions', { [project.directory]: '' });
  await project.remove();
});

test('of three experiments of one name one is begun, with a tree of its own or here', async () => {
  const project = await makeProject();
  const here = await Promise.all([1, 2, 3].map(() => project.mv(['experiment', 'same', '--json'])));
  requireOneWinner(here, ['branch-exists', 'branch-moved', 'uncommitted-changes']);
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'same');
  const trees = await Promise.all(
    ['one', 'two', 'three'].map(name =>
      project.mv(['experiment', 'beside', '--json', '--worktree', project.sandbox.path(name)]),
    ),
  );
  const winner = requireOneWinner(trees, ['branch-exists', 'branch-moved']);
  const left = (await readdir(project.sandbox.root)).filter(name => ['one', 'two', 'three'].includes(name));
  assert.equal(left, [path.basename(winner.document().path)], 'a loser leaves no folder');
  await requireWhole(project, 'three experiments');
  await requireSettled(project, 'three experiments', {
    [project.directory]: '',
    [winner.document().path]: '',
  });
  await project.remove();
});

test('a branch that appears between the look of git and its lock stays with who made it', async () => {
  const project = await makeProject();
  const commit = await project.git('rev-parse', 'prod');
  // The moment is a few microseconds long: these are the words and the exit code of git 2.39 where it was met.
  const env = await gitThatFirst(
    project.sandbox.home,
    `case " $* " in *" worktree add "*) git -C "${project.directory}" branch beside ${commit}
      echo "fatal: cannot lock ref 'refs/heads/beside': reference already exists" >&2; exit 255 ;; esac`,
  );
  const words = ['experiment', 'beside', '--json', '--worktree', project.sandbox.path('one')];
  const ran = await project.mv(words, { env });
  assert.is(ran.exitCode, 4, ran.stdout + ran.stderr);
  assert.is(ran.document().error.code, 'branch-moved');
  assert.is(await project.git('rev-parse', 'beside'), commit);
  await project.remove();
});

test('of three inits of one folder one makes the project, and nothing else is left', async () => {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('sales.csv'), salesCsv());
  const words = ['init', 'shop', '--data', 'sales.csv', '--target', 'sales', '--time', 'day', '--json'];
  const ran = await Promise.all([1, 2, 3].map(() => sandbox.mv([...words, '--set', 'model.trees=2'])));
  requireOneWinner(ran, ['folder-not-empty', 'data-repository-exists']);
  assert.equal((await readdir(sandbox.root)).sort(), ['home', 'sales.csv', 'shop', 'shop-data.git']);
  const git = (...args: string[]) => sandbox.git(args, { directory: sandbox.path('shop') });
  assert.is(await git('status', '--porcelain'), '');
  assert.is(await git('fsck', '--no-dangling'), '');
  await sandbox.remove();
});

test("somebody else's lock of the index is waited for while it lasts a moment", async () => {
  const project = await withEdit();
  const lock = path.join(project.directory, '.git', 'index.lock');
  await writeFile(lock, '');
  const training = project.mv(['train', '--json']);
  await wait(1500);
  await rm(lock);
  const ran = await training;
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  await requireSettled(project, 'a lock for a moment', { [project.directory]: '' });
  await project.remove();
});

test('a lock that stays is named with its age, nothing moves, and nobody deletes it', async () => {
  const project = await withEdit();
  const other = await withEdit();
  const before = await project.git('rev-parse', 'HEAD');
  const locks = [
    { project, lock: path.join(project.directory, '.git', 'index.lock') },
    { project: other, lock: path.join(other.directory, '.git', 'refs', 'heads', 'feature-x.lock') },
  ];
  for (const { lock } of locks) await writeFile(lock, '');
  const ran = await Promise.all(locks.map(one => one.project.mv(['train', '--json'])));
  for (const [index, { exitCode, document }] of ran.entries()) {
    const { error } = document();
    assert.is(exitCode, 4, JSON.stringify(error));
    assert.is(error.code, 'locked');
    assert.is(error.details.lock, locks[index].lock);
    assert.ok(error.details.ageSeconds >= 9, `${error.details.ageSeconds} s old`);
  }
  assert.is(await project.git('rev-parse', 'HEAD'), before, 'nothing moved');
  for (const { project: one, lock } of locks) {
    await rm(lock);
    assert.is((await one.json('train')).trained, true);
    await requireSettled(one, 'after the lock', { [one.directory]: '' });
    await one.remove();
  }
});

test.run();
