// A branch to try something on: where it begins, what it is called, and whose work it never takes.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project } from '../support/project.ts';

const branches = (project: Project) => project.git('for-each-ref', '--format=%(refname:short)', 'refs/heads');

async function refused(project: Project, args: readonly string[], exitCode: number, code: string) {
  const before = await branches(project);
  const ran = await project.mv(['experiment', '--json', ...args]);
  assert.is(ran.exitCode, exitCode, `${args.join(' ')}: ${ran.stdout}`);
  const { error } = ran.document();
  assert.is(error.code, code, args.join(' '));
  assert.is(await branches(project), before, args.join(' '));
  return error;
}

test('a branch begins at prod, or at the one named, and this tree stands on it', async () => {
  const project = await makeProject();
  const prod = await project.git('rev-parse', 'prod');
  const begun = await project.json('experiment', 'feature-x');
  assert.equal(begun, {
    branch: 'feature-x',
    from: { branch: 'prod', commit: prod },
    commit: prod,
    path: project.directory,
  });
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'feature-x');
  await project.git('commit', '--quiet', '--allow-empty', '--message', 'On the way');
  const second = await project.json('experiment', 'client-a/feature-y', '--from', 'feature-x');
  assert.equal(second.from, { branch: 'feature-x', commit: await project.git('rev-parse', 'feature-x') });
  assert.is((await project.json('experiment', 'third')).commit, prod);
  await project.remove();
});

test('--set is one commit that changes these lines alone', async () => {
  const project = await makeProject();
  const begun = await project.json(
    'experiment',
    'deeper',
    '--set',
    'model.trees=7',
    '--set',
    'model.max_depth=3',
    '--set',
    'features.exclude=[temp]',
  );
  assert.is(await project.git('rev-parse', 'deeper'), begun.commit);
  assert.is(await project.git('log', '-1', '--format=%P', 'deeper'), begun.from.commit);
  assert.is(
    await project.git('log', '-1', '--format=%s', 'deeper'),
    'Begin deeper: model.trees=7, model.max_depth=3, features.exclude=[temp]',
  );
  const diff = await project.git('diff', '--unified=0', 'prod', 'deeper');
  assert.equal(
    diff.split('\n').filter(line => /^[+-][^+-]/.test(line)),
    ['-  exclude: []', '+  exclude: [temp]', '-  trees: 5', '+  trees: 7', '+  max_depth: 3'],
  );
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test('many settings leave the subject of the commit readable', async () => {
  const project = await makeProject();
  const formats = ['iso', 'yyyy-MM-dd', 'iso'].flatMap(format => [
    '--set',
    `features.columns.day.format=${format}`,
  ]);
  await project.json('experiment', 'x', ...formats);
  assert.is(await project.git('log', '-1', '--format=%s', 'x'), 'Begin x: 3 settings of mv.yaml');
  assert.match(
    await project.git('log', '-1', '--format=%b', 'x'),
    'features.columns.day.format=yyyy-MM-dd\n',
  );
  await project.remove();
});

test('an unknown key, a wrong value and an unknown branch are refused with the near name', async () => {
  const project = await makeProject();
  const hintOf = async (args: string[], code: string) => (await refused(project, args, 2, code)).hint;
  assert.is(await hintOf(['x', '--set', 'model.tres=7'], 'invalid-set'), 'did you mean "model.trees"?');
  assert.is(
    await hintOf(['x', '--set', 'model.kind=random-forrest'], 'invalid-set'),
    'did you mean "random-forest"?',
  );
  assert.is(await hintOf(['x', '--set', 'model.trees="7"'], 'invalid-set'), 'take the quotes away: 7');
  assert.is(await hintOf(['x', '--set', 'trees=7'], 'invalid-set'), 'did you mean "model.trees"?');
  await refused(project, ['x', '--set'], 2, 'usage');
  assert.is(await hintOf(['x', '--from', 'pord'], 'branch-not-found'), 'did you mean "prod"?');
  assert.is(await hintOf(['x', '--from', 'elsewhere'], 'branch-not-found'), 'branches here: prod');
  await project.remove();
});

test('a name that is taken, an environment or hostile is refused before anything happens', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature');
  await refused(project, ['feature'], 2, 'branch-exists');
  await refused(project, ['prod'], 2, 'branch-exists');
  await refused(project, ['feature/x'], 2, 'nested-branch-name');
  await refused(project, ['prod/x'], 2, 'nested-branch-name');
  const hostile = [
    '-x',
    '--force',
    '-',
    '..',
    'a..b',
    'a b',
    '',
    '.',
    '@',
    'HEAD',
    '@{-1}',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[',
    'a\\b',
    '/a',
    'a/',
    'a//b',
    'a.lock',
    '.a',
    'a/.b',
    'a.',
    'a\nb',
    'a\tb',
    'a\u007f',
    'x'.repeat(300),
  ];
  const queue = [...hostile];
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const ran = await project.mv(['experiment', '--json', '--', name]);
      assert.equal(
        [ran.exitCode, ran.document().error.code],
        [2, 'invalid-branch-name'],
        JSON.stringify(name),
      );
    }
  };
  await Promise.all([work(), work()]);
  assert.is(await branches(project), 'feature\nprod');
  await project.remove();
});

