import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { MV_YAML, problemOf } from './mv-yaml.ts';

test('a text that is not a map of keys is told what it is', () => {
  const empty = [null, 'it is empty', 'take back what was there: git checkout HEAD -- mv.yaml'];
  for (const text of ['', '# nothing\n', 'null\n', '---\n']) assert.equal(problemOf(text), empty, text);
  assert.equal(problemOf('- a\n'), [
    1,
    'it holds a list where keys are expected',
    'it begins so: name: bikes',
  ]);
  assert.is(problemOf('\nhello\n')[1], 'it holds one value where keys are expected');
  assert.is(problemOf('\nhello\n')[0], 2);
});

test('a key that stands twice is named with both lines', () => {
  const remedy = 'take one of the two out';
  assert.equal(problemOf(`${MV_YAML}name: again\n`), [
    12,
    'the key "name" stands here a second time: it is on line 1 too',
    remedy,
  ]);
  assert.equal(problemOf(MV_YAML.replace('    temp', '    "1": numeric\n    1: numeric\n    temp')), [
    8,
    'the key "1" stands here a second time: it is on line 7 too',
    remedy,
  ]);
});

test('what is not YAML is named with its line', () => {
  assert.equal(problemOf(MV_YAML.replace('  target', '\ttarget')), [
    4,
    'a tab stands where only spaces may',
    'indent with spaces',
  ]);
  assert.equal(problemOf(`${MV_YAML}---\nname: other\n`).slice(0, 2), [12, 'a second document begins here']);
  assert.is(problemOf(MV_YAML.replace('  target: cnt', '  target cnt'))[0], 4);
  assert.match(problemOf(MV_YAML.replace('name: bikes', 'name: "bikes'))[1], /^this is not YAML: /);
  assert.equal(problemOf(MV_YAML.replace('bikes', '!ruby/object bikes')).slice(0, 2), [
    1,
    'a tag that is not understood: !ruby/object',
  ]);
});

test('a conflict that a merge left behind is recognised', () => {
  const text = MV_YAML.replace(
    'name: bikes',
    '<<<<<<< HEAD\nname: bikes\n=======\nname: cars\n>>>>>>> feature-x',
  );
  assert.equal(problemOf(text), [
    1,
    'a conflict of a merge is left here',
    'keep one side, and take the marks out',
  ]);
});

test('an alias must name something', () => {
  assert.equal(problemOf(MV_YAML.replace('cnt: numeric', 'cnt: *kind')), [
    9,
    'nothing before it is marked as &kind',
    'write the value itself',
  ]);
});

test('a few lines that stand for billions are refused at once', () => {
  const laughs = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i++)
    laughs.push(
      `l${i}: &l${i} [${Array(10)
        .fill(`*l${i - 1}`)
        .join(', ')}]`,
    );
  const started = performance.now();
  assert.match(problemOf(`${laughs.join('\n')}\n${MV_YAML}`)[1], 'repeat more than they may');
  assert.is(
    problemOf(`${MV_YAML}x: ${'{a: '.repeat(3000)}1${'}'.repeat(3000)}\n`)[1],
    'it is nested too deeply',
  );
  assert.is(problemOf(`${MV_YAML}# ${'x'.repeat(9 << 20)}\n`)[1], 'it is larger than 8 MiB');
  assert.ok(performance.now() - started < 10_000);
});

test('ten thousand columns are read in seconds', () => {
  const columns = Array.from({ length: 10_000 }, (_, i) => `column_${i}: numeric`).join('\n    ');
  const started = performance.now();
  const { features } = parseConfiguration(MV_YAML.replace('temp: numeric', columns));
  assert.is(Object.keys(features.columns).length, 10_002);
  // Comparing each key with each took 7 s where this takes 0.7 s.
  assert.ok(performance.now() - started < 5_000);
});

test.run();
