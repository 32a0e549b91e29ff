// `init --automation` in a project that is there: which branch gets the files, and what is left alone.

import { mkdir } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject } from '../support/project.ts';

test('files come as one commit to the branch that is checked out; what is there stays, and is named', async () => {
  const project = await makeProject();
  await project.json('experiment', 'deeper');
  const before = await project.git('rev-parse', 'HEAD');
  await mkdir(`${project.directory}/.github/workflows`, { recursive: true });
  await project.write('.gitlab-ci.yml', 'stages: [test]\n');
  const ours = await project.commit('A pipeline of our own');
  await project.write('.github/workflows/model-cycle.yml', 'name: not committed\n');

  const rehearsed = await project.json('init', '--automation', 'github', '--dry-run');
  assert.equal([rehearsed.before, rehearsed.commit], [ours, null]);
  assert.is(await project.git('rev-parse', 'deeper'), ours);

  const ran = await project.mv(['init', '--automation', 'gitlab,github,cron']);
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.match(ran.stdout, /added to deeper at [0-9a-f]{7}/);
  assert.match(ran.stdout, 'they run once they are on prod');
  assert.match(ran.stderr, '.gitlab-ci.yml is there already and stays as it is');
  assert.match(ran.stderr, 'include: [{ local: .gitlab/model.yml }]');
  assert.match(ran.stderr, '.github/workflows/model-cycle.yml is there already');
  assert.equal((await project.git('diff', '--name-status', ours, 'deeper')).split('\n'), [
    'A\t.github/workflows/model-compare.yml',
    'A\t.gitlab/model.yml',
    'A\tautomation/crontab',
  ]);
  assert.is(await project.git('rev-list', '--count', `${before}..deeper`), '2');
  assert.match(
    await project.git('log', '-1', '--format=%B'),
    /^Add automation: github, gitlab, cron\n[\s\S]*Mv-Kind: automation/,
  );
  assert.is(await project.git('status', '--porcelain'), '?? .github/workflows/model-cycle.yml');
  assert.match(await project.read('automation/crontab'), 'git-model cycle prod');
  assert.is((await project.json('status')).experiments[0].fresh, true, 'the model is as fresh as it was');

  const again = await project.json('init', '--automation', 'gitlab,cron', '-C', `${project.directory}/src`);
  assert.is(again.commit, await project.git('rev-parse', 'deeper'));
  assert.equal(
    again.automation.map(({ outcome }: any) => outcome),
    ['unchanged', 'kept', 'unchanged'],
  );

  await project.write('README.md', 'in the middle of a sentence');
  const dirty = await project.mv(['init', '--automation', 'kestra', '--json']);
  assert.is(dirty.exitCode, 4);
  assert.is(dirty.document().error.code, 'uncommitted-changes');
  assert.is(await project.git('rev-parse', 'deeper'), again.commit);
  await project.git('checkout', '--quiet', 'README.md');
  await project.git('checkout', '--quiet', '--detach');
  const detached = await project.mv(['init', '--automation', 'kestra', '--json']);
  assert.equal([detached.exitCode, detached.document().error.code], [2, 'detached-head']);
  for (const words of [
    [],
    ['--automation', 'jenkins'],
    ['--automation', 'cron', '--seed', '1'],
    ['new', '--dry-run'],
  ]) {
    const refused = await project.mv(['init', ...words, '--json']);
    assert.equal([refused.exitCode, refused.document().error.code], [2, 'usage'], words.join(' '));
  }
  const elsewhere = await project.sandbox.mv(['init', '--automation', 'cron', '--json']);
  assert.equal([elsewhere.exitCode, elsewhere.document().error.code], [2, 'no-repository']);
  await project.remove();
});

test('on an environment they release nothing: history leaves them out, and a rollback is one of the model', async () => {
  const project = await makeProject();
  await project.json('experiment', 'deeper', '--set', 'model.trees=6');
  await project.json('train');
  await project.json('promote', 'deeper', 'prod');
  await project.git('checkout', '--quiet', 'prod');
  await project.json('init', '--automation', 'cron');
  await project.git('commit', '--quiet', '--allow-empty', '--message', 'A word\n\nMv-Kind: automation');
  const numbers = async () => (await project.json('history')).releases.map(({ release }: any) => release);
  assert.equal(await numbers(), [2, 1]);
  await project.write('README.md', 'by hand');
  await project.git('commit', '--all', '--quiet', '--message', 'Not only automation\n\nMv-Kind: automation');
  assert.equal(await numbers(), [null, 2, 1], 'the trailer alone is not believed');
  await project.git('reset', '--quiet', '--hard', 'HEAD~1');
  const { restored } = await project.json('rollback', 'prod');
  assert.is(restored, await project.git('rev-list', '--max-parents=0', 'prod'));
  await project.remove();
});

test('an environment that is checked out gets them too, by the name that it has', async () => {
  const project = await makeProject();
  await project.git('branch', '--move', 'prod', 'live');
  await project.write(
    'mv.yaml',
    (await project.read('mv.yaml')).replace(/^environments:.*(\n {2}- .*)*$/m, '').trimEnd() +
      '\nenvironments: [live]\n',
  );
  await project.commit('The environment is called live');
  await project.git('remote', 'add', 'origin', 'git@github.com:team/shop.git');
  const { branch, automation } = await project.json('init', '.', '--automation', 'github,kestra');
  assert.is(branch, 'live');
  assert.is(automation.length, 3);
  for (const { path } of automation) {
    const text = await project.read(path);
    assert.match(text, 'live', path);
    assert.not.match(text, /\bprod\b/, path);
  }
  assert.match(await project.read('automation/kestra.yml'), 'https://github.com/team/shop.git');
  await project.remove();
});

test.run();
