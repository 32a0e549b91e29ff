// What a promotion makes of two branches: who owns a path decides where it comes from.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn, park, refs } from '../support/commit-on.ts';
import { makeProject, type Project } from '../support/project.ts';

const show = (project: Project, what: string) => project.git('show', what);
const ids = (project: Project, branch: string, ...paths: string[]) =>
  project.git('ls-tree', branch, '--', ...paths);

async function refused(project: Project, exitCode: number, ...args: string[]): Promise<any> {
  const before = await refs(project);
  const ran = await project.mv([...args, '--json']);
  assert.is(ran.exitCode, exitCode, ran.stdout + ran.stderr);
  assert.is(await refs(project), before, 'nothing moved');
  return ran.document();
}

test('what a model owns comes whole from the branch: changes, additions and deletions, whatever prod has', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'prod', {
    'models/model.json': 'a model that prod got meanwhile\n',
    'models/only-prod.bin': 'prod',
    'metrics/extra.json': '{}',
    'monitoring/reference.json': '{"prod":1}',
  });
  commitOn(
    project,
    'feature',
    { 'models/extra.bin': Buffer.from([0, 1, 2, 255]), 'logs/train.log': 'new log\n' },
    { from: 'prod~1' },
  );
  commitOn(project, 'feature', { 'models/README.md': null });
  const { after, plan } = await project.json('promote', 'feature', 'prod');
  assert.is(plan.action, 'release');
  for (const owned of ['models', 'metrics', 'data', 'logs/train.log', 'monitoring/reference.json']) {
    assert.is(await ids(project, after, owned), await ids(project, 'feature', owned), owned);
  }
  assert.is(await ids(project, after, 'models/README.md'), '');
  assert.is(await project.git('fsck', '--no-dangling'), '');
  await project.remove();
});

test('a model renamed on the branch is not mixed with the one that prod has', async () => {
  const project = await makeProject();
  await park(project);
  const old = await show(project, 'prod:models/model.json');
  const renamed = old.replace('"', ' "');
  commitOn(project, 'feature', { 'models/model.json': null, 'models/model.onnx': renamed }, { from: 'prod' });
  commitOn(project, 'prod', { 'models/model.json': old.replace('{', '{ ') });
  const { after } = await project.json('promote', 'feature', 'prod');
  assert.is(await ids(project, after, 'models'), await ids(project, 'feature', 'models'));
  assert.is(await show(project, `${after}:models/model.onnx`), renamed.trimEnd());
  await project.remove();
});

test("an environment's running records stay, whatever the branch did to them", async () => {
  const project = await makeProject();
  await park(project);
  const records = [
    'logs/app.log',
    'monitoring/predictions.csv',
    'monitoring/drift.csv',
    'monitoring/performance.csv',
    'monitoring/decisions.csv',
  ];
  commitOn(project, 'prod', Object.fromEntries(records.map(file => [file, `prod ${file}\n`])));
  commitOn(
    project,
    'feature',
    { 'logs/app.log': 'of a trial run\n', 'monitoring/drift.csv': null, 'models/note.txt': 'n' },
    { from: 'prod' },
  );
  commitOn(project, 'prod', { 'monitoring/predictions.csv': 'newer rows\n' });
  const { after } = await project.json('promote', 'feature', 'prod');
  for (const file of records)
    assert.is(await ids(project, after, file), await ids(project, `${after}^1`, file), file);
  assert.is(await show(project, `${after}:monitoring/predictions.csv`), 'newer rows');
  await project.remove();
});

test('records that only the branch has never reach the environment', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(
    project,
    'feature',
    { 'logs/app.log': 'mine\n', 'monitoring/decisions.csv': 'mine\n' },
    { from: 'prod' },
  );
  commitOn(project, 'feature', { 'models/note.txt': 'n' });
  const { after } = await project.json('promote', 'feature', 'prod');
  assert.is(await ids(project, after, 'logs/app.log', 'monitoring/decisions.csv'), '');
  await project.remove();
});

