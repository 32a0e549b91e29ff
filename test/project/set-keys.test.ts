import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { setKeys } from '../../src/project/set-keys.ts';
import { caught } from '../data/caught.ts';
import { MV_YAML } from './mv-yaml.ts';

const COMMENTED = `# Whose file this is.
name:   bikes   # aligned by hand

problem:
    task: regression
    target: cnt
features:
    columns:
        "a.b": numeric
        day: {type: time, format: iso, calendar: [month]}   # since 2011
        cnt: numeric
    exclude:
        - a.b
model:
    kind: random-forest
    trees: 100 # many
`;

/** Lines that are new, and those that went. */
function difference(before: string, after: string): { added: string[]; gone: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return { added: now.filter(line => !old.includes(line)), gone: old.filter(line => !now.includes(line)) };
}

/** Of the kind that the texts here are about. */
function forestOf(text: string) {
  const { model } = parseConfiguration(text);
  assert.is(model.kind, 'random-forest');
  return model as Exclude<typeof model, { kind: 'python' }>;
}

test('only the value changes: comments, order and spaces of a person stay', () => {
  assert.equal(difference(COMMENTED, setKeys(COMMENTED, ['model.trees=200'])), {
    added: ['    trees: 200 # many'],
    gone: ['    trees: 100 # many'],
  });
  assert.equal(
    difference(COMMENTED, setKeys(COMMENTED, ['name=cars', 'problem.task=classification'])).added,
    ['name:   cars   # aligned by hand', '    task: classification'],
  );
  assert.equal(
    difference(COMMENTED, setKeys(COMMENTED, ['features.columns.day.calendar=[year, hour]'])).added,
    ['        day: {type: time, format: iso, calendar: [year, hour]}   # since 2011'],
  );
});

test('values of every type are read as YAML', () => {
  const set = (assignment: string) => parseConfiguration(setKeys(MV_YAML, [assignment]));
  const forest = (assignment: string) => forestOf(setKeys(MV_YAML, [assignment]));
  assert.is(forest('model.trees=7').trees, 7);
  assert.is(forest('model.trees=1e3').trees, 1000);
  assert.is(forest('model.max_depth=null').max_depth, null);
  assert.is(forest('model.max_depth=5').max_depth, 5);
  assert.is(forest('model.bootstrap=false').bootstrap, false);
  assert.is(forest('model.max_features=0.5').max_features, 0.5);
  assert.is(forest('model.max_features=sqrt').max_features, 'sqrt');
  assert.is(set('name="a: b"').name, 'a: b');
  assert.is(set('name=a=b').name, 'a=b');
  assert.equal(set('features.exclude=[temp, day]').features.exclude, ['temp', 'day']);
  assert.equal(set('features.exclude=[]').features.exclude, []);
  assert.is(set('data.separator="\\t"').data.separator, '\t');
  assert.equal(set('validation={fraction: 0.5, refit: true}').validation, { fraction: 0.5, refit: true });
  assert.is(set('comparison.metric=mae').comparison.metric, 'mae');
});

test('a section that is there with nothing in it gets its key', () => {
  // Complete again once the key is set; before, the section is not what the schema wants.
  const text = `${MV_YAML}comparison: {}\n`;
  assert.is(parseConfiguration(setKeys(text, ['comparison.metric=mae'])).comparison.metric, 'mae');
});

test('several are set one after the other, the last of one key holds', () => {
  const text = setKeys(MV_YAML, ['model.trees=5', 'training.seed=7', 'model.trees=6']);
  assert.equal([forestOf(text).trees, parseConfiguration(text).training.seed], [6, 7]);
});

test('columns are named as they are, with points and equals signs in quotes or without', () => {
  const typeOf = (assignment: string) =>
    parseConfiguration(setKeys(COMMENTED, [assignment])).features.columns['a.b'];
  assert.is(typeOf('features.columns.a.b=categorical'), 'categorical');
  assert.is(typeOf('features.columns."a.b"=categorical'), 'categorical');
  const awkward = MV_YAML.replace('temp:', '"x = \\"1\\"":');
  assert.is(
    parseConfiguration(setKeys(awkward, ['features.columns."x = \\"1\\""=categorical'])).features.columns[
      'x = "1"'
    ],
    'categorical',
  );
});

test('line ends of Windows and a byte-order mark stay, even where lines are added', () => {
  const windows = setKeys(COMMENTED.replaceAll('\n', '\r\n'), ['model.trees=3', 'comparison.metric=mae']);
  assert.not.match(windows.replaceAll('\r\n', ''), /\n/);
  assert.match(windows, 'trees: 3 # many\r\n');
  assert.ok(setKeys(`\ufeff${MV_YAML}`, ['name=x']).startsWith('\ufeffname: x\n'));
});