test('uncommitted work is never carried along: tracked, staged, a new file of src/, in data/', async () => {
  const project = await makeProject();
  const stop = async (file: string, status: string) => {
    const error = await refused(project, ['x'], 4, 'uncommitted-changes');
    assert.match(error.message, file);
    assert.ok(error.hint.length > 0);
    assert.match(await project.git('status', '--porcelain', '--ignore-submodules=none'), status);
  };
  await project.write('README.md', 'mine\n');
  await stop('README.md', 'M README.md');
  await project.git('add', 'README.md');
  await stop('README.md', 'M  README.md');
  await project.git('reset', '--quiet', '--hard');
  await project.write('src/new.js', '// mine\n');
  await stop('src/new.js', '?? src/new.js');
  await rm(path.join(project.directory, 'src/new.js'));
  await project.write('data/initial/sales.csv', 'mine\n');
  await stop('initial/sales.csv', 'M data');
  await project.git('-C', 'data', 'checkout', '--quiet', '.');
  await project.write('data/new.csv', 'mine\n');
  await stop('new.csv', 'M data');
  await project.git('-C', 'data', 'add', '.');
  await project.git('-C', 'data', 'commit', '--quiet', '--message', 'Mine');
  await stop('data', 'M data');
  await project.git('-C', 'data', 'checkout', '--quiet', '-');
  await project.remove();
});

test('a new file elsewhere stays where it is', async () => {
  const project = await makeProject();
  await project.write('notes.txt', 'mine\n');
  await project.json('experiment', 'x');
  assert.is(await project.read('notes.txt'), 'mine\n');
  assert.is(await project.git('status', '--porcelain'), '?? notes.txt');
  await project.remove();
});

test('--dry-run says what would be, exits as the real run would, and moves nothing', async () => {
  const project = await makeProject();
  const before = await project.git('for-each-ref');
  const { branch, commit, from } = await project.json(
    'experiment',
    'x',
    '--set',
    'model.trees=7',
    '--dry-run',
  );
  assert.equal([branch, commit], ['x', from.commit]);
  await refused(project, ['prod', '--dry-run'], 2, 'branch-exists');
  await refused(project, ['x', '--set', 'model.tres=7', '--dry-run'], 2, 'invalid-set');
  const text = await project.mv(['experiment', 'x', '--dry-run']);
  assert.match(text.stdout, /^would begin x at /);
  assert.is(await project.git('for-each-ref'), before);
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'prod');
  await project.remove();
});

test('from a detached HEAD a branch begins all the same, and a commit that no branch holds is named', async () => {
  const project = await makeProject();
  await project.git('switch', '--quiet', '--detach');
  await project.git('commit', '--quiet', '--allow-empty', '--message', 'Nobody holds this');
  const lost = await project.git('rev-parse', 'HEAD');
  const ran = await project.mv(['experiment', 'x']);
  assert.is(ran.exitCode, 0);
  assert.match(ran.stderr, `git branch <name> ${lost} keeps it`);
  assert.is(await project.git('symbolic-ref', '--short', 'HEAD'), 'x');
  await project.git('switch', '--quiet', '--detach', 'prod');
  assert.is((await project.mv(['experiment', 'y'])).stderr, '');
  await project.remove();
});

test.run();