test('files beside the owned ones are people’s and merge three-way', async () => {
  const project = await makeProject();
  await park(project);
  const notes = 'one\ntwo\nthree\nfour\nfive\n';
  commitOn(project, 'prod', { 'logs/notes.txt': notes, 'monitoring/custom.md': notes, 'docs/a.md': notes });
  commitOn(
    project,
    'feature',
    { 'logs/notes.txt': notes.replace('one', 'ONE'), 'monitoring/custom.md': null, 'models/n': 'n' },
    { from: 'prod' },
  );
  commitOn(project, 'prod', { 'logs/notes.txt': notes.replace('five', 'FIVE'), 'docs/a.md': 'prod\n' });
  const { after } = await project.json('promote', 'feature', 'prod');
  assert.is(await show(project, `${after}:logs/notes.txt`), 'ONE\ntwo\nthree\nfour\nFIVE');
  assert.is(await ids(project, after, 'monitoring/custom.md'), '');
  assert.is(await show(project, `${after}:docs/a.md`), 'prod');
  await project.remove();
});

test('sections of mv.yaml that training does not read merge, and the model stays fresh', async () => {
  const project = await makeProject();
  await park(project);
  const yaml = `${await show(project, 'prod:mv.yaml')}\n`;
  commitOn(
    project,
    'feature',
    { 'mv.yaml': yaml.replace('name: shop', 'name: corner-shop'), 'models/n': 'n' },
    { from: 'prod' },
  );
  commitOn(project, 'prod', { 'mv.yaml': `${yaml.replace('[prod]', '[prod, staging]')}` });
  const { after, stale } = await project.json('promote', 'feature', 'prod');
  assert.equal(stale, { src: false, config: false, data: false, reasons: [] });
  const merged = await show(project, `${after}:mv.yaml`);
  assert.match(merged, 'name: corner-shop');
  assert.match(merged, '[prod, staging]');
  await project.remove();
});

test('both sides changing one line is a conflict: exit 4, the files, and nothing moves', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'prod', { 'README.md': 'base\n' });
  commitOn(project, 'feature', { 'README.md': 'feature\n', 'models/n': 'n' }, { from: 'prod' });
  commitOn(project, 'prod', { 'README.md': 'prod\n' });
  const { error, plan, stale, gates } = await refused(project, 4, 'promote', 'feature', 'prod');
  assert.is(error.code, 'merge-conflict');
  assert.equal(error.details.files, ['README.md']);
  assert.equal(plan.files, ['README.md']);
  assert.match(error.message, 'feature and prod both changed README.md');
  assert.match(error.hint, 'git switch feature && git merge prod');
  assert.not.match(error.hint, '--take-code');
  assert.equal(gates, []);
  assert.equal(stale, { src: false, config: false, data: false, reasons: [] });
  await refused(project, 4, 'promote', 'feature', 'prod', '--dry-run');
  await refused(project, 4, 'promote', 'feature', 'prod', '--allow-stale');
  await project.remove();
});

test('what the conflict says to type works', async () => {
  const project = await makeProject();
  await project.git('switch', '--quiet', '--create', 'feature');
  const code = await project.read('src/features.js');
  await project.write(
    'src/features.js',
    code.replace('return { ...row };', 'return { ...row, warm: row.temp > 10 };'),
  );
  await project.json('train');
  await project.git('switch', '--quiet', '--create', 'other', 'prod');
  await project.write(
    'src/features.js',
    code.replace('return { ...row };', 'return { ...row, cold: row.temp < 5 };'),
  );
  await project.json('train');
  await project.json('promote', 'other', 'prod');
  const { error } = await refused(project, 4, 'promote', 'feature', 'prod');
  assert.equal(error.details.files, ['src/features.js']);
  assert.match(error.hint, '--take-code');

  await project.git('switch', '--quiet', 'feature');
  await project.git('merge', '--quiet', 'prod').catch(() => {});
  await project.write(
    'src/features.js',
    code.replace('return { ...row };', 'return { ...row, warm: row.temp > 10, cold: row.temp < 5 };'),
  );
  await project.git('checkout', '--quiet', '--ours', 'models', 'metrics', 'logs', 'monitoring');
  await project.git('commit', '--quiet', '--all', '--message', 'Both features');
  assert.is((await project.json('train')).trained, true);
  const { release } = await project.json('promote', 'feature', 'prod');
  assert.is(release, 3);
  assert.match(await show(project, 'prod:src/features.js'), 'warm: row.temp > 10, cold: row.temp < 5');
  await project.remove();
});