test('an anchor that others point to stays where it is', () => {
  const text = MV_YAML.replace('temp: numeric', 'temp: &kind numeric').replace('cnt: numeric', 'cnt: *kind');
  const { columns } = parseConfiguration(setKeys(text, ['features.columns.cnt=numeric'])).features;
  assert.equal([columns['temp'], columns['cnt']], ['numeric', 'numeric']);
});

test('another kind of model leaves behind what the old one knew alone, and what only said its defaults', () => {
  const forest = `${MV_YAML.replace(/model:\n(?: {2}.*\n)+/, '')}model:
  kind: random-forest
  trees: 100
  # Rows that a leaf keeps.
  min_samples_leaf: 1
  max_depth: 7
  max_features: auto
`;
  const modelOf = (assignments: string[]) => setKeys(forest, assignments).replace(/^[\s\S]*\nmodel:\n/, '');
  assert.is(modelOf(['model.kind=gradient-boosting']), '  kind: gradient-boosting\n  max_depth: 7\n');
  assert.is(
    modelOf(['model.min_samples_leaf=1', 'model.kind=gradient-boosting']),
    '  kind: gradient-boosting\n  # Rows that a leaf keeps.\n  min_samples_leaf: 1\n  max_depth: 7\n',
  );
  assert.is(modelOf(['model.kind=random-forest']), forest.replace(/^[\s\S]*\nmodel:\n/, ''));
});

const REFUSED: [assignment: string, message: string, hint: string | null][] = [
  ['model.tres=5', 'mv.yaml has no key "model.tres"', 'did you mean "model.trees"?'],
  ['modl.trees=5', 'mv.yaml has no key "modl"', 'did you mean "model"?'],
  ['trees=5', 'mv.yaml has no key "trees"', 'did you mean "model.trees"?'],
  ['model.trees.x=5', 'mv.yaml has no key "model.trees.x"', '"model.trees" holds a value, not keys'],
  [
    'features.columns.tmp=categorical',
    'mv.yaml has no key "features.columns.tmp"',
    'did you mean "features.columns.temp"?',
  ],
  [
    '__proto__.x=5',
    'mv.yaml has no key "__proto__"',
    'keys: name, problem, data, features, model, training, validation, comparison, environments, gates, sources, privacy, monitoring, serving, experiments, cycle',
  ],
  ['model.trees=many', '"model.trees" cannot be "many": it must be a number', null],
  ['model.trees=', '"model.trees" cannot be null: it must be a number', null],
  ['name=5', '"name" cannot be 5: it must be text', 'to mean a text, put it in quotes: "5"'],
  [
    'features.exclude=temp',
    '"features.exclude" cannot be "temp": it must be a list, such as [a, b]',
    'write [temp]',
  ],
  [
    'problem.target=cn',
    '"problem.target" names a column "cn" that is not under "features.columns"',
    'did you mean "cnt"?',
  ],
  [
    'model.kind=random-forrest',
    '"model.kind" cannot be "random-forrest": it must be "random-forest", "gradient-boosting", "ml-random-forest" or "python"',
    'did you mean "random-forest"?',
  ],
  [
    'name=[a',
    'the value is not YAML',
    'put text with special characters in quotes: --set \'problem.target="a: b"\'',
  ],
  [
    'name=!x y',
    'the value is not YAML',
    'put text with special characters in quotes: --set \'problem.target="a: b"\'',
  ],
  [
    'name=*a',
    'the value is not YAML',
    'put text with special characters in quotes: --set \'problem.target="a: b"\'',
  ],
  ['model.trees', 'a key, "=" and a value are expected', 'for example --set model.trees=200'],
  ['=5', 'a key, "=" and a value are expected', 'for example --set model.trees=200'],
  ['model..trees=5', 'a key, "=" and a value are expected', 'for example --set model.trees=200'],
];

test('an unknown key and a value that does not fit are refused with the near name', async () => {
  for (const [assignment, message, hint] of REFUSED) {
    const error = await caught(() => setKeys(MV_YAML, [assignment]));
    assert.equal(
      [error.code, error.message, error.hint],
      ['invalid-set', `--set ${assignment}: ${message}`, hint],
    );
  }
});

test('a file that was wrong before is not blamed on the assignment', async () => {
  const error = await caught(() => setKeys(`${MV_YAML}  tres: 1\n`, ['name=x'], 'mv.yaml of feature-x'));
  assert.is(error.code, 'invalid-configuration');
  assert.match(error.message, /^mv\.yaml of feature-x, line 12: /);
});

test.run();
