import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { caught } from '../data/caught.ts';
import { MV_YAML, problemOf, problemsOf } from './mv-yaml.ts';

test('what is not written holds its default', () => {
  assert.equal(parseConfiguration(MV_YAML), {
    name: 'bikes',
    problem: { task: 'regression', target: 'cnt' },
    data: { files: ['initial/*.csv', 'updates/*.csv'] },
    features: {
      columns: { temp: 'numeric', day: { type: 'time', format: 'iso', calendar: [] }, cnt: 'numeric' },
      exclude: [],
    },
    model: {
      kind: 'random-forest',
      trees: 100,
      max_leaves: 2048,
      max_depth: null,
      min_samples_leaf: 1,
      min_samples_split: 2,
      max_features: 'auto',
      bins: 255,
      bootstrap: true,
      class_weight: null,
    },
    training: { seed: 42, calibration: 0.1, interval: 0.9 },
    validation: { fraction: 0.2, refit: false },
    comparison: {},
    environments: ['prod'],
    gates: {},
    sources: [],
    privacy: { log: true, columns: {}, others: 'auto', keep_days: 90, keep_megabytes: 512 },
    serving: { timeout: 10, max_rows: 100_000 },
    experiments: {},
    cycle: {},
    monitoring: {
      window: 'last-1000-rows',
      false_alarm_rate: 0.05,
      by: [],
      rules: [],
      retrain: { any: ['drift', 'decay'] },
      cool_down: '0d',
    },
  });
});

test('line ends of Windows, a byte-order mark, comments and aliases change nothing', () => {
  const plain = parseConfiguration(MV_YAML);
  assert.equal(parseConfiguration(MV_YAML.replaceAll('\n', '\r\n')), plain);
  assert.equal(parseConfiguration(`\ufeff# A comment.\n${MV_YAML}`), plain);
  const aliased = MV_YAML.replace('temp: numeric', 'temp: &kind numeric').replace(
    'cnt: numeric',
    'cnt: *kind',
  );
  assert.equal(parseConfiguration(aliased), plain);
});

test('an unknown key suggests the near one, and its line is named', () => {
  assert.equal(problemOf(`${MV_YAML}  tres: 5\n`), [
    12,
    'there is no key "tres" under "model"',
    'did you mean "trees"?',
  ]);
  assert.equal(problemOf(`modell: 5\n${MV_YAML}`), [1, 'there is no key "modell"', 'did you mean "model"?']);
  assert.equal(problemOf(`${MV_YAML}  zzz: 5\n`), [
    12,
    'there is no key "zzz" under "model"',
    'keys under "model": kind, trees, max_leaves, max_depth, min_samples_leaf, min_samples_split, max_features, bins, bootstrap, class_weight',
  ]);
  assert.equal(problemOf(MV_YAML.replace('format: iso', 'format: iso, calender: [month]')), [
    8,
    'there is no key "calender" under "features.columns.day"',
    'did you mean "calendar"?',
  ]);
});

test('a key that is missing is named where it should stand', () => {
  const hint = 'git-model help mv.yaml lists every key';
  assert.equal(problemOf(MV_YAML.replace('  kind: random-forest', '  trees: 5')), [
    10,
    '"model.kind" is missing',
    hint,
  ]);
  assert.equal(problemOf(MV_YAML.replace('  target: cnt\n', '')), [2, '"problem.target" is missing', hint]);
  assert.equal(problemOf(MV_YAML.replace('name: bikes\n', '')), [1, '"name" is missing', hint]);
  assert.equal(problemOf(MV_YAML.replace(', format: iso', '')), [
    8,
    '"features.columns.day.format" is missing',
    hint,
  ]);
});

