// What `git log` shows of a release: signed where the user signs, parsed by Git's own tools, whatever the names are.

import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn, park } from '../support/commit-on.ts';
import { makeProject, type Project } from '../support/project.ts';

async function trailers(project: Project, commit: string): Promise<Record<string, string>> {
  const text = await project.git('log', '-1', '--format=%B', commit);
  const parsed = await project.sandbox.git(['interpret-trailers', '--parse'], {
    directory: project.directory,
    input: `${text}\n`,
  });
  return Object.fromEntries(parsed.split('\n').map(line => line.split(': ') as [string, string]));
}

test('promote, rollback and train sign where commit.gpgSign says so', async () => {
  const project = await makeProject();
  const key = project.sandbox.path('key');
  const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada@example.org', '-f', key]);
  if (made.error) {
    process.stdout.write('(no ssh-keygen here: signing is not tested) ');
    await project.remove();
    return;
  }
  const signers = project.sandbox.path('signers');
  await writeFile(signers, `ada@example.org ${await readFile(`${key}.pub`, 'utf8')}`);
  for (const [name, value] of [
    ['gpg.format', 'ssh'],
    ['user.signingKey', key],
    ['gpg.ssh.allowedSignersFile', signers],
    ['commit.gpgSign', 'true'],
  ])
    await project.git('config', name, value);
  await project.json('experiment', 'feature', '--set', 'model.trees=6');
  await project.json('train');
  await project.json('promote', 'feature', 'prod');
  await project.json('rollback', 'prod');
  for (const commit of ['feature~1', 'feature', 'prod~1', 'prod']) await project.git('verify-commit', commit);
  assert.equal(
    (await project.json('history')).releases.map((one: any) => one.kind),
    ['rollback', 'promotion', 'init'],
  );

  await project.git('config', 'user.signingKey', project.sandbox.path('no-such-key'));
  const before = await project.git('rev-parse', 'prod');
  const ran = await project.mv(['promote', 'feature', 'prod', '--json']);
  assert.is(ran.exitCode, 1, ran.stdout);
  assert.is(await project.git('rev-parse', 'prod'), before, 'a release that cannot be signed is none');
  await project.remove();
});

test('the message: what, how good against before, and trailers that Git parses', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature', '--set', 'model.trees=7');
  const { metrics } = await project.json('train');
  const { before } = await project.json('promote', 'feature', 'prod');
  const [subject, blank, ...lines] = (await project.git('log', '-1', '--format=%B', 'prod')).split('\n');
  assert.match(subject, /^Release 2 of prod: promote feature, rmse [\d.]+$/);
  assert.is(blank, '');
  assert.match(
    lines.slice(0, 4).join('\n'),
    /^mse +[\d.]+ {2}-> +[\d.]+ +[+-]?[\d.]+ %\nrmse .*\nmae .*\nr2_score /,
  );
  assert.is(lines[4], '');
  assert.ok(metrics.rmse > 0);
  assert.equal(await trailers(project, 'prod'), {
    'Mv-Kind': 'promotion',
    'Mv-Release': '2',
    'Mv-Environment': 'prod',
    'Mv-Branch': 'feature',
    'Mv-Commit': await project.git('rev-parse', 'feature'),
    'Mv-Data': await project.git('rev-parse', 'prod:data'),
  });
  await project.json('rollback', 'prod');
  assert.equal(await trailers(project, 'prod'), {
    'Mv-Kind': 'rollback',
    'Mv-Release': '3',
    'Mv-Environment': 'prod',
    'Mv-Restores': before,
    'Mv-Data': await project.git('rev-parse', 'prod:data'),
  });
  await project.remove();
});

test('names that are hostile and legal come through: trailers, history, and nothing is run or expanded', async () => {
  const project = await makeProject();
  await park(project);
  const names = [
    `it's-"quoted"-$(touch-pwned)-\`x\`;&|`,
    '100%-sure-%s-%H',
    'größe/模型-🌲',
    'feature.lock2/@-{x}',
    `long-${'x'.repeat(190)}`,
    'Mv-Kind=init',
    'refs/heads/inner',
    'HEAD2',
  ];
  let release = 1;
  for (const [index, name] of names.entries()) {
    const check = spawnSync('git', ['check-ref-format', '--branch', name]);
    assert.is(check.status, 0, `${name} is a legal name`);
    commitOn(project, name, { 'models/extra.txt': String(index) }, { from: 'prod' });
    const { after, branch } = await project.json('promote', name, 'prod');
    release++;
    assert.is(branch, name);
    assert.is((await trailers(project, after))['Mv-Branch'], name);
    assert.is((await trailers(project, after))['Mv-Release'], String(release));
  }
  const { releases } = await project.json('history');
  assert.equal(
    releases
      .slice(0, -1)
      .map((one: any) => one.from.branch)
      .reverse(),
    names,
  );
  const { stdout, exitCode } = await project.mv(['history']);
  assert.is(exitCode, 0);
  assert.match(stdout, '100%-sure-%s-%H');
  await project.remove();
});

test('names that are not legal are refused before anything happens', async () => {
  const project = await makeProject();
  await park(project);
  for (const name of ['-x', 'a..b', 'a\u0007b', 'a b', 'x.lock', '@{-1}', 'x~1']) {
    for (const args of [
      ['promote', '--', name, 'prod'],
      ['promote', 'parked', 'prod', `--as=${name}`],
    ]) {
      const ran = await project.mv([...args, '--json']);
      assert.is(ran.exitCode, 2, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
    }
  }
  await project.remove();
});

test('SOURCE_DATE_EPOCH is the clock of a release: the same release twice is the same commit', async () => {
  const project = await makeProject();
  await park(project);
  commitOn(project, 'feature', { 'models/extra.txt': 'x' }, { from: 'prod' });
  const prod = await project.git('rev-parse', 'prod');
  const ids: string[] = [];
  for (const TZ of ['UTC', 'Asia/Kathmandu']) {
    const ran = await project.mv(['promote', 'feature', 'prod', '--json'], {
      env: { SOURCE_DATE_EPOCH: '1700000000', TZ, LC_ALL: 'C' },
    });
    ids.push(ran.document().after);
    assert.is((await project.json('history')).releases[0].at, '2023-11-14T22:13:20.000Z');
    await project.git('update-ref', 'refs/heads/prod', prod);
  }
  assert.is(ids[0], ids[1]);
  await project.remove();
});

test.run();
