// kill -9 while an environment moves that two working trees stand on, each with its data: old or new, and the next
// command brings the trees along.

import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project } from '../support/project.ts';
import { killAtGits, killAtMoments, victimOf } from './killing.ts';
import { requireSettled, requireWhole } from './whole.ts';

type Stage = { project: Project; trees: Record<string, string> };

/** `prod` in two working trees, and a branch whose code, model and data pin all differ from it. */
async function begin(): Promise<Stage> {
  const project = await makeProject();
  const { sandbox, directory } = project;
  const second = sandbox.path('shop-second');
  await project.git('worktree', 'add', '--quiet', '--force', second, 'prod');
  await sandbox.git(
    ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init', 'data'],
    {
      directory: second,
    },
  );
  const { path: tree } = await project.json('experiment', 'feature-x', '--worktree');
  await mkdir(path.join(tree, 'data', 'updates'));
  await writeFile(
    path.join(tree, 'data', 'updates', '2024-06-01.csv'),
    'day,temp,weather,sales\n2024-06-01,7,sun,51\n',
  );
  await sandbox.git(['add', '--all'], { directory: path.join(tree, 'data') });
  await sandbox.git(['commit', '--quiet', '--message', 'June'], { directory: path.join(tree, 'data') });
  await appendFile(path.join(tree, 'src', 'features.js'), '// one more line\n');
  const trained = await project.mv(['train', '--json'], { directory: tree });
  assert.is(trained.exitCode, 0, trained.stdout + trained.stderr);
  await project.write('mine.txt', 'nobody asked for this file\n');
  return { project, trees: { [directory]: '?? mine.txt', [second]: '', [tree]: '' } };
}

/** Has one move of `prod` killed; then looks, lets the next command finish, and looks again. */
async function survive({ project, trees }: Stage, where: string, kill: () => Promise<unknown>) {
  const before = await project.git('rev-parse', 'prod');
  await kill();
  const seen = await project.git('rev-parse', 'prod');
  await requireWhole(project, where);
  await project.json('promote', 'feature-x', 'prod', '--dry-run');
  const after = await project.git('rev-parse', 'prod');
  // A git that outlived the kill may have moved the branch after we looked, never back.
  if (seen !== before) assert.is(after, seen, where);
  if (after !== before) assert.is(await project.git('rev-parse', `${after}^`), before, where);
  await requireSettled(project, where, trees);
  return after === before ? 'old' : 'new';
}

/** Promotes and rolls back in turn, so that every round has something to do. */
async function turn({ project }: Stage): Promise<string[]> {
  const held = await project.git('rev-parse', 'prod:data');
  const offered = await project.git('rev-parse', 'feature-x:data');
  return held === offered ? ['rollback', 'prod'] : ['promote', 'feature-x', 'prod'];
}

let stage: Promise<Stage> | null = null;

/** One stage for all tests: whatever is killed on it, it is settled again afterwards. */
function theStage(): Promise<Stage> {
  stage ??= begin();
  return stage;
}

test.after(async () => (await stage)?.project.remove());

test('killed at any moment, promote and rollback leave the old release or the new one', async () => {
  const stage = await theStage();
  const usual = async () => stage.project.json(...(await turn(stage)));
  const states = { old: 0, new: 0 };
  await killAtMoments(victimOf(stage.project), { usual, count: 8, seed: 4 }, async (kill, where) => {
    const words = await turn(stage);
    states[await survive(stage, `${words[0]}, ${where}`, () => kill(words))]++;
  });
  assert.ok(states.old > 0, 'some were killed before the branch moved');
  assert.ok(states.new > 0, 'some were killed after it');
});

for (const verb of ['promote', 'rollback'])
  test(`killed at each git process that writes, which goes on alone, ${verb} leaves the old release or the new one`, async () => {
    const stage = await theStage();
    const { project } = stage;
    const others = async () => {
      const words = await turn(stage);
      if (words[0] !== verb) await project.json(...words);
      return turn(stage);
    };
    await killAtGits(victimOf(project), await others(), async (kill, where) => {
      const words = await others();
      await survive(stage, `${verb} ${where}`, () => kill(words));
    });
  });

test.run();
