// Code that came from a remote runs only once that remote is trusted.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, Project } from '../support/project.ts';

test('a clone trains only after --trust, and remembers it; reading needs none', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  await project.json('experiment', 'feature-x');
  await sandbox.git(['clone', '--quiet', '--branch', 'feature-x', project.directory, 'copy']);
  await sandbox.git(['branch', 'prod', 'origin/prod'], { directory: sandbox.path('copy') });
  const copy = new Project(sandbox, sandbox.path('copy'));
  await copy.addFeature('warm: row.temp > 10');
  for (const command of ['status', 'compare', 'history']) {
    assert.is((await copy.mv([command])).exitCode, 0, command);
  }
  const refused = await copy.mv(['train', '--json', '--yes']);
  assert.is(refused.exitCode, 2);
  assert.is(refused.document().error.code, 'untrusted');
  assert.match(refused.document().error.hint, '--trust');
  assert.is(
    await copy.git('rev-parse', 'HEAD'),
    await copy.git('rev-parse', 'origin/feature-x'),
    'nothing was committed',
  );

  assert.is((await copy.json('train', '--trust')).trained, true);
  await copy.addFeature('cold: row.temp < 0');
  assert.is((await copy.json('train')).trained, true, 'remembered');
  await project.remove();
});

test('a URL with credentials is shown without them', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.git('remote', 'add', 'origin', 'https://user:secret@example.org/team/shop.git');
  await project.addFeature('warm: row.temp > 10');
  const refused = await project.mv(['train']);
  assert.is(refused.exitCode, 2);
  assert.not.match(refused.stdout + refused.stderr, 'secret');
  await project.remove();
});

test.run();
