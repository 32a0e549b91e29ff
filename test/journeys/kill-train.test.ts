// kill -9 while a model is trained: the branch is the old one or the new one, and nobody's edits are lost.

import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copiesOf, makeProject, type Project } from '../support/project.ts';
import { gitThatFirst } from './git-that-first.ts';
import { killAt, killAtGits, killAtMoments, victimOf } from './killing.ts';
import { requireSettled, requireWhole } from './whole.ts';

/** Uncommitted work that training has no business with, beside what it commits. */
const EDITS = [' M README.md', 'A  notes.txt', '?? later.txt'].join('\n');

const begin = copiesOf(async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.write('README.md', 'My own words.\n');
  await project.write('notes.txt', 'staged, not committed\n');
  await project.git('add', 'notes.txt');
  await project.write('later.txt', 'not even staged\n');
  return project;
});

const nextEdit = (project: Project, number: number) =>
  project.write(
    'src/features.js',
    `export function features(row) {\n  return { ...row, twice: row.temp * ${number} };\n}\n`,
  );

async function requireOldOrNew(project: Project, before: string, where: string): Promise<'old' | 'new'> {
  const tip = await project.git('rev-parse', 'feature-x');
  if (tip === before) return 'old';
  assert.is(await project.git('rev-parse', `${tip}^`), before, `${where}: one commit on top of the old one`);
  const provenance = JSON.parse(await project.git('show', `${tip}:models/provenance.json`));
  assert.is(
    provenance.source.tree,
    await project.git('rev-parse', `${tip}:src`),
    `${where}: a whole new commit`,
  );
  return 'new';
}

/** Edits, has the training killed, lets the next training through, and looks at everything. */
async function survive(project: Project, number: number, where: string, kill: () => Promise<unknown>) {
  await nextEdit(project, number);
  const before = await project.git('rev-parse', 'feature-x');
  await kill();
  const state = await requireOldOrNew(project, before, where);
  await requireWhole(project, where);
  const next = await project.json('train');
  assert.is(next.branch, 'feature-x');
  // A git that outlived the kill may have moved the branch after we looked.
  if (next.trained) assert.is(state, 'old', where);
  assert.match(await project.read('src/features.js'), `row.temp * ${number} `);
  assert.is(await project.git('rev-list', '--count', `${before}..feature-x`), '1', where);
  await requireSettled(project, where, { [project.directory]: EDITS });
  return state;
}

test('killed at any moment, alone or with its whole group, train leaves the old branch or the new', async () => {
  const project = await begin();
  await nextEdit(project, 1);
  const usual = () => project.json('train');
  const states = { old: 0, new: 0 };
  await killAtMoments(victimOf(project), { usual, count: 8, seed: 3 }, async (kill, where, index) => {
    states[await survive(project, index + 2, where, () => kill(['train']))]++;
  });
  assert.ok(states.old > 0, 'some were killed before the branch moved');
  await project.remove();
});

test('killed at each git process that writes, which goes on alone, train leaves the old branch or the new', async () => {
  const project = await begin();
  await nextEdit(project, 1);
  await killAtGits(victimOf(project), ['train'], (kill, where, index) =>
    survive(project, index + 2, where, () => kill(['train'])),
  );
  await project.remove();
});

test('killed with its whole group while Git holds the locks, Git ends by itself and leaves none', async () => {
  const project = await begin();
  const hooks = path.join(project.directory, '.git', 'hooks');
  await mkdir(hooks, { recursive: true });
  const victim = victimOf(project);
  // A hook's parent is git, and git's is ours: the group that dies is that of git-model.
  const killer =
    '#!/bin/sh\nours=$(ps -o ppid= -p "$PPID")\nkill -9 "-$(ps -o pgid= -p $ours | tr -d " ")"\n';
  for (const [index, [hook, when]] of [
    ['reference-transaction', '[ "$1" = prepared ] || exit 0'],
    ['reference-transaction', '[ "$1" = committed ] || exit 0'],
    ['post-index-change', ''],
  ].entries()) {
    const file = path.join(hooks, hook);
    await survive(project, index + 200, `killed in ${hook} ${when}`, async () => {
      await writeFile(file, killer.replace('\n', `\n${when}\n`), { mode: 0o755 });
      assert.is(await killAt(['train'], victim, { milliseconds: 60_000, group: true }), 'killed');
      await rm(file);
    });
  }
  await project.remove();
});

test('Ctrl-C within a long fit ends it at once, and leaves the branch and the edits', async () => {
  const project = await begin();
  const { home } = project.sandbox;
  const fitting = path.join(home, 'fitting');
  // The git that will take the model is started for the fit.
  const env = await gitThatFirst(home, `[ "$subcommand" != hash-object ] || : > "${fitting}"`);
  const before = await project.git('rev-parse', 'feature-x');
  const yaml = await project.read('mv.yaml');
  for (const model of [
    '{kind: random-forest, trees: 100000}',
    '{kind: gradient-boosting, trees: 100000, learning_rate: 1e-6, early_stopping: false, min_samples_leaf: 1}',
  ]) {
    // Minutes of work: what ends it is the signal.
    await project.write('mv.yaml', yaml.replace(/^model:\n(?:[ #].*\n)*/m, `model: ${model}\n`));
    const how = { milliseconds: 1000, group: true, signal: 'SIGINT', once: fitting } as const;
    assert.is(await killAt(['train'], { ...victimOf(project), env }, how), 'killed', model);
    assert.ok(Date.now() - (await stat(fitting)).mtimeMs < how.milliseconds + 2000, model);
    await rm(fitting);
    assert.is(await project.git('rev-parse', 'feature-x'), before);
  }
  await project.write('mv.yaml', yaml);
  await requireSettled(project, 'Ctrl-C', { [project.directory]: EDITS });
  await project.remove();
});

test.run();
