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
  await project.comesFrom('origin', 'https://user:secret@example.org/team/shop.git');
  await project.addFeature('warm: row.temp > 10');
  const refused = await project.mv(['train']);
  assert.is(refused.exitCode, 2);
  assert.not.match(refused.stdout + refused.stderr, 'secret');
  await project.remove();
});

test('who made a project here is asked nothing for having pushed it, until something comes from elsewhere', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  for (const name of ['shop.git', 'shop-data.git'])
    await sandbox.git(['init', '--quiet', '--bare', `hub/${name}`]);
  await project.json('experiment', 'feature-x');
  await project.git('remote', 'add', 'origin', `file://${sandbox.path('hub')}/shop.git`);
  await project.addFeature('warm: row.temp > 10');
  assert.is((await project.json('train')).trained, true, 'a remote alone');
  await project.json('push');
  await project.addFeature('cold: row.temp < 0');
  assert.is((await project.json('train')).trained, true, 'pushed to');
  await project.git('push', '--quiet', 'origin', 'feature-x');
  await project.addFeature('mild: row.temp < 20');
  assert.is((await project.json('train')).trained, true, 'pushed to by git');

  // Somebody else's commit is there once it was fetched, by whatever command.
  await sandbox.git([
    'clone',
    '--quiet',
    '--branch',
    'feature-x',
    `file://${sandbox.path('hub')}/shop.git`,
    'theirs',
  ]);
  const theirs = new Project(sandbox, sandbox.path('theirs'));
  await theirs.addFeature('theirs: 1');
  await theirs.git('commit', '--quiet', '--all', '--message', 'Theirs');
  await theirs.git('push', '--quiet', 'origin', 'HEAD:refs/heads/other');
  await project.json('pull');
  await project.addFeature('late: row.temp > 30');
  const refused = await project.mv(['train', '--json']);
  assert.equal([refused.exitCode, refused.document().error.code], [2, 'untrusted']);
  // And where all that Git remembers of it is its note.
  await project.git('remote', 'remove', 'origin');
  await project.git('remote', 'add', 'origin', `file://${sandbox.path('hub')}/shop.git`);
  assert.is((await project.mv(['train', '--dry-run', '--json'])).exitCode, 0);
  await project.git('fetch', '--quiet', `file://${sandbox.path('hub')}/shop.git`, 'other');
  assert.is((await project.mv(['train', '--json'])).exitCode, 2);
  await project.remove();
});

test.run();
