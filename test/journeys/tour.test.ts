// The whole story, as the README tells it.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject } from '../support/project.ts';

test('init, experiment, train, compare, promote, history and rollback are each plain Git commits', async () => {
  const project = await makeProject();
  assert.is((await project.git('log', '--format=%s', 'prod')).split('\n').length, 1, 'init is one commit');

  const begun = await project.json('experiment', 'feature-x');
  assert.is(begun.branch, 'feature-x');
  assert.is(begun.from.branch, 'prod');
  assert.is(begun.commit, begun.from.commit);

  await project.addFeature('weekend: row.day.getUTCDay() % 6 === 0');
  const trained = await project.json('train');
  assert.is(trained.trained, true);
  assert.is(trained.commit, await project.git('rev-parse', 'feature-x'));
  assert.is(await project.git('status', '--porcelain'), '');

  const compared = await project.json('compare');
  assert.equal(compared.rows.map((row: any) => row.branch).sort(), ['feature-x', 'prod']);
  assert.is(compared.comparable, true);

  const released = await project.json('promote', 'feature-x', 'prod');
  assert.is(released.release, 2);
  assert.equal((await project.git('log', '-1', '--format=%P', 'prod')).split(' '), [
    begun.commit,
    trained.commit,
  ]);
  assert.is(
    await project.git('rev-parse', 'prod:models'),
    await project.git('rev-parse', 'feature-x:models'),
  );

  const back = await project.json('rollback', 'prod');
  assert.is(back.restored, begun.commit);
  assert.is(
    await project.git('rev-parse', 'prod^{tree}'),
    await project.git('rev-parse', `${begun.commit}^{tree}`),
  );
  const { releases } = await project.json('history');
  assert.equal(
    releases.map((release: any) => [release.release, release.kind]),
    [
      [3, 'rollback'],
      [2, 'promotion'],
      [1, 'init'],
    ],
  );
  assert.is(await project.git('fsck', '--no-dangling'), '');
  await project.remove();
});

test.run();