const WRONG_VALUES: [edit: [from: string, to: string], line: number, message: string, hint: string | null][] =
  [
    [
      ['name: bikes', 'name: 5'],
      1,
      '"name" cannot be 5: it must be text',
      'to mean a text, put it in quotes: "5"',
    ],
    [
      ['name: bikes', 'name: true'],
      1,
      '"name" cannot be true: it must be text',
      'to mean a text, put it in quotes: "true"',
    ],
    [
      ['name: bikes', 'name:'],
      1,
      '"name" cannot be null: it must be text',
      'to mean a text, put it in quotes',
    ],
    [['name: bikes', 'name: ""'], 1, '"name" cannot be "": it must be a text that is not empty', null],
    [
      ['name: bikes', 'name: !!binary aGk='],
      1,
      '"name" cannot be binary data: it must be text',
      'to mean a text, put it in quotes',
    ],
    [['name: bikes', 'name: "a\\nb"'], 1, '"name" holds a control character', 'a name is one line of text'],
    [
      ['regression', 'regresion'],
      3,
      '"problem.task" cannot be "regresion": it must be "regression" or "classification"',
      'did you mean "regression"?',
    ],
    [
      ['kind: random-forest', 'kind: random-forrest'],
      11,
      '"model.kind" cannot be "random-forrest": it must be "random-forest", "gradient-boosting", "ml-random-forest" or "python"',
      'did you mean "random-forest"?',
    ],
    [
      ['forest\n', 'forest\n  trees: "5"\n'],
      12,
      '"model.trees" cannot be "5": it must be a number',
      'take the quotes away: 5',
    ],
    [['forest\n', 'forest\n  trees: 0\n'], 12, '"model.trees" cannot be 0: it must be at least 1', null],
    [
      ['forest\n', 'forest\n  trees: 1.5\n'],
      12,
      '"model.trees" cannot be 1.5: it must be a whole number',
      null,
    ],
    [
      ['forest\n', 'forest\n  trees: .inf\n'],
      12,
      '"model.trees" cannot be Infinity: it must be a number',
      null,
    ],
    [['forest\n', 'forest\n  bins: 256\n'], 12, '"model.bins" cannot be 256: it must be at most 255', null],
    [
      ['forest\n', 'forest\n  bootstrap: yes\n'],
      12,
      '"model.bootstrap" cannot be "yes": it must be true or false',
      null,
    ],
    [
      ['forest\n', 'forest\n  max_features: 2\n'],
      12,
      '"model.max_features" cannot be 2: it must be at most 1',
      null,
    ],
    [
      ['forest\n', 'forest\n  max_features: sqr\n'],
      12,
      '"model.max_features" cannot be "sqr": it must be "auto", "sqrt" or "log2"',
      'did you mean "sqrt"?',
    ],
    [
      ['forest\n', 'forest\nvalidation: {fraction: 1}\n'],
      12,
      '"validation.fraction" cannot be 1: it must be less than 1',
      null,
    ],
    [
      ['forest\n', 'forest\nvalidation:\n'],
      12,
      '"validation" cannot be null: it must be keys with values',
      'write keys under it, or take the line out',
    ],
    [
      ['forest\n', 'forest\nenvironments: prod\n'],
      12,
      '"environments" cannot be "prod": it must be a list, such as [a, b]',
      'write [prod]',
    ],
    [
      ['forest\n', 'forest\nenvironments: []\n'],
      12,
      '"environments" cannot be []: it must be a list of at least 1',
      null,
    ],
    [
      ['model:\n  kind: random-forest', 'model: random-forest'],
      10,
      '"model" cannot be "random-forest": it must be keys with values',
      null,
    ],
  ];

test('a wrong value is shown with its line, what it may be, and the remedy', () => {
  for (const [[from, to], line, message, hint] of WRONG_VALUES) {
    assert.equal(problemOf(MV_YAML.replace(from, to)), [line, message, hint], to);
  }
});

test('a column is of three types, and says so', () => {
  const hint = 'a column is numeric, categorical, or {type: time, format: dd-MM-yyyy}';
  const withColumn = (declared: string) => problemsOf(MV_YAML.replace('temp: numeric', `temp: ${declared}`));
  const either = 'it must be "numeric" or "categorical"';
  assert.equal(withColumn('number'), [[7, `"features.columns.temp" cannot be "number": ${either}`, hint]]);
  assert.equal(withColumn('time'), [[7, `"features.columns.temp" cannot be "time": ${either}`, hint]]);
  assert.equal(withColumn('numric')[0][2], 'did you mean "numeric"?');
  assert.equal(withColumn(''), [
    [7, `"features.columns.temp" cannot be null: ${either}, or keys with values`, hint],
  ]);
  assert.equal(withColumn('{type: tme, format: iso}'), [
    [7, '"features.columns.temp.type" cannot be "tme": it must be "time"', 'did you mean "time"?'],
  ]);
  const [calendar] = withColumn('{type: time, format: iso, calendar: [mnth]}');
  assert.is(calendar[2], 'did you mean "month"?');
  const [format] = withColumn('{type: time, format: dd-QQ-yyyy}');
  assert.is(format[0], 7);
  assert.match(
    format[1],
    '"features.columns.temp.format": the time format "dd-QQ-yyyy" cannot be used: "QQ" is no token',
  );
});