test('--take-code releases the code of the branch where src/ conflicts, and keeps what guards the environment', async () => {
  const project = await makeProject();
  await project.git('switch', '--quiet', '--create', 'feature');
  const code = await project.read('src/features.js');
  await project.write(
    'src/features.js',
    code.replace('return { ...row };', 'return { ...row, warm: row.temp > 10 };'),
  );
  const { metrics } = await project.json('train');
  const yaml = await project.read('mv.yaml');
  commitOn(project, 'prod', {
    'src/features.js': code.replace('return { ...row };', 'return { ...row, cold: row.temp < 5 };'),
    'src/helper.js': 'export const one = 1;\n',
    'mv.yaml': yaml.replace('[prod]', '[prod, staging] # both are watched').replace('trees: 5', 'trees: 6'),
  });
  await refused(project, 4, 'promote', 'feature', 'prod');
  const { after, stale } = await project.json('promote', 'feature', 'prod', '--take-code');
  assert.is(await ids(project, after, 'src'), await ids(project, 'feature', 'src'));
  const merged = await show(project, `${after}:mv.yaml`);
  assert.match(merged, 'trees: 5');
  assert.match(merged, '[prod, staging] # both are watched');
  assert.is(stale.config, false);
  const { environments } = await project.json('status');
  assert.equal(
    environments.map((one: any) => [one.branch, one.fresh, one.metric.value]),
    [['prod', true, metrics.rmse]],
  );
  await project.remove();
});

test('--take-code refuses where both sides changed the same guard of mv.yaml', async () => {
  const project = await makeProject();
  await park(project);
  const yaml = `${await show(project, 'prod:mv.yaml')}\n`;
  commitOn(
    project,
    'feature',
    { 'mv.yaml': yaml.replace('[prod]', '[prod, dev]'), 'models/n': 'n' },
    { from: 'prod' },
  );
  commitOn(project, 'prod', { 'mv.yaml': yaml.replace('[prod]', '[prod, staging]') });
  const { error, plan } = await refused(project, 4, 'promote', 'feature', 'prod', '--take-code');
  assert.equal(error.details.files, ['mv.yaml']);
  assert.equal(plan.reasons, ['both changed environments in mv.yaml']);
  assert.not.match(error.hint, '--take-code');
  await project.remove();
});

test('a text that merges into an mv.yaml that cannot be read is a conflict', async () => {
  const project = await makeProject();
  await park(project);
  const yaml = `${await show(project, 'prod:mv.yaml')}\n`;
  commitOn(
    project,
    'feature',
    { 'mv.yaml': `comparison: {metric: mae}\n${yaml}`, 'models/n': 'n' },
    { from: 'prod' },
  );
  commitOn(project, 'prod', { 'mv.yaml': `${yaml}\ncomparison: {metric: mse}\n` });
  const { error, plan } = await refused(project, 4, 'promote', 'feature', 'prod');
  assert.is(error.code, 'merge-conflict');
  assert.equal(error.details.files, ['mv.yaml']);
  assert.match(plan.reasons[0], 'merged, mv.yaml');
  await project.remove();
});

