// Several at once: every ingest lands, the same rows once; of two retrainings of a branch one commits.

import { writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project, salesCsv } from '../support/project.ts';
import { requireSettled, requireWhole } from './whole.ts';

const dataGit = (project: Project, ...args: string[]) =>
  project.sandbox.git(args, { directory: project.sandbox.path('shop-data.git') });

async function files(project: Project, count: number): Promise<string[]> {
  const [header, ...lines] = salesCsv(120 + count)
    .trimEnd()
    .split('\n');
  return Promise.all(
    lines.slice(120).map(async (line, index) => {
      const file = project.sandbox.path(`day-${index}.csv`);
      await writeFile(file, `${header}\n${line}\n`);
      return file;
    }),
  );
}

test('five ingests of one date at once are five files, on one line of commits', async () => {
  const project = await makeProject();
  const days = await files(project, 5);
  const made = await Promise.all(days.map(file => project.json('ingest', file, '--date', '2024-06-01')));
  assert.equal(
    made.flatMap(({ files }) => files).sort(),
    ['-2', '-3', '-4', '-5', ''].map(number => `updates/2024-06-01${number}.csv`),
  );
  assert.is(await dataGit(project, 'rev-list', '--count', '--min-parents=2', 'main'), '0');
  assert.is(await dataGit(project, 'rev-list', '--count', 'main'), '6');
  await requireWhole(project, 'five ingests');
  await project.remove();
});

test('one file, ingested three times at once, is there once', async () => {
  const project = await makeProject();
  const [file] = await files(project, 1);
  const made = await Promise.all([1, 2, 3].map(() => project.json('ingest', file)));
  assert.equal(made.map(({ rows }) => rows).sort(), [0, 0, 1]);
  assert.is(await dataGit(project, 'rev-list', '--count', 'main'), '2');
  await project.remove();
});

test('of two retrainings of a branch one commits, and the other is told or finds nothing to do', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  const [file] = await files(project, 1);
  await project.json('ingest', file);
  const before = await project.git('rev-parse', 'feature-x');
  const ran = await Promise.all([1, 2].map(() => project.mv(['retrain', '--json'])));
  const won = ran.filter(one => one.exitCode === 0 && one.document().trained);
  assert.is(won.length, 1, ran.map(one => one.stdout).join('\n'));
  for (const other of ran.filter(one => !won.includes(one))) {
    if (other.exitCode === 0) continue;
    assert.equal([other.exitCode, other.document().error.code], [4, 'branch-moved']);
  }
  assert.is(await project.git('rev-list', '--count', `${before}..feature-x`), '1');
  await requireSettled(project, 'two retrainings', { [project.directory]: '' });
  await project.remove();
});

test.run();
