// What the next training commit would hold, from a working tree in every state people leave one in.

import { appendFile, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withObjectReader } from '../../src/repository/objects/object-reader.ts';
import { openRepository } from '../../src/repository/repository.ts';
import { readWorkingSource, type WorkingSource } from '../../src/training/working-source.ts';
import { makeProject, type Project } from '../support/project.ts';

async function read(project: Project): Promise<WorkingSource> {
  const repository = await openRepository(project.directory);
  const head = await project.git('rev-parse', 'HEAD');
  return withObjectReader(repository.directory, reader => readWorkingSource(repository, reader, head));
}

const refusal = (project: Project) =>
  read(project).then(
    () => assert.unreachable('it should have refused'),
    error => error,
  );

const filesOf = async (project: Project, tree: string) =>
  (await project.git('ls-tree', '-r', '--name-only', tree)).split('\n');

test('a clean tree is its commit: nothing is written, nothing is edited', async () => {
  const project = await makeProject();
  assert.equal(await read(project), {
    sourceTree: await project.git('rev-parse', 'HEAD:src'),
    configurationBlob: await project.git('rev-parse', 'HEAD:mv.yaml'),
    dataCommit: await project.git('rev-parse', 'HEAD:data'),
    edits: [],
  });
  await project.remove();
});

test('edits of src/ belong to it: half staged, new, deleted, renamed, links and modes; ignored files do not', async () => {
  const project = await makeProject();
  const at = (name: string) => path.join(project.directory, 'src', name);
  await writeFile(at('kept.js'), 'export const a = 1;\n');
  await writeFile(at('old name.js'), 'export const b = 1;\n');
  await writeFile(at('gone.js'), 'export const c = 1;\n');
  await writeFile(at('gone-staged.js'), 'export const d = 1;\n');
  await project.commit('More files');
  await writeFile(at('kept.js'), 'staged\n');
  await project.git('add', 'src/kept.js');
  await writeFile(at('kept.js'), 'as it lies there\n');
  await rename(at('old name.js'), at('new ünï\nname.js'));
  await rm(at('gone.js'));
  await project.git('rm', '--quiet', 'src/gone-staged.js');
  await mkdir(at('folder'));
  await writeFile(at('folder/new.js'), 'new\n');
  await symlink('kept.js', at('link.js'));
  await project.git('add', '--intent-to-add', 'src/folder/new.js');
  await writeFile(at('ignored.swp'), 'not mine\n');
  await writeFile(path.join(project.directory, 'README.md'), 'dirty, and not of src\n');
  await writeFile(path.join(project.directory, 'staged.md'), 'staged, and not of src\n');
  await project.git('add', 'staged.md');
  const before = await project.git('status', '--porcelain');
  const { sourceTree, configurationBlob, edits } = await read(project);
  assert.equal((await filesOf(project, sourceTree)).sort(), [
    '"new \\303\\274n\\303\\257\\nname.js"',
    'features.js',
    'folder/new.js',
    'kept.js',
    'link.js',
  ]);
  assert.is(await project.git('show', `${sourceTree}:kept.js`), 'as it lies there');
  assert.is(configurationBlob, await project.git('rev-parse', 'HEAD:mv.yaml'));
  assert.ok(edits.includes('src/gone-staged.js') && edits.includes('src/new ünï\nname.js'));
  assert.ok(!edits.some(file => file.includes('README') || file.includes('ignored')));
  assert.is(await project.git('status', '--porcelain'), before, 'nothing was staged');
  await project.remove();
});

test('an edit of the same size in the second in which the index was written is seen', async () => {
  const project = await makeProject();
  const file = path.join(project.directory, 'mv.yaml');
  const text = await project.read('mv.yaml');
  const second = Math.floor(Date.now() / 1000) - 100;
  await utimes(file, second, second);
  await project.git('update-index', '--refresh');
  await utimes(path.join(project.directory, '.git', 'index'), second, second);
  await writeFile(file, text.replace('seed: 42', 'seed: 43'));
  await utimes(file, second, second);
  const { configurationBlob, edits } = await read(project);
  assert.equal(edits, ['mv.yaml']);
  assert.is(
    `${await project.git('cat-file', 'blob', configurationBlob)}\n`,
    text.replace('seed: 42', 'seed: 43'),
  );
  await project.remove();
});

test('a clone without index or files trains what its commit holds', async () => {
  const project = await makeProject();
  await rm(path.join(project.directory, '.git', 'index'));
  const error = await refusal(project);
  // Without an index every file looks deleted: the model's own would be, too.
  assert.is(error.code, 'uncommitted-changes');
  await project.remove();
});

test('src/ or mv.yaml taken away is missing, staged or not', async () => {
  const project = await makeProject();
  await rm(path.join(project.directory, 'mv.yaml'));
  assert.is((await refusal(project)).code, 'incomplete-branch');
  await project.git('rm', '--quiet', '--cached', 'mv.yaml');
  assert.match((await refusal(project)).message, 'mv.yaml');
  await project.git('reset', '--quiet', '--hard');
  await project.git('rm', '--quiet', '-r', 'src');
  assert.match((await refusal(project)).message, 'src/');
  await project.remove();
});

test('data/ counts where its HEAD stands, and never with uncommitted changes', async () => {
  const project = await makeProject();
  const data = path.join(project.directory, 'data');
  const git = (...args: string[]) => project.sandbox.git(args, { directory: data });
  await writeFile(path.join(data, 'more file.csv'), 'a\n');
  const dirty = await refusal(project);
  assert.is(dirty.code, 'uncommitted-changes');
  assert.equal(dirty.details.files, ['more file.csv']);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'More');
  assert.is((await read(project)).dataCommit, await git('rev-parse', 'HEAD'));
  await appendFile(path.join(data, 'more file.csv'), 'b\n');
  assert.is((await refusal(project)).exitCode, 4);
  await project.remove();
});

test('what training writes must not have been edited, and a merge must be finished', async () => {
  const project = await makeProject();
  await appendFile(path.join(project.directory, 'models', 'README.md'), 'mine\n');
  const edited = await refusal(project);
  assert.is(edited.code, 'uncommitted-changes');
  assert.equal(edited.details.files, ['models/README.md']);
  await project.git('checkout', '--quiet', 'models');
  await project.git('switch', '--quiet', '--create', 'other');
  await project.write('README.md', 'theirs\n');
  await project.commit('theirs');
  await project.git('switch', '--quiet', 'prod');
  await project.write('README.md', 'ours\n');
  await project.commit('ours');
  await project.git('merge', '--quiet', 'other').catch(() => '');
  assert.is((await refusal(project)).code, 'operation-in-progress', 'a conflict outside src/ counts too');
  await project.write('README.md', 'both\n');
  await project.git('add', 'README.md');
  const staged = await refusal(project);
  assert.is(staged.code, 'operation-in-progress');
  assert.match(staged.message, 'merge');
  await project.remove();
});

test.run();