test('pointers of large files and binaries of people’s: one side wins, two sides conflict, no marker is ever written', async () => {
  const project = await makeProject();
  await park(project);
  const pointer = (letter: string, size: number) =>
    `version https://git-lfs.github.com/spec/v1\noid sha256:${letter.repeat(64)}\nsize ${size}\n`;
  const binary = (last: number) => Buffer.from([0, 1, 2, 3, last]);
  commitOn(project, 'prod', {
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    'assets/a.bin': pointer('a', 1),
    'assets/b.dat': binary(0),
    'assets/c.bin': pointer('c', 3),
  });
  commitOn(
    project,
    'feature',
    { 'assets/a.bin': pointer('b', 2), 'assets/b.dat': binary(9), 'models/n': 'n' },
    { from: 'prod' },
  );
  commitOn(project, 'prod', { 'assets/c.bin': pointer('d', 4) });
  const { after } = await project.json('promote', 'feature', 'prod');
  assert.is(await show(project, `${after}:assets/a.bin`), pointer('b', 2).trimEnd());
  assert.is(await show(project, `${after}:assets/c.bin`), pointer('d', 4).trimEnd());
  assert.is(await ids(project, after, 'assets/b.dat'), await ids(project, 'feature', 'assets/b.dat'));

  commitOn(
    project,
    'feature-2',
    { 'assets/a.bin': pointer('e', 5), 'assets/b.dat': binary(7), 'models/n': 'm' },
    { from: 'prod' },
  );
  commitOn(project, 'prod', { 'assets/a.bin': pointer('f', 6), 'assets/b.dat': binary(8) });
  const { error } = await refused(project, 4, 'promote', 'feature-2', 'prod');
  assert.equal(error.details.files, ['assets/a.bin', 'assets/b.dat']);
  await project.remove();
});

test('attributes are those of the environment, whatever is checked out', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'prod', { '.gitattributes': 'notes/*.txt merge=union\n', 'notes/n.txt': 'base\n' });
  commitOn(project, 'feature', { 'notes/n.txt': 'base\nfeature\n', 'models/n': 'n' }, { from: 'prod' });
  commitOn(project, 'prod', { 'notes/n.txt': 'base\nprod\n' });
  // What is checked out knows nothing of it; and then says the contrary.
  const plain = (await project.json('promote', 'feature', 'prod', '--dry-run')).plan.tree;
  await project.write('.gitattributes', 'notes/*.txt merge=binary\n');
  const contrary = (await project.json('promote', 'feature', 'prod', '--dry-run')).plan.tree;
  assert.is(plain, contrary);
  assert.is(await show(project, `${plain}:notes/n.txt`), 'base\nprod\nfeature');
  await project.remove();
});

test('another submodule conflicts and is not merged; the data pin never takes part', async () => {
  const project = await makeProject();
  await park(project);
  const pin = (letter: string) => ({ mode: '160000', id: letter.repeat(40) });
  commitOn(project, 'prod', { 'vendor/lib': pin('a') });
  commitOn(project, 'feature', { 'vendor/lib': pin('b'), 'models/n': 'n' }, { from: 'prod' });
  commitOn(project, 'prod', { 'vendor/lib': pin('c') });
  const { error } = await refused(project, 4, 'promote', 'feature', 'prod');
  assert.equal(error.details.files, ['vendor/lib']);
  await project.remove();
});

test('a file where the other side made a folder is a conflict that names the path', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'prod', { thing: 'base\n' });
  commitOn(project, 'feature', { thing: 'changed\n', 'models/n': 'n' }, { from: 'prod' });
  commitOn(project, 'prod', { thing: null });
  commitOn(project, 'prod', { 'thing/inner.txt': 'x' });
  const { error, plan } = await refused(project, 4, 'promote', 'feature', 'prod');
  assert.equal(error.details.files, ['thing']);
  assert.not.match(plan.reasons.join('\n'), /[0-9a-f]{40}/);
  await project.remove();
});

test('a branch that made a file of the folder logs does not cost the environment its records', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'prod', { 'logs/app.log': 'kept\n' });
  commitOn(project, 'feature', { 'logs/train.log': null, 'logs/app.log': null }, { from: 'prod' });
  commitOn(project, 'feature', { logs: 'a file\n', 'models/n': 'n' });
  const { error } = await refused(project, 4, 'promote', 'feature', 'prod');
  assert.equal(error.details.files, ['logs']);
  await project.remove();
});

