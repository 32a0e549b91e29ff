// kill -9 while rows are ingested and a model is taken to them: the old data or the new, the old branch or the new.

import { readdir, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project, salesCsv } from '../support/project.ts';
import { killAtGits, killAtMoments, victimOf } from './killing.ts';
import { requireSettled, requireWhole } from './whole.ts';

const dataGit = (project: Project, ...args: string[]) =>
  project.sandbox.git(args, { directory: project.sandbox.path('shop-data.git') });

/** The day of that number after those of the project, as a file. */
async function dayFile(project: Project, day: number): Promise<string> {
  const [header, ...lines] = salesCsv(121 + day)
    .trimEnd()
    .split('\n');
  const file = project.sandbox.path(`day-${day}.csv`);
  await writeFile(file, `${header}\n${lines.at(-1)}\n`);
  return file;
}

/** Has the ingest killed, lets the next through, and looks at everything. */
async function survive(
  project: Project,
  day: number,
  where: string,
  kill: (args: string[]) => Promise<unknown>,
) {
  const file = await dayFile(project, day);
  const before = await dataGit(project, 'rev-parse', 'main');
  await kill(['ingest', file]);
  const after = await dataGit(project, 'rev-parse', 'main');
  if (after !== before) assert.is(await dataGit(project, 'rev-parse', 'main^'), before, where);
  await requireWhole(project, where);
  await project.json('ingest', file);
  assert.is(
    await dataGit(project, 'rev-list', '--count', `${before}..main`),
    '1',
    `${where}: once and whole`,
  );
  const left = await readdir(project.sandbox.path('shop-data.git/objects'));
  assert.equal(
    left.filter(name => name.startsWith('tmp_')),
    [],
    `${where}: nothing lies about`,
  );
}

test('killed at any moment or at a git process that writes, ingest leaves the old data or the new', async () => {
  const project = await makeProject();
  const victim = victimOf(project);
  const first = await dayFile(project, 0);
  const usual = () => project.json('ingest', first);
  let day = 1;
  await killAtMoments(victim, { usual, count: 4, seed: 5 }, (kill, where) =>
    survive(project, day++, where, kill),
  );
  await killAtGits(victim, ['ingest', await dayFile(project, day++)], (kill, where) =>
    survive(project, day++, where, kill),
  );
  await project.remove();
});

test('killed at each git process that writes, retrain leaves the old branch or the new, and the next one finishes', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  let day = 0;
  await project.json('ingest', await dayFile(project, day++));
  await killAtGits(victimOf(project), ['retrain'], async (kill, where) => {
    const { data } = await project.json('ingest', await dayFile(project, day++));
    const before = await project.git('rev-parse', 'feature-x');
    await kill(['retrain']);
    await requireWhole(project, where);
    await project.json('retrain');
    assert.is(await project.git('rev-list', '--count', `${before}..feature-x`), '1', where);
    assert.is(await project.git('rev-parse', 'feature-x:data'), data.after, where);
    await requireSettled(project, where, { [project.directory]: '' });
  });
  await project.remove();
});

test.run();
