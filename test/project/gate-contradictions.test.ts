import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { MV_YAML, problemOf, problemsOf } from './mv-yaml.ts';

const withGates = (gates: string) => `${MV_YAML}gates:\n  prod:\n    ${gates}\n`;

test('a gate has a name of its own and the keys of its kind', () => {
  const { gates } = parseConfiguration(withGates('tested: {kind: command, command: [node, src/check.js]}'));
  assert.equal(gates, {
    prod: { tested: { kind: 'command', command: ['node', 'src/check.js'], timeout: 600 } },
  });
});

test('kinds, keys, metrics and environments that are none suggest the near one, with the line', () => {
  const hintOf = (gates: string) => {
    const [line, , hint] = problemOf(withGates(gates));
    return [line, hint];
  };
  assert.equal(hintOf('a: {kind: metrics, metric: rmse}'), [14, 'did you mean "metric"?']);
  assert.equal(hintOf('a: {kind: size, megabyte: 3, megabytes: 3}'), [14, 'did you mean "megabytes"?']);
  assert.equal(hintOf('a: {kind: metric, metric: rsme, at_most: 3}'), [14, 'did you mean "rmse"?']);
  const [line, message, hint] = problemOf(withGates('a: {kind: age, days: 3}').replace('  prod:', '  prdo:'));
  assert.equal([line, hint], [13, 'did you mean "prod"?']);
  assert.is(message, '"gates" names "prdo", which is no environment');
});

test('a gate without a limit, or one that nothing can meet, is refused', () => {
  const messagesOf = (gates: string) => problemsOf(withGates(gates)).map(([, message]) => message);
  assert.equal(messagesOf('a: {kind: metric, metric: rmse}'), ['the gate "a" has no limit']);
  assert.equal(messagesOf('a: {kind: metric, metric: rmse, at_least: 3, at_most: 2}'), [
    'the gate "a" can never be met',
  ]);
  assert.equal(messagesOf('a: {kind: not-worse, metric: rmse, by: 2 %}'), []);
  assert.equal(messagesOf('a: {kind: not-worse, metric: rmse, by: a bit}'), [
    'the gate "a" cannot be worse by "a bit"',
  ]);
  const each = (name: string) => messagesOf(`a: {kind: not-worse, metric: rmse, by: 1, each: ${name}}`);
  assert.equal([...each('temp'), ...each('day_month')], []);
  assert.equal([each('day').length, each('tmep').length, each('temp_month').length], [1, 1, 1]);
  assert.equal(messagesOf('a b: {kind: size, megabytes: 1}'), ['"a b" cannot be the name of a gate']);
  assert.equal(messagesOf('a: {kind: metric, metric: accuracy, at_least: 0}'), [
    'the gate "a" names a metric that is not measured: "accuracy"',
  ]);
});

test.run();