test('a criss-cross history merges as Git merges it', async () => {
  const project = await makeProject();
  await park(project);
  const text = 'a\nb\nc\nd\ne\nf\ng\nh\ni\n';
  const base = commitOn(project, 'prod', { 'docs/x.md': text });
  const left = commitOn(project, 'prod', { 'docs/x.md': text.replace('a', 'A') });
  const right = commitOn(
    project,
    'feature',
    { 'docs/x.md': text.replace('i', 'I'), 'models/n': 'n' },
    { from: base },
  );
  const both = text.replace('a', 'A').replace('i', 'I');
  commitOn(project, 'prod', { 'docs/x.md': both }, { parents: [left, right] });
  commitOn(project, 'feature', { 'docs/x.md': both }, { parents: [right, left] });
  assert.is((await project.git('merge-base', '--all', 'prod', 'feature')).split('\n').length, 2);
  commitOn(project, 'prod', { 'docs/x.md': both.replace('A\nb', 'A\nB') });
  commitOn(project, 'feature', { 'docs/x.md': both.replace('h\nI', 'H\nI'), 'models/n': 'm' });
  const { after } = await project.json('promote', 'feature', 'prod');
  assert.is(await show(project, `${after}:docs/x.md`), 'A\nB\nc\nd\ne\nf\ng\nH\nI');
  await project.remove();
});

test('a branch that descends from another experiment brings that one’s edits along', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'first', { 'docs/first.md': '1', 'models/n': '1' }, { from: 'prod' });
  commitOn(project, 'second', { 'docs/second.md': '2', 'models/n': '2' }, { from: 'first' });
  const { after } = await project.json('promote', 'second', 'prod');
  assert.is(await show(project, `${after}:docs/first.md`), '1');
  const again = await project.json('promote', 'first', 'prod');
  assert.is(again.plan.action, 'nothing');
  assert.is(again.after, after);
  assert.is(again.before, after);
  await project.remove();
});

test('no byte of a model is read: it works with the blob missing', async () => {
  const project = await makeProject();
  await park(project);
  const secret = Buffer.alloc(3000, 7);
  commitOn(project, 'feature', { 'models/model.json': secret, 'docs/a.md': 'feature\n' }, { from: 'prod' });
  commitOn(project, 'prod', { 'docs/b.md': 'prod\n', 'README.md': 'prod\n' });
  const id = await project.git('rev-parse', 'feature:models/model.json');
  await rm(path.join(project.directory, '.git/objects', id.slice(0, 2), id.slice(2)));
  const old = await project.git('rev-parse', 'prod:models/model.json');
  await rm(path.join(project.directory, '.git/objects', old.slice(0, 2), old.slice(2)));
  const { after } = await project.json('promote', 'feature', 'prod');
  assert.is(await project.git('rev-parse', `${after}:models/model.json`), id);
  assert.is(await show(project, `${after}:docs/b.md`), 'prod');
  const back = await project.json('rollback', 'prod');
  assert.is(await project.git('rev-parse', `${back.after}:models/model.json`), old);
  assert.is((await project.json('history')).releases.length, 4);
  await project.remove();
});

test('in a partial clone nothing of a model is fetched', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(
    project,
    'feature',
    { 'models/model.json': Buffer.alloc(3000, 7), 'docs/a.md': 'feature\n' },
    { from: 'prod' },
  );
  commitOn(project, 'prod', { 'docs/b.md': 'prod\n', 'README.md': 'prod\n' });
  await project.git('config', 'uploadpack.allowFilter', 'true');
  await project.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const clone = project.sandbox.path('partial');
  await project.sandbox.git([
    'clone',
    '--quiet',
    '--filter=blob:none',
    '--no-checkout',
    `file://${project.directory}`,
    clone,
  ]);
  const git = (...args: string[]) => project.sandbox.git(args, { directory: clone });
  await git('branch', '--quiet', 'prod', 'origin/prod');
  await git('branch', '--quiet', 'feature', 'origin/feature');
  const ran = await project.sandbox.mv(['promote', 'feature', 'prod', '--json'], { directory: clone });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  const missing = await git('rev-list', '--objects', '--missing=print', 'prod');
  for (const commit of ['feature', 'prod~1'])
    assert.match(missing, `?${await project.git('rev-parse', `${commit}:models/model.json`)}`);
  await project.remove();
});

test.run();
