// mv.yaml as a person edits it: by hand, by --set, with an editor that knows its schema.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject } from '../support/project.ts';

test('a slip in mv.yaml is named with its line and the near key, and nothing is trained', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  const before = await project.git('rev-parse', 'HEAD');
  const text = await project.read('mv.yaml');
  const line = text.split('\n').findIndex(each => each.startsWith('  min_samples_leaf')) + 1;
  await project.write('mv.yaml', text.replace('min_samples_leaf', 'min_sample_leaf'));
  const ran = await project.mv(['train']);
  assert.is(ran.exitCode, 2);
  assert.is(
    ran.stderr,
    `error: mv.yaml, line ${line}: there is no key "min_sample_leaf" under "model"\nhint: did you mean "min_samples_leaf"?\n`,
  );
  assert.is(ran.stdout, '');
  const { error } = (await project.mv(['train', '--json'])).document();
  assert.is(error.code, 'invalid-configuration');
  assert.is(error.details.problems.length, 1);
  assert.is(await project.git('rev-parse', 'HEAD'), before);
  await project.remove();
});

test('a person corrects a type, adds a comment and excludes a column: training follows', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  const text = await project.read('mv.yaml');
  await project.write(
    'mv.yaml',
    text
      .replace('temp: numeric', 'temp: categorical # twelve kinds of weather')
      .replace('exclude: []', 'exclude:\n    - weather'),
  );
  const trained = await project.json('train');
  assert.is(trained.trained, true);
  const { signature } = JSON.parse(await project.read('models/provenance.json'));
  assert.equal(
    signature.columns.map((column: any) => [column.name, column.type]),
    [
      ['day', 'time'],
      ['temp', 'categorical'],
    ],
  );
  await project.remove();
});

test('what a merge left in mv.yaml of the environment is said of that branch', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.git('switch', '--quiet', 'prod');
  const text = await project.read('mv.yaml');
  await project.write(
    'mv.yaml',
    text.replace('name: shop', '<<<<<<< HEAD\nname: shop\n=======\nname: store\n>>>>>>> x'),
  );
  await project.commit('A merge gone wrong');
  await project.git('switch', '--quiet', 'feature-x');
  const { error } = (await project.mv(['compare', '--json'])).document();
  assert.match(error.message, /^mv\.yaml of prod, line 3: a conflict of a merge is left here/);
  await project.remove();
});

test('the help on mv.yaml and the schema beside it know the same keys', async () => {
  const project = await makeProject();
  const help = (await project.mv(['help', 'mv.yaml'])).stdout;
  const schema = JSON.parse(await project.read('.mv/schema.json'));
  for (const [section, { properties = {} }] of Object.entries<any>(schema.properties)) {
    assert.match(help, `  ${section}`);
    for (const key of Object.keys(properties)) assert.match(help, `  ${section}.${key}`);
  }
  assert.match(await project.read('mv.yaml'), 'git-model help mv.yaml');
  await project.remove();
});

test.run();