test('keys that contradict each other are told apart from keys that are wrong', () => {
  const missing = (key: string, column: string) =>
    `"${key}" names a column "${column}" that is not under "features.columns"`;
  assert.equal(problemOf(MV_YAML.replace('target: cnt', 'target: cn')), [
    4,
    missing('problem.target', 'cn'),
    'did you mean "cnt"?',
  ]);
  assert.equal(
    problemOf(MV_YAML.replace('target: cnt', 'target: toString'))[1],
    missing('problem.target', 'toString'),
  );
  assert.equal(problemOf(MV_YAML.replace('cnt\n', 'cnt\n  time: dya\n'))[2], 'did you mean "day"?');
  assert.equal(problemOf(MV_YAML.replace('cnt\n', 'cnt\n  time: temp\n')), [
    5,
    '"problem.time" names "temp", which is numeric and not a time',
    'under features.columns write: temp: {type: time, format: yyyy-MM-dd}',
  ]);
  assert.equal(
    problemOf(MV_YAML.replace('cnt\n', 'cnt\n  time: cnt\n'))[1],
    '"problem.time" names the target "cnt"',
  );
  assert.equal(problemOf(MV_YAML.replace('cnt: numeric', 'cnt: categorical')), [
    3,
    'a regression predicts a number, but the target "cnt" is categorical',
    'write task: classification, or correct the type of the column',
  ]);
  assert.equal(
    problemsOf(MV_YAML.replace('model:', '  exclude:\n    - temp\n    - hum\n    - cnt\nmodel:')).map(
      ([line, message]) => [line, message],
    ),
    [
      [12, missing('features.exclude', 'hum')],
      [13, 'the target "cnt" is excluded'],
    ],
  );
});

test('environments are names that Git takes, each once, and none the folder of another', () => {
  const said = (list: string) =>
    problemsOf(`${MV_YAML}environments: ${list}\n`).map(([, message]) => message);
  assert.equal(said('[prod, staging, client-a/prod]'), []);
  assert.equal(said('[prod, prod]'), ['the environment "prod" is listed twice']);
  assert.equal(said('[prod/a, prod]'), [
    'the environments "prod" and "prod/a" cannot both be branches: Git keeps refs as files and folders',
  ]);
  for (const name of [
    '-x',
    'a b',
    'a..b',
    'HEAD',
    '@',
    '.a',
    'a/',
    '/a',
    'a//b',
    'a.lock',
    'a~1',
    'a:b',
    'a?',
    'a@{1}',
  ]) {
    assert.match(said(JSON.stringify([name]))[0], 'cannot be a branch: Git refuses the name', name);
  }
});

test('every problem is in the details, in the order of the file; the message is the first', async () => {
  const text = MV_YAML.replace('regression', 'guess').replace('forest\n', 'forest\n  tres: 1\n  bins: 0\n');
  const error = await caught(() => parseConfiguration(text, 'mv.yaml of prod'));
  assert.is(
    error.message,
    'mv.yaml of prod, line 3: "problem.task" cannot be "guess": it must be "regression" or "classification" (and 2 more)',
  );
  assert.equal(
    problemsOf(text).map(([line]) => line),
    [3, 12, 13],
  );
});

test('names that JavaScript keeps for itself are columns like others, but for one', () => {
  const columns = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'length'];
  const text = MV_YAML.replace('temp: numeric', columns.map(name => `${name}: categorical`).join('\n    '));
  assert.equal(Object.keys(parseConfiguration(text).features.columns), [...columns, 'day', 'cnt']);
  assert.equal(problemOf(MV_YAML.replace('temp: numeric', '__proto__: numeric')), [
    7,
    'no JavaScript object can hold the key "__proto__"',
    'rename it',
  ]);
});

test.run();
