// kill -9 in the middle of a round: the next one carries on, and in the end there is one release, as without the kill.

import { writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copiesOf, makeProject, type Project } from '../support/project.ts';
import { durationOf, killAtMoments, victimOf } from './killing.ts';
import { requireWhole } from './whole.ts';

const CLOCK = { SOURCE_DATE_EPOCH: '1735689600' };

/** Data that drift, ingested: a round would retrain and release. */
const makeDrifting = copiesOf(async () => {
  const project = await makeProject();
  const lines = Array.from({ length: 240 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 4, 1 + i)).toISOString().slice(0, 10);
    const temp = 20 + ((i * 37) % 25);
    return `${day},${temp},${['sun', 'rain', 'fog'][i % 3]},${20 + 3 * temp}`;
  });
  await writeFile(project.sandbox.path('new.csv'), `day,temp,weather,sales\n${lines.join('\n')}\n`);
  await project.json('ingest', project.sandbox.path('new.csv'));
  return project;
});

async function outcomeOf(project: Project): Promise<string> {
  const ran = await project.mv(['cycle', '--json'], { env: CLOCK });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  return ran.document().outcome;
}

test('whenever it is killed, the next round ends where this one would have', async () => {
  const usual = await makeDrifting();
  let expected = '';
  let duration = 0;
  const first = async () => {
    duration = await durationOf(async () => assert.is(await outcomeOf(usual), 'promoted'));
    expected = await usual.git('rev-parse', 'prod^{tree}');
  };
  await killAtMoments(victimOf(usual), { usual: first, count: 4, seed: 11 }, async (kill, where) => {
    const project = await makeDrifting();
    await kill(['cycle'], { victim: { ...victimOf(project), env: CLOCK }, duration });
    await requireWhole(project, where);
    const outcome = await outcomeOf(project);
    const { releases } = await project.json('history');
    assert.equal(
      releases.map(({ release, kind }: any) => [release, kind]),
      [
        [2, 'retrain'],
        [1, 'init'],
      ],
      `${where}: ${outcome}`,
    );
    assert.is(await project.git('rev-parse', 'prod^{tree}'), expected, where);
    assert.is(await outcomeOf(project), 'nothing-to-do', where);
    await project.remove();
  });
  await usual.remove();
});

test.run();
